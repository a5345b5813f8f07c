"""A report as it was signed, with its receipts and its life."""
