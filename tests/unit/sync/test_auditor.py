"""An auditor from outside: drops, reorders, forks, strangers' signatures are found; an honest log is not."""

from dataclasses import replace
from random import Random

import pytest

from fieldmonitor.domain.errors import Refused
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.messages import LogProof, Problem
from fieldmonitor.sync.audit import Seen
from fieldmonitor.sync.auditor import AuditResult, AuditState, audit, keys_from
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.trust import log as tree
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.trust.rotation import seal_rotation
from tests.fakes.clock import START
from tests.fakes.logs import KEY, KEYS, MemoryLog, receipt, tampered

GOOD = [receipt(number) for number in range(300)]


def codes(result: AuditResult) -> list[str]:
    return [found.code for found in result.found]


@pytest.mark.parametrize("first", [0, 1, 7, 64, 100])
def test_an_honest_log_holds_however_it_grew(first: int) -> None:
    log, state_size = MemoryLog(GOOD[:first]), 0
    state = None
    for size in (first, first + 1, first + 50, first + 50, 300):
        log.grow(*GOOD[len(log.receipts) : size])
        result = audit(log, KEYS, state=state, receipts=GOOD[: min(3, first)], read_entries=True)
        assert codes(result) == []
        assert result.size == size
        assert result.grew_from == (None if state is None else state_size)
        state, state_size = result.state, size
    assert result.entries == 300 - first - 50, "only what is new is read"


@pytest.mark.parametrize("seed", range(40))
def test_a_history_made_anew_is_found_without_an_account(seed: int) -> None:
    rng = Random(seed)
    seen = rng.randrange(2, 300)
    state = audit(MemoryLog(GOOD[:seen]), KEYS).state
    assert state is not None
    how, entries = tampered(GOOD, seen, rng)
    result = audit(MemoryLog(entries), KEYS, state=state)
    assert "log.forked" in codes(result), how
    assert result.state is None, "what is false is not the measure of the next look"


def test_a_server_that_shows_two_logs_is_found() -> None:
    """To the auditor one without a receipt, to its holder one with it: their checkpoints cannot both hold."""
    shown_to_holder = MemoryLog(GOOD[:100]).checkpoint().value
    assert shown_to_holder is not None
    to_auditor = MemoryLog([*GOOD[:40], *GOOD[41:120]])
    assert codes(audit(to_auditor, KEYS)) == []
    assert codes(audit(to_auditor, KEYS, against=[shown_to_holder])) == ["log.forked"]
    longer = MemoryLog(GOOD[:200]).checkpoint().value
    assert longer is not None
    assert codes(audit(MemoryLog(GOOD[:120]), KEYS, against=[longer])) == ["log.forked"]
    assert codes(audit(MemoryLog(GOOD), KEYS, against=[shown_to_holder, longer])) == []


def test_a_receipt_that_is_not_in_the_log_is_named() -> None:
    result = audit(MemoryLog(GOOD[:50]), KEYS, receipts=[GOOD[3], GOOD[60]])
    assert [(found.code, found.about) for found in result.found] == [
        ("log.not_included", "receipt 2026-000060 complete")
    ]


def test_strangers_signatures_are_found() -> None:
    stranger = SigningKey.generate()
    assert codes(audit(MemoryLog(GOOD, stranger), KEYS)) == ["trust.not_signed_by"]
    assert codes(audit(MemoryLog(GOOD), KEYS, receipts=[receipt(1, stranger)])) == ["trust.not_signed_by"]
    mixed = MemoryLog([*GOOD[:5], receipt(5, stranger)])
    assert codes(audit(mixed, KEYS, read_entries=True)) == ["trust.not_signed_by"]
    forged = MemoryLog(GOOD, stranger).checkpoint().value
    assert forged is not None
    assert codes(audit(MemoryLog(GOOD), KEYS, against=[forged])) == ["trust.not_signed_by"]


def test_entries_that_do_not_make_the_root_are_found() -> None:
    class Hiding(MemoryLog):
        def entries(self, start: int, limit: int) -> Answer[list]:  # type: ignore[type-arg]
            shown = [*self.receipts[:9], *self.receipts[10:]]
            return Answer(Outcome.ACCEPTED, shown[start : start + limit])

    class Swapping(MemoryLog):
        def entries(self, start: int, limit: int) -> Answer[list]:  # type: ignore[type-arg]
            shown = [self.receipts[1], self.receipts[0], *self.receipts[2:]]
            return Answer(Outcome.ACCEPTED, shown[start : start + limit])

    assert codes(audit(Hiding(GOOD[:20]), KEYS, read_entries=True)) == ["log.entries_missing"]
    assert codes(audit(Swapping(GOOD[:20]), KEYS, read_entries=True)) == ["log.forked"]
    twice = MemoryLog([*GOOD[:5], GOOD[2]])
    assert codes(audit(twice, KEYS, read_entries=True)) == ["log.repeated"]


def test_what_a_device_saw_is_a_measure_too() -> None:
    state = audit(MemoryLog(GOOD[:30]), KEYS).state
    assert state is not None
    log = MemoryLog(GOOD[:60])
    at_30 = audit(MemoryLog(GOOD[:30]), KEYS)
    assert codes(audit(log, KEYS, seen=Seen(30, at_30.root))) == []
    assert codes(audit(log, KEYS, seen=Seen(29, at_30.root))) == ["log.forked"]
    assert codes(audit(log, KEYS, seen=Seen(61, at_30.root))) == ["log.forked"]


def test_a_proof_that_is_refused_is_no_proof_and_an_account_without_rights_is_told() -> None:
    class Silent(MemoryLog):
        def consistency(self, old: int, new: int) -> Answer[LogProof]:
            return Answer(Outcome.REJECTED, problem=Problem("log.no_such_size"))

        def entries(self, start: int, limit: int) -> Answer[list]:  # type: ignore[type-arg]
            return Answer(Outcome.AUTH, problem=Problem("session.expired"))

    state = audit(MemoryLog(GOOD[:9]), KEYS).state
    assert codes(audit(Silent(GOOD), KEYS, state=state)) == ["log.forked"]
    with pytest.raises(Refused, match=r"session\.expired"):
        audit(Silent(GOOD), KEYS, read_entries=True)


def test_negative_control_without_the_check_a_fork_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "verify_consistency", lambda *_: None)
    state = audit(MemoryLog(GOOD[:100]), KEYS).state
    how, entries = tampered(GOOD, 100, Random(3))
    assert how != "shrunk"
    assert codes(audit(MemoryLog(entries), KEYS, state=state)) == []


def test_an_edge_that_was_tampered_with_is_found() -> None:
    state = audit(MemoryLog(GOOD[:100]), KEYS, read_entries=True).state
    assert state is not None
    level, place, _value = state.edge[0]
    spoilt = AuditState(state.checkpoint, ((level, place, KEY_TEXT), *state.edge[1:]))
    assert codes(audit(MemoryLog(GOOD), KEYS, state=spoilt, read_entries=True)) == ["log.forked"]
    assert codes(audit(MemoryLog(GOOD), KEYS, state=replace(state, edge=()), read_entries=True)) == []


KEY_TEXT = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


def test_a_log_that_outlived_a_key_holds_for_an_auditor_with_either_key() -> None:
    new = SigningKey(b"n" * 32)
    later = receipt(90, new)
    log = MemoryLog([*GOOD[:20], later], new)
    log.rotations = (seal_rotation(1, KEY, new, START),)
    for known in (KEY, new):
        result = audit(log, keys_from(log, known.public), receipts=[GOOD[3], later], read_entries=True)
        assert result.found == []
    stranger = SigningKey(b"x" * 32)
    assert audit(log, keys_from(log, stranger.public)).found
