"""The outbox: what waits, how far it is, what was received."""
