"""Runs the migrations over the connection that the server hands in."""

from alembic import context

from fieldmonitor.server.models.base import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
