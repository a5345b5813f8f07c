"""The outbox engine, the one importer of records, and the carriers."""
