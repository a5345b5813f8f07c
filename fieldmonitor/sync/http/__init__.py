"""The road over the internet."""
