"""A hub in the village: paired with, handed what waits, asked for receipts."""
