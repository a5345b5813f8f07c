"""Small controls that every screen shares, each reachable by keyboard and named for screen readers."""
