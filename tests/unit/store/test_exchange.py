"""Messages, the outbox, receipts, the log and settings."""

from datetime import timedelta

import pytest

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import LogEntry, StoredReceipt
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.store import Store, UnitOfWork
from fieldmonitor.store import log as log_module
from tests.unit.store import rows

LATER = rows.minutes(1)


def _queue(uow: UnitOfWork, name: str, lane: Lane = Lane.ANSWERS, files: int = 0) -> None:
    uow.messages.add(rows.message(name))
    uow.outbox.add_message(name, 1, lane, 100, rows.NOON)
    for number in range(files):
        uow.outbox.add_file(name, 1, f"{name}-{number}", 1000, Lane.SMALL, rows.NOON)


def _settle(uow: UnitOfWork, state: OutboxState = OutboxState.DONE, **given: object) -> None:
    item = uow.outbox.next(LATER)
    assert item is not None
    values = {"attempts": item.attempts, "next_try": rows.NOON, "confirmed": item.size} | given
    uow.outbox.settle(item.id, state=state, **values)  # type: ignore[arg-type]


def test_urgent_first_then_messages_then_their_files(store: Store) -> None:
    left = []
    with store.write() as uow:
        _queue(uow, "a", files=2)
        _queue(uow, "b", files=1)
        _queue(uow, "urgent", Lane.URGENT)
        while item := uow.outbox.next(LATER):
            left.append(item.sha256 or item.message_id)
            _settle(uow)
        assert left == ["urgent", "a", "b", "a-0", "a-1", "b-0"]
        assert uow.outbox.pending_bytes() == 0


def test_a_file_waits_for_its_message_and_a_bad_item_blocks_nobody(store: Store) -> None:
    with store.write() as uow:
        _queue(uow, "bad", files=1)
        _queue(uow, "good")
        _settle(uow, OutboxState.NEEDS_ATTENTION, problem="message.different", confirmed=0)
        item = uow.outbox.next(LATER)
        assert item is not None and item.message_id == "good"
        _settle(uow)
        assert uow.outbox.next(LATER) is None
        assert [item.problem for item in uow.outbox.items("bad")] == ["message.different", None]
        assert uow.outbox.pending_bytes() == 1100
        uow.outbox.retry("bad")
        item = uow.outbox.next(LATER)
        assert item is not None and (item.message_id, item.attempts, item.problem) == ("bad", 0, None)


def test_waits_are_kept_and_a_wrong_clocks_wait_is_not(store: Store) -> None:
    with store.write() as uow:
        _queue(uow, "a")
        _settle(uow, OutboxState.WAITING, attempts=1, next_try=rows.minutes(10), confirmed=0)
        assert uow.outbox.next(rows.minutes(9)) is None
        assert uow.outbox.next(rows.minutes(10)) is not None
        assert uow.outbox.next(rows.NOON - timedelta(days=400)) is not None


def test_a_pause_holds_through_the_end_of_a_step(store: Store) -> None:
    with store.write() as uow:
        _queue(uow, "a", files=1)
        item = uow.outbox.next(LATER)
        assert item is not None
        uow.outbox.pause("a")
        assert uow.outbox.next(LATER) is None
        uow.outbox.settle(item.id, state=OutboxState.WAITING, attempts=1, next_try=rows.NOON, confirmed=50)
        assert {held.state for held in uow.outbox.items()} == {OutboxState.PAUSED}
        uow.outbox.resume("a")
        item = uow.outbox.next(LATER)
        assert item is not None and item.confirmed == 50
        uow.outbox.pause("a")
        uow.outbox.settle(item.id, state=OutboxState.DONE, attempts=1, next_try=rows.NOON, confirmed=100)
        states = {held.sha256: held.state for held in uow.outbox.items("a")}
        assert states == {None: OutboxState.DONE, "a-0": OutboxState.PAUSED}


def test_a_file_named_twice_is_queued_once(store: Store) -> None:
    with store.write() as uow:
        _queue(uow, "a", files=1)
        uow.outbox.add_file("a", 1, "a-0", 1000, Lane.ORIGINAL, rows.NOON)
        assert len(uow.outbox.items("a")) == 2


def test_a_messages_content_is_pinned(store: Store) -> None:
    with store.write() as uow:
        uow.messages.add(rows.message())
        uow.messages.add(rows.message())
        with pytest.raises(InputError, match=r"message\.different"):
            uow.messages.add(rows.message(manifest_sha256="other"))
        assert uow.messages.get("m1", 1) == rows.message()
        assert [listed.envelope for listed in uow.messages.list()] == [b""]


def test_a_receipt_is_kept_once_per_kind(store: Store) -> None:
    receipts = [
        StoredReceipt("m1", 1, kind, f"R-{kind}", rows.NOON, b"{}") for kind in ("content", "complete")
    ]
    with store.write() as uow:
        uow.messages.add(rows.message())
        for receipt in (*receipts, *receipts):
            uow.receipts.add(receipt)
        assert uow.receipts.for_message("m1", 1) == receipts


def test_the_log_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "KEPT", 10)
    with store.write() as uow:
        for number in range(25):
            uow.log.add(LogEntry(rows.minutes(number), "sync.sent", {"number": number}))
        assert [entry.params["number"] for entry in uow.log.tail(99)] == list(range(15, 25))
        assert [entry.params["number"] for entry in uow.log.tail(2)] == [23, 24]


def test_settings(store: Store) -> None:
    with store.write() as uow:
        uow.settings.set("language", "es")
        uow.settings.set("language", "qu")
        uow.settings.set("gone", "x")
        uow.settings.delete("gone")
    with store.read() as uow:
        assert (uow.settings.get("language"), uow.settings.get("gone")) == ("qu", None)
        assert uow.settings.get("gone", "default") == "default"
