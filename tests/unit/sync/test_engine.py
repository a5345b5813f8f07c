"""The engine in a simulated world: real core, real trust, a disk and a network that tests control."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.domain.records import Feedback, FeedbackStep, RecordKind
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.policy import Policy
from fieldmonitor.sync.results import Did, Sending
from fieldmonitor.trust.keys import SigningKey
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Comptroller
from tests.fakes.disk import PowerCut
from tests.fakes.laptop import Laptop
from tests.fakes.reports import Signed, urgent_finding


@pytest.fixture
def comptroller() -> Comptroller:
    return Comptroller(SimClock())


@pytest.fixture
def laptop(comptroller: Comptroller) -> Laptop[Comptroller]:
    return Laptop(comptroller, Random(7))


def codes(laptop: Laptop[Comptroller]) -> list[str]:
    return [entry.code for entry in laptop.disk.tables.log]


def problem_of(laptop: Laptop[Comptroller], signed: Signed) -> str | None:
    items = laptop.disk.tables.outbox.values()
    return next(i.problem for i in items if i.message_id == signed.message.id and i.sha256 is None)


def feedback_for(signed: Signed, state: ReportState) -> dict[str, object]:
    step = FeedbackStep(state.value, date(2026, 12, 1))
    feedback = Feedback(signed.message.id, 1, state.value, "Alerta", "Se emitió una alerta.", (step,))
    body = to_plain(feedback)
    assert isinstance(body, dict)
    return body


def test_a_report_goes_out_whole_and_comes_back_receipted(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record()
    result = laptop.sync()
    assert laptop.disk.state(signed) is ReportState.COMPLETE
    assert laptop.comptroller.holds((signed.message.id, 1))
    assert result.completed == ((signed.message.id, 1),)
    assert (result.pending, result.offline) == (0, False)
    assert codes(laptop)[-1] == LogCode.COMPLETE


def test_urgent_then_answers_then_small_then_originals(laptop: Laptop[Comptroller]) -> None:
    first, second = laptop.record(photos=1), laptop.record(photos=1)
    urgent = urgent_finding(laptop.key, laptop.now(), laptop.rng)
    laptop.disk.queue(urgent, laptop.now())
    laptop.sync()
    assert laptop.comptroller.arrivals[0] == (urgent.message.id, 1)
    assert laptop.steps[2].did is Did.MESSAGE, "danger to life waits for nothing that follows it"
    roles = {**first.roles, **second.roles}
    assert [roles[sha256] for sha256 in laptop.comptroller.whole] == ["small"] * 2 + ["original"] * 2
    assert laptop.disk.state(first) is laptop.disk.state(second) is ReportState.COMPLETE


def test_the_content_receipt_comes_before_the_originals_leave(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record(photos=1, original=500_000)
    laptop.policy = Policy(metered=True)
    laptop.start()
    result = laptop.sync()
    assert laptop.disk.state(signed) is ReportState.CONTENT_RECEIVED
    assert result.pending == 1
    laptop.engine.policy = Policy()
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.COMPLETE


def test_offline_keeps_everything_and_blames_no_item(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record()
    laptop.weather.down = True
    result = laptop.sync()
    assert result.offline
    assert result.problem is not None and result.problem.code == Trouble.OFFLINE
    assert {i.attempts for i in laptop.disk.tables.outbox.values()} == {0}
    laptop.weather.down = False
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.COMPLETE
    assert codes(laptop)[:1] == [LogCode.STOPPED]


def test_another_server_gets_nothing(laptop: Laptop[Comptroller]) -> None:
    laptop.record()
    laptop.comptroller.key = SigningKey.generate()
    result = laptop.sync()
    assert result.problem is not None and result.problem.code == Trouble.OTHER_SERVER
    assert not result.offline
    assert not laptop.comptroller.messages


def test_a_receipt_by_another_key_proves_nothing(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record()
    laptop.carrier.before = lambda what: (
        setattr(laptop.comptroller, "key", SigningKey.generate()) if what == "put_message" else None
    )
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.SENDING
    assert not laptop.disk.tables.receipts


def test_a_poisoned_message_does_not_block_the_others(laptop: Laptop[Comptroller]) -> None:
    bad, good = laptop.record(), laptop.record()
    laptop.comptroller.withdrawn.add((bad.message.id, 1))
    result = laptop.sync()
    assert laptop.disk.state(good) is ReportState.COMPLETE
    assert problem_of(laptop, bad) == "message.withdrawn"
    assert result.needs_attention == 1
    assert LogCode.NEEDS_ATTENTION in codes(laptop)


def test_other_content_under_the_same_key_is_shown_not_sent(laptop: Laptop[Comptroller]) -> None:
    first = laptop.record(photos=0)
    laptop.sync()
    twin = Laptop(laptop.comptroller, Random(8))
    second = twin.record(photos=0, id=first.message.id, answers="<data><q>no</q></data>")
    twin.sync()
    assert problem_of(twin, second) == "message.different"
    assert twin.disk.state(second) is not ReportState.COMPLETE


def test_an_expired_token_is_bought_anew_without_a_wait(laptop: Laptop[Comptroller]) -> None:
    laptop.record(photos=1)
    seen: list[str] = []

    def expire(what: str) -> None:
        seen.append(what)
        if what == "send_batch" and seen.count("send_batch") == 1:
            laptop.comptroller.tokens.clear()

    laptop.carrier.before = expire
    result = laptop.sync()
    assert result.pending == 0
    assert seen.count("sign_in") == 2


def test_a_server_that_forgot_everything_gets_it_again(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record()
    laptop.engine.run(lambda: bool(laptop.comptroller.messages))
    laptop.comptroller.messages.clear()
    laptop.comptroller.staged.clear()
    laptop.comptroller.whole.clear()
    laptop.sync("drained")
    assert laptop.disk.state(signed) is ReportState.COMPLETE
    assert laptop.comptroller.holds((signed.message.id, 1))


def test_a_complete_report_is_never_unsent_by_later_words(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record()
    laptop.sync()
    laptop.comptroller.messages.clear()
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.COMPLETE


def test_a_damaged_local_file_is_set_aside(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record(photos=2)
    small = next(sha for sha, role in signed.roles.items() if role == "small")
    laptop.disk.damaged.add(small)
    del laptop.disk.files[next(sha for sha, role in signed.roles.items() if role == "original")]
    laptop.sync()
    problems = [i.problem for i in laptop.disk.tables.outbox.values() if i.problem]
    assert problems == [Trouble.LOCAL_FILE, Trouble.LOCAL_FILE]
    assert laptop.disk.state(signed) is ReportState.SENDING


def test_a_clock_set_back_strands_nothing(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record()
    laptop.weather.lose_request = 0.9
    laptop.sync()
    laptop.weather.clear()
    laptop.clock.jump(timedelta(days=-400))
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.COMPLETE


def test_a_wrong_clock_is_measured(laptop: Laptop[Comptroller]) -> None:
    laptop.clock.jump(timedelta(minutes=-10))
    laptop.record(photos=0)
    laptop.sync()
    assert float(laptop.disk.tables.settings["clock_error_s"]) == pytest.approx(-600, abs=1)
    assert LogCode.CLOCK in codes(laptop)


def test_a_pause_during_a_step_holds(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record(photos=1, original=900_000)
    chunks = []

    def pause(what: str) -> None:
        if what in ("send_chunk", "send_batch"):
            chunks.append(what)
        if len(chunks) == 2:
            with laptop.disk.write() as unit:
                unit.outbox.pause(signed.message.id)

    laptop.carrier.before = pause
    laptop.sync()
    states = {i.lane: i.state for i in laptop.disk.tables.outbox.values()}
    assert states[Lane.ORIGINAL] is OutboxState.PAUSED
    laptop.carrier.before = lambda _what: None
    with laptop.disk.write() as unit:
        unit.outbox.resume(signed.message.id)
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.COMPLETE


def test_an_interrupted_chunk_costs_no_attempt(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record(photos=1, original=900_000)
    told: list[Sending] = []

    def progress(sending: Sending) -> None:
        told.append(sending)
        if len(told) == 20:
            laptop.engine.interrupt()

    laptop.engine.run(on_progress=progress)
    assert laptop.disk.state(signed) is ReportState.COMPLETE
    assert all(0 < sending.sent <= sending.size for sending in told)
    assert LogCode.WAITING not in codes(laptop)


def test_a_message_paused_and_broken_off_midway_waits_for_its_person(laptop: Laptop[Comptroller]) -> None:
    paused, other = laptop.record(photos=1, original=900_000), laptop.record(photos=1)
    told: list[Sending] = []

    def progress(sending: Sending) -> None:
        told.append(sending)
        if len(told) == 20:
            with laptop.disk.write() as unit:
                unit.outbox.pause(paused.message.id)
            laptop.engine.interrupt()

    laptop.engine.run(on_progress=progress)
    left = [i for i in laptop.disk.tables.outbox.values() if i.message_id == paused.message.id]
    held = [item for item in left if item.state is OutboxState.PAUSED]
    assert held and all(item.attempts == 0 and item.problem is None for item in held)
    assert told[19].message[0] == paused.message.id
    assert not any(sending.message[0] == paused.message.id for sending in told[20:])
    assert laptop.disk.state(other) is ReportState.COMPLETE
    with laptop.disk.write() as unit:
        unit.outbox.resume(paused.message.id)
    laptop.sync()
    assert laptop.disk.state(paused) is ReportState.COMPLETE


def test_the_feed_is_read_to_its_end_and_only_once(laptop: Laptop[Comptroller]) -> None:
    for number in range(450):
        laptop.comptroller.publish(RecordKind.NOTICE, f"c{number}", 1, {"n": number})
    assert laptop.sync().records == 450
    assert laptop.sync().records == 0
    laptop.comptroller.publish(RecordKind.NOTICE, "c1", 2, None)
    assert laptop.sync().records == 1


def test_a_forgotten_cursor_starts_again(laptop: Laptop[Comptroller]) -> None:
    laptop.disk.tables.settings["feed.cursor"] = "99"
    laptop.comptroller.publish(RecordKind.NOTICE, "c", 1, {})
    assert laptop.sync().records == 1


def test_pull_only_sends_nothing(laptop: Laptop[Comptroller]) -> None:
    laptop.record()
    laptop.comptroller.publish(RecordKind.NOTICE, "c", 1, {})
    result = laptop.engine.run(pull_only=True)
    assert result.records == 1
    assert not laptop.comptroller.messages


def test_a_record_that_cannot_be_read_does_not_stop_the_rest(laptop: Laptop[Comptroller]) -> None:
    laptop.comptroller.publish(RecordKind.FEEDBACK, "f", 1, {"nonsense": True})
    laptop.comptroller.publish(RecordKind.NOTICE, "c", 1, {})
    assert laptop.sync().records == 1
    assert LogCode.RECORD_SKIPPED in codes(laptop)


def test_feedback_moves_a_report_only_after_its_receipt(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record(photos=1)
    body = feedback_for(signed, ReportState.ALERT)
    laptop.comptroller.publish(RecordKind.FEEDBACK, signed.message.id, 1, body)
    laptop.engine.run(pull_only=True)
    assert laptop.disk.state(signed) is ReportState.QUEUED
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.ALERT
    body = feedback_for(signed, ReportState.OUTCOME)
    laptop.comptroller.publish(RecordKind.FEEDBACK, signed.message.id, 2, body)
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.OUTCOME


def test_feedback_cannot_claim_a_report_was_sent(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record(photos=1)
    body = feedback_for(signed, ReportState.COMPLETE)
    laptop.comptroller.publish(RecordKind.FEEDBACK, signed.message.id, 1, body)
    laptop.engine.run(pull_only=True)
    assert laptop.disk.state(signed) is ReportState.QUEUED


def test_no_transaction_is_open_while_the_network_is_used(laptop: Laptop[Comptroller]) -> None:
    laptop.record()
    open_then: set[int] = set()
    laptop.carrier.before = lambda _what: open_then.add(laptop.disk.open_units)
    laptop.sync()
    assert open_then == {0}


def every_nth(n: int) -> Callable[[str], None]:
    count = 0

    def pull_the_plug(_when: str) -> None:
        nonlocal count
        count += 1
        if count % n == 0:
            raise PowerCut

    return pull_the_plug


@pytest.mark.parametrize("n", [1, 2, 3, 5, 7])
def test_killed_between_any_two_steps_it_still_arrives_once(laptop: Laptop[Comptroller], n: int) -> None:
    reports = [laptop.record(photos=1) for _ in range(3)]
    for attempt in range(60):
        laptop.disk.plug = every_nth(n + attempt % 11)
        try:
            laptop.sync()
        except PowerCut:
            laptop.start()
    laptop.disk.plug = lambda _when: None
    laptop.sync("drained")
    assert [laptop.disk.state(signed) for signed in reports] == [ReportState.COMPLETE] * 3
    assert sorted(laptop.comptroller.arrivals) == sorted((s.message.id, 1) for s in reports)


def stormy(laptop: Laptop[Comptroller]) -> list[Signed]:
    weather = laptop.weather
    weather.lose_answer, weather.lose_request, weather.cut_body = 0.3, 0.1, 0.2
    weather.odd, weather.expire_token = 0.05, 0.05
    reports = [laptop.record(photos=2) for _ in range(6)]
    laptop.sync("drained")
    return reports


@pytest.mark.parametrize("seed", range(8))
def test_in_any_weather_each_report_arrives_once_and_whole(comptroller: Comptroller, seed: int) -> None:
    laptop = Laptop(comptroller, Random(seed))
    reports = stormy(laptop)
    assert [laptop.disk.state(signed) for signed in reports] == [ReportState.COMPLETE] * 6
    assert sorted(comptroller.arrivals) == sorted((s.message.id, 1) for s in reports)
    for signed in reports:
        assert {sha: comptroller.whole[sha] for sha in signed.files} == signed.files


def test_negative_control_without_dedup_reports_arrive_twice() -> None:
    reports = arrivals = 0
    for seed in range(6):
        comptroller = Comptroller(SimClock(), dedup=False)
        reports += len(stormy(Laptop(comptroller, Random(seed))))
        arrivals += len(comptroller.arrivals)
    assert arrivals > reports


def test_negative_control_unchecked_receipts_would_lie(laptop: Laptop[Comptroller]) -> None:
    """The same bad receipt that is refused here would be believed if the pinned key were the liar's."""
    signed = laptop.record(photos=0)
    liar = SigningKey.generate()
    laptop.comptroller.key = liar
    laptop.enrolment = replace(laptop.enrolment, receipt_key=liar.public)
    with laptop.disk.write() as unit:
        from fieldmonitor.trust.keys import to_text

        unit.settings.set("server.receipt_key", to_text(liar.public))
    laptop.start()
    laptop.sync()
    assert laptop.disk.state(signed) is ReportState.COMPLETE
