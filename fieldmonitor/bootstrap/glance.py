"""The home screen's numbers in plain SQL, for the moment before the store is there.

Importing the store's library takes longer than showing a whole window; this module needs none of it, so
that home is usable at once. A test holds what it says equal to what the store says. Whatever is odd here
(another schema, a damaged file) is left to the store to name: then there is no glance.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fieldmonitor.domain.activity import Activity
from fieldmonitor.domain.report_states import PENDING, SENT
from fieldmonitor.ui.ports import Glance, GlanceCounts, GlanceDraft

_COUNTED = "practice = 0 AND trashed_at IS NULL"
_TO_DO = f"""
FROM assignments WHERE NOT EXISTS (
    SELECT 1 FROM reports WHERE reports.assignment_id = assignments.id AND {_COUNTED})
AND NOT EXISTS (SELECT 1 FROM settings WHERE key = 'declined:' || assignments.id)"""  # noqa: S608
_WAITING = """
SELECT coalesce(sum(size - confirmed), 0) FROM outbox
WHERE state IN ('waiting', 'paused', 'needs_attention')"""
_DRAFT = """
SELECT reports.id, reports.version, coalesce(works.name, reports.work_id), reports.answered,
       reports.questions, reports.saved_at, reports.practice, reports.activity, reports.part, reports.parts
FROM reports LEFT JOIN works ON works.id = reports.work_id
WHERE reports.state = 'draft' AND reports.practice = 0 AND reports.trashed_at IS NULL
ORDER BY reports.saved_at DESC, reports.id LIMIT 1"""


def glance(database: Path, key: bytes) -> Glance | None:
    """Return the home screen's numbers, or None where only the store can say what is wrong."""
    try:
        connection = dbapi2.connect(f"file:{database}?mode=ro", uri=True, timeout=1)
    except dbapi2.Error:
        return None
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return _read(connection)
    except (dbapi2.Error, ValueError):
        return None
    finally:
        connection.close()


def _read(connection: Any) -> Glance:
    states: dict[str, int] = dict(
        connection.execute(f"SELECT state, count(*) FROM reports WHERE {_COUNTED} GROUP BY state")  # noqa: S608
    )
    wanted = "SELECT key, value FROM settings WHERE key IN ('last_sync', 'volunteer.id')"
    settings = dict(connection.execute(wanted))
    last = settings.get("last_sync")
    due = _one(connection, f"SELECT min(due) {_TO_DO}")
    return Glance(
        volunteer=settings.get("volunteer.id"),
        counts=GlanceCounts(
            to_do=_one(connection, f"SELECT count(*) {_TO_DO}"),
            drafts=states.get("draft", 0),
            ready=sum(states.get(state.value, 0) for state in PENDING),
            sent=sum(states.get(state.value, 0) for state in SENT),
            pending_bytes=_one(connection, _WAITING),
            unread_feedback=_one(connection, "SELECT count(*) FROM feedback WHERE read_version < version"),
        ),
        next_due=date.fromisoformat(due) if due else None,
        last_sync=datetime.fromisoformat(last) if last else None,
        draft=_draft(connection),
    )


def _draft(connection: Any) -> GlanceDraft | None:
    row = connection.execute(_DRAFT).fetchone()
    if row is None:
        return None
    id_, version, work, answered, questions, saved_at, practice, activity, *place = row
    saved, done = datetime.fromisoformat(saved_at), Activity(activity)
    return GlanceDraft(f"{id_}/{version}", work, answered, questions, saved, bool(practice), done, *place)


def _one(connection: Any, query: str) -> Any:
    return connection.execute(query).fetchone()[0]
