"""Search over everything on this laptop."""
