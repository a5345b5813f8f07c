"""The road by hand: reports out on a stick, receipts back on it."""
