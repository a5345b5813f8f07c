"""Keeping what is recorded: copies, the passphrase, the recovery sheet, space, the trash, one's own data."""
