"""The inside of the guarded child: what opens a stranger's file. Nothing here is imported by the parent but limits."""
