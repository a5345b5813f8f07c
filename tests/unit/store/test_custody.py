"""Who keeps which bundle: noted beside the messages in it, and nothing of the queue moves."""

from dataclasses import replace

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.store import Store
from tests.unit.store import rows

BUNDLE, OTHER = "a" * 64, "b" * 64
NOTE = StoredCustody(BUNDLE, "h" * 64, "hub", "Posta de Caraz", rows.NOON, b"{}")


def test_a_note_is_found_by_the_messages_in_its_bundle(store: Store) -> None:
    with store.write() as uow:
        for name in ("m1", "m2", "m3"):
            uow.messages.add(rows.message(name))
        uow.custody.wrote(BUNDLE, [("m2", 1), ("m1", 1)], rows.NOON)
        uow.custody.wrote(OTHER, [("m2", 1)], rows.NOON)
        uow.custody.add(NOTE)
    with store.read() as uow:
        assert uow.custody.messages_of(BUNDLE) == [("m1", 1), ("m2", 1)]
        assert uow.custody.messages_of("c" * 64) == []
        assert uow.custody.for_message("m1", 1) == [NOTE]
        assert uow.custody.for_message("m3", 1) == []
        assert uow.custody.list() == [NOTE]


def test_writing_and_noting_again_changes_nothing(store: Store) -> None:
    with store.write() as uow:
        uow.messages.add(rows.message("m1"))
        for _ in range(2):
            uow.custody.wrote(BUNDLE, [("m1", 1)], rows.NOON)
            uow.custody.add(NOTE)
        uow.custody.add(replace(NOTE, name="otro nombre"))
    with store.read() as uow:
        assert uow.custody.list() == [NOTE]


def test_a_holder_that_knows_it_no_more_is_forgotten(store: Store) -> None:
    other = replace(NOTE, holder="i" * 64)
    with store.write() as uow:
        uow.custody.add(NOTE)
        uow.custody.add(other)
        uow.custody.remove(BUNDLE, NOTE.holder)
    with store.read() as uow:
        assert uow.custody.list() == [other]


def test_the_outbox_says_who_keeps_a_message(store: Store) -> None:
    with store.write() as uow:
        for name in ("m1", "m2"):
            uow.messages.add(rows.message(name))
        uow.custody.wrote(BUNDLE, [("m1", 1)], rows.NOON)
        uow.custody.add(NOTE)
    with store.read() as uow:
        held = {row.message.id: row.custody for row in uow.overview.queue.waiting(9)}
    assert held == {"m1": (NOTE,), "m2": ()}
