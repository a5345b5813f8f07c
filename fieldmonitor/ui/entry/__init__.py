"""The way in: first start, unlocking, and the moment before."""
