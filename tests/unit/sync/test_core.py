"""What comes next, and what an answer means: the pure heart of the exchange."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.domain.local import OutboxItem
from fieldmonitor.domain.outbox import LONGEST_WAIT, Lane, OutboxState, Outcome
from fieldmonitor.protocol.messages import MissingFile, Problem
from fieldmonitor.sync import chunks
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.core import (
    AskOffset,
    AskReceipts,
    AskState,
    Audit,
    Greet,
    Idle,
    Pull,
    PutMessage,
    SendBatch,
    SendChunk,
    SignIn,
    Situation,
    choose,
    settle_file,
    settle_message,
)
from fieldmonitor.sync.policy import Policy, keep_policy, kept_policy
from tests.fakes.clock import START
from tests.fakes.disk import Disk

MESSAGE = OutboxItem(1, "m", 1, None, 900, 0, Lane.ANSWERS, OutboxState.WAITING, 0, START, START)
SMALL = replace(MESSAGE, id=2, sha256="aa", size=50_000, lane=Lane.SMALL)
ORIGINAL = replace(MESSAGE, id=3, sha256="bb", size=3_000_000, lane=Lane.ORIGINAL)
URGENT = replace(MESSAGE, id=4, lane=Lane.URGENT)
STRANGER = replace(SMALL, id=6, message_id="n", sha256="dd")
FILLER = replace(ORIGINAL, size=chunks.FIRST)
TINY = replace(SMALL, id=7, sha256="cc", size=2_000)
TWIN = replace(SMALL, id=5, sha256="cc")
KEY = ("m", 1)
READY = Situation(
    now=START,
    greeted=True,
    signed_in=True,
    queue=(),
    known=frozenset({"aa", "bb", "cc"}),
    asked=frozenset(),
    batches=True,
    receipts=None,
    feed_due=False,
    audit_due=False,
    chunk_size=chunks.FIRST,
    policy=Policy(),
)


@pytest.mark.parametrize(
    ("situation", "command"),
    [
        (READY, Idle()),
        (replace(READY, greeted=False, signed_in=False), Idle()),
        (replace(READY, greeted=False, signed_in=False, queue=(MESSAGE,)), Greet()),
        (replace(READY, signed_in=False, feed_due=True), SignIn()),
        (replace(READY, queue=(MESSAGE,), receipts=KEY, feed_due=True), PutMessage(MESSAGE)),
        (replace(READY, queue=(SMALL,), receipts=KEY, feed_due=True), SendChunk(SMALL, "aa", 50_000)),
        (replace(READY, queue=(SMALL,), known=frozenset()), AskOffset(SMALL, "aa")),
        (replace(READY, queue=(ORIGINAL,), receipts=KEY, feed_due=True), AskReceipts(KEY)),
        (replace(READY, queue=(ORIGINAL,), feed_due=True), Pull()),
        (replace(READY, audit_due=True), Audit()),
        (replace(READY, audit_due=True, feed_due=True), Pull()),
        (replace(READY, queue=(ORIGINAL,)), SendChunk(ORIGINAL, "bb", chunks.FIRST)),
        (
            replace(READY, queue=(replace(ORIGINAL, confirmed=2_990_000),)),
            SendChunk(replace(ORIGINAL, confirmed=2_990_000), "bb", 10_000),
        ),
        (replace(READY, queue=(ORIGINAL,), policy=Policy(metered=True)), Idle()),
        (
            replace(READY, queue=(MESSAGE, SMALL)),
            SendBatch(((MESSAGE, 900), (SMALL, 50_000))),
        ),
        (
            replace(READY, queue=(SMALL, ORIGINAL)),
            SendBatch(((SMALL, 50_000), (ORIGINAL, chunks.FIRST - 50_000))),
        ),
        (
            replace(READY, queue=(replace(SMALL, size=chunks.FIRST - 100), ORIGINAL)),
            SendChunk(replace(SMALL, size=chunks.FIRST - 100), "aa", chunks.FIRST - 100),
        ),
        (replace(READY, queue=(URGENT, MESSAGE)), PutMessage(URGENT)),
        (replace(READY, queue=(URGENT, URGENT)), SendBatch(((URGENT, 900), (URGENT, 900)))),
        (replace(READY, queue=(SMALL, TWIN), known=frozenset()), AskState(SMALL, (KEY,))),
        (
            replace(READY, queue=(SMALL, STRANGER), known=frozenset()),
            AskState(SMALL, (KEY, ("n", 1))),
        ),
        (
            replace(READY, queue=(SMALL, STRANGER), known=frozenset(), batches=False),
            AskState(SMALL, (KEY,)),
        ),
        (replace(READY, queue=(FILLER, TINY)), SendChunk(FILLER, "bb", chunks.FIRST)),
        (replace(READY, queue=(SMALL, TINY)), SendBatch(((SMALL, 50_000), (TINY, 2_000)))),
        (
            replace(READY, queue=(SMALL, TWIN), known=frozenset(), asked=frozenset({KEY})),
            AskOffset(SMALL, "aa"),
        ),
        (replace(READY, queue=(SMALL, TWIN), known=frozenset({"aa"})), SendChunk(SMALL, "aa", 50_000)),
        (
            replace(READY, queue=(SMALL, ORIGINAL), policy=Policy(metered=True)),
            SendChunk(SMALL, "aa", 50_000),
        ),
        (replace(READY, queue=(SMALL,), policy=Policy(metered=True)), SendChunk(SMALL, "aa", 50_000)),
    ],
)
def test_what_comes_next(situation: Situation, command: object) -> None:
    assert choose(situation) == command


def test_originals_keep_to_their_hours() -> None:
    night = Policy(from_hour=time(22), to_hour=time(6))
    lima_nine_in_the_morning = START
    lima_midnight = START + timedelta(hours=15)
    assert not night.allows(Lane.ORIGINAL, lima_nine_in_the_morning)
    assert night.allows(Lane.ORIGINAL, lima_midnight)
    assert night.allows(Lane.URGENT, lima_nine_in_the_morning)
    assert Policy(from_hour=time(8), to_hour=time(10)).allows(Lane.ORIGINAL, lima_nine_in_the_morning)


def progress(item: OutboxItem, offset: int) -> Answer[MissingFile]:
    return Answer(Outcome.PROGRESS, MissingFile(item.sha256 or "", item.size, offset))


def test_a_chunk_that_moves_on_resets_the_attempts() -> None:
    settled = settle_file(replace(SMALL, attempts=4), progress(SMALL, 20_000), START, 0.0, asked=False)
    assert (settled.state, settled.attempts, settled.confirmed) == (OutboxState.WAITING, 0, 20_000)
    assert settled.next_try == START


def test_the_last_byte_ends_it() -> None:
    settled = settle_file(SMALL, progress(SMALL, 50_000), START, 0.0, asked=False)
    assert (settled.state, settled.confirmed) == (OutboxState.DONE, 50_000)


def test_a_chunk_that_moves_nothing_is_a_failed_try() -> None:
    item = replace(SMALL, confirmed=20_000)
    settled = settle_file(item, progress(SMALL, 20_000), START, 0.0, asked=False)
    assert (settled.attempts, settled.code) == (1, Trouble.NO_PROGRESS)
    assert settled.next_try > START


def test_a_server_that_lost_bytes_is_believed() -> None:
    item = replace(SMALL, confirmed=20_000, attempts=2)
    settled = settle_file(item, progress(SMALL, 0), START, 0.0, asked=True)
    assert (settled.state, settled.attempts, settled.confirmed) == (OutboxState.WAITING, 2, 0)


@pytest.mark.parametrize(
    "value",
    [
        MissingFile("other", 50_000, 100),
        MissingFile("aa", 49_999, 49_999),
        MissingFile("aa", 50_000, 50_001),
        MissingFile("aa", 50_000, -1),
    ],
)
def test_an_answer_about_another_file_is_no_answer(value: MissingFile) -> None:
    settled = settle_file(SMALL, Answer(Outcome.PROGRESS, value), START, 0.0, asked=False)
    assert (settled.state, settled.code, settled.confirmed) == (
        OutboxState.WAITING,
        Trouble.ODD_ANSWER,
        None,
    )


def test_a_file_that_keeps_arriving_wrong_needs_a_person() -> None:
    refused: Answer[MissingFile] = Answer(Outcome.REJECTED, problem=Problem("evidence.hash_mismatch"))
    states = [
        settle_file(replace(SMALL, attempts=n), refused, START, 0.0, asked=False).state for n in range(4)
    ]
    waiting, attention = OutboxState.WAITING, OutboxState.NEEDS_ATTENTION
    assert states == [waiting, waiting, attention, attention]


@given(st.sampled_from(Outcome), st.integers(0, 50), st.floats(0, 1, exclude_max=True), st.floats(0, 10**6))
def test_nothing_is_dropped_and_no_wait_is_endless(
    outcome: Outcome, attempts: int, jitter: float, retry_after: float
) -> None:
    answer: Answer[object] = Answer(outcome, problem=Problem("x"), retry_after=retry_after)
    settled = settle_message(replace(MESSAGE, attempts=attempts), answer, START, jitter)
    assert settled.next_try <= START + LONGEST_WAIT
    done = outcome in (Outcome.ACCEPTED, Outcome.ALREADY)
    assert (settled.state is OutboxState.DONE) == done


@given(st.lists(st.tuples(st.booleans(), st.floats(0.01, 300)), max_size=60))
def test_chunks_stay_in_bounds(history: list[tuple[bool, float]]) -> None:
    size = chunks.FIRST
    for went, seconds in history:
        size = chunks.grown(size, size, seconds) if went else chunks.shrunk(size)
        assert chunks.SMALLEST <= size <= chunks.LARGEST


def test_chunks_follow_the_link() -> None:
    assert chunks.grown(chunks.FIRST, chunks.FIRST, 1.0) == 2 * chunks.FIRST
    assert chunks.grown(chunks.FIRST, chunks.FIRST, chunks.TARGET_SECONDS) == chunks.FIRST
    assert chunks.grown(chunks.FIRST, chunks.FIRST, 2.5 * chunks.TARGET_SECONDS) == chunks.FIRST // 2
    assert chunks.grown(chunks.FIRST, 100, 0.1) == chunks.FIRST


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        Policy(metered=True),
        Policy(bytes_per_second=4_000),
        Policy(True, 9, time(22), time(6, 30)),
    ],
)
def test_what_a_person_chose_is_kept(policy: Policy) -> None:
    disk = Disk()
    with disk.write() as unit:
        keep_policy(unit.settings, policy)
    with disk.read() as unit:
        assert kept_policy(unit.settings) == policy


@pytest.mark.parametrize("hours", ["", "nonsense", "22:00", "25:00-26:00", "1-2-3"])
def test_what_cannot_be_read_limits_nothing(hours: str) -> None:
    disk = Disk()
    with disk.write() as unit:
        unit.settings.set("sync.hours", hours)
        unit.settings.set("sync.bytes_per_second", "many")
        assert kept_policy(unit.settings) == Policy()
