"""Holding a signed report back: allowed while nothing of it can have left, refused with a reason after."""

from dataclasses import replace

import pytest

from fieldmonitor.app import queries, sending, signing, stick
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import QueueRow
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportKey, ReportState
from tests import factories


@pytest.fixture
def signed(ws: Workspace) -> ReportKey:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    return key


def _row(ws: Workspace) -> QueueRow:
    (row,) = queries.outbox(ws).rows
    return row


def _states(ws: Workspace, key: ReportKey) -> set[OutboxState]:
    with ws.store.read() as uow:
        return {item.state for item in uow.outbox.items(key.id)}


def _refused(ws: Workspace, key: ReportKey, code: str) -> None:
    before = _states(ws, key)
    with pytest.raises(InputError) as refusal:
        sending.hold(ws, key.id)
    assert refusal.value.code == code
    assert _states(ws, key) == before
    assert not queries.outbox(ws).held


def test_held_and_released_it_is_the_same_signed_report(ws: Workspace, signed: ReportKey) -> None:
    with ws.store.read() as uow:
        before = uow.messages.get(signed.id, signed.version)
    assert _row(ws).untouched and stick.load(ws).messages == 1
    sending.hold(ws, signed.id)
    view = queries.outbox(ws)
    assert (view.waiting, view.held) == (1, 1)
    assert _row(ws).untouched and _row(ws).state is OutboxState.PAUSED
    assert stick.load(ws) == replace(stick.load(ws), messages=0, whole=0, light=0)
    with ws.store.write() as uow:
        assert uow.outbox.due(ws.clock.now(), 9) == []
        uow.outbox.hasten(ws.clock.now())  # "send now" is about the others
        assert uow.outbox.due(ws.clock.now(), 9) == []
    sending.release(ws, signed.id)
    with ws.store.read() as uow:
        assert uow.messages.get(signed.id, signed.version) == before
        report = uow.reports.get(signed)
        assert report is not None and report.state is ReportState.QUEUED
        assert uow.outbox.due(ws.clock.now(), 9)
    assert queries.outbox(ws).held == 0 and stick.load(ws).messages == 1


def test_refused_once_it_was_tried(ws: Workspace, signed: ReportKey) -> None:
    with ws.store.write() as uow:
        item = uow.outbox.items(signed.id)[0]
        uow.outbox.settle(item.id, state=OutboxState.WAITING, attempts=1, next_try=ws.clock.now())
    _refused(ws, signed, "outbox.on_its_way")
    assert not _row(ws).untouched


def test_refused_once_the_server_has_it(ws: Workspace, signed: ReportKey) -> None:
    with ws.store.write() as uow:
        head = next(item for item in uow.outbox.items(signed.id) if item.sha256 is None)
        done = OutboxState.DONE
        uow.outbox.settle(head.id, state=done, attempts=0, next_try=ws.clock.now(), confirmed=head.size)
    with pytest.raises(InputError, match=r"outbox\.(on_its_way|not_there)"):
        sending.hold(ws, signed.id)
    assert not _row(ws).untouched


def test_refused_once_the_server_has_said_no(ws: Workspace, signed: ReportKey) -> None:
    with ws.store.write() as uow:
        item = uow.outbox.items(signed.id)[0]
        uow.outbox.settle(item.id, state=OutboxState.NEEDS_ATTENTION, attempts=0, next_try=ws.clock.now())
    _refused(ws, signed, "outbox.on_its_way")


def test_refused_once_the_exchange_has_claimed_it(ws: Workspace, signed: ReportKey) -> None:
    with ws.store.write() as uow:
        uow.reports.advance(signed, ReportState.SENDING)
    _refused(ws, signed, "outbox.on_its_way")
    assert not _row(ws).untouched


def test_refused_once_it_was_sealed_into_a_bundle(ws: Workspace, signed: ReportKey) -> None:
    with ws.store.write() as uow:
        uow.custody.wrote("ab" * 32, [(signed.id, signed.version)], ws.clock.now())
    _refused(ws, signed, "outbox.in_a_bundle")
    assert not _row(ws).untouched


def test_nothing_to_hold_and_nothing_to_release(ws: Workspace, signed: ReportKey) -> None:
    with pytest.raises(InputError, match=r"outbox\.not_there"):
        sending.hold(ws, "no-such-report")
    with pytest.raises(InputError, match=r"outbox\.not_held"):
        sending.release(ws, signed.id)
