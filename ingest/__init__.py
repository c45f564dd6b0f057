"""From the bytes of a workbook to typed rows with linked names."""
