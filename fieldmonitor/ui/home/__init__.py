"""Home: the four counted lists, what became of findings, what changed."""
