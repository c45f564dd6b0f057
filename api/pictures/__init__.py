"""Pictures as SVG, drawn here: one code for page, print and notebook, the same bytes every time."""
