"""Keys, signed envelopes, credentials, receipts and encryption of files."""
