"""Runs migrations on the connection that `store.schema` hands over; there is no other way in."""

from alembic import context

from fieldmonitor.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can; so a migration cut short leaves nothing behind
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
