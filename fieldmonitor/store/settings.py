"""Small values of a profile: who enrolled, where the feed stands, what a person chose."""

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from fieldmonitor.store.tables import settings


class Settings:
    """Text by key."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str, default: str | None = None) -> str | None:
        """Return a value, or the default where none was set."""
        found: str | None = self._connection.scalar(select(settings.c.value).where(settings.c.key == key))
        return default if found is None else found

    def set(self, key: str, value: str) -> None:
        """Set a value, replacing the one before."""
        statement = insert(settings).values(key=key, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"value": statement.excluded.value})
        )

    def delete(self, key: str) -> None:
        """Forget a value."""
        self._connection.execute(delete(settings).where(settings.c.key == key))
