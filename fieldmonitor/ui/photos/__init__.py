"""The photos of a visit."""
