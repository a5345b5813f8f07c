"""The comptroller's server."""
