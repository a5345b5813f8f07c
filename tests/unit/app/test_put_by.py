"""What a store could not take when its profile was locked: sealed, opened again, saved when it can be."""

from dataclasses import replace

import pytest

from fieldmonitor.app import drafts
from fieldmonitor.app.put_by import put_by, take_up
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.store import connection
from fieldmonitor.trust.vault import open_vault
from tests import factories

LOCATION = "/data/arrival/location"


def test_what_could_not_be_saved_is_sealed_waits_and_is_saved(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = drafts.start(ws, factories.assignment_of())
    draft = drafts.open_draft(ws, key)
    draft.answer(LOCATION, "yes")
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    other = connection.connect(ws.store.path, open_vault(ws.folder, factories.PASSPHRASE, None))
    with factories.open_workspace(ws.folder, ws.pictures, ws.clock) as held:
        other.execute("BEGIN IMMEDIATE")
        (sealed,) = put_by(held, [draft.snapshot()])
        assert b"location" not in sealed
        waiting = take_up(held, [sealed]).drafts[str(key)]
        assert waiting.unsaved and waiting.session.node(LOCATION).value == "yes"
        assert waiting.session.position == LOCATION
    other.rollback()
    other.close()
    stranger = replace(ws, put_by_key=bytes(32))
    assert take_up(stranger, [sealed]).sealed == (sealed,)  # what cannot be opened is not thrown away
    assert drafts.open_draft(ws, key).session.node(LOCATION).value == ""
    taken = take_up(ws, [sealed])
    assert not taken.drafts and not taken.sealed
    assert drafts.open_draft(ws, key).session.node(LOCATION).value == "yes"


def test_what_can_be_saved_is_not_sealed(ws: Workspace) -> None:
    key = drafts.start(ws, factories.assignment_of())
    draft = drafts.open_draft(ws, key)
    draft.answer(LOCATION, "yes")
    assert put_by(ws, [draft.snapshot()]) == ()
    assert drafts.open_draft(ws, key).session.node(LOCATION).value == "yes"
