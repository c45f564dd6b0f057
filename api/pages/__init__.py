"""The pages: what a screen shows is found here in Python, how it looks stands in templates/ and static/."""
