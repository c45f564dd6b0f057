"""The inside of the guarded child: what opens a stranger's file. Of it the parent imports limits and texts alone."""
