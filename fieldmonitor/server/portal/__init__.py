"""The comptroller's web pages: rendered on the server, without a script."""
