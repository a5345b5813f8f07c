"""Alembic's migrations: the only source of the server's schema."""
