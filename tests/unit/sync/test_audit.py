"""The comptroller is held to its log: growth and presence are checked, and what does not fit is shown."""

from random import Random

import pytest

from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.messages import ReceiptKind
from fieldmonitor.sync.audit import LOG_ALARM, LOG_SIZE, unproven
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.results import Did
from fieldmonitor.trust import log
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Comptroller
from tests.fakes.laptop import Laptop


@pytest.fixture
def laptop() -> Laptop[Comptroller]:
    return Laptop(Comptroller(SimClock()), Random(5))


def alarm(laptop: Laptop[Comptroller]) -> str | None:
    return laptop.disk.tables.settings.get(LOG_ALARM)


def owed(laptop: Laptop[Comptroller]) -> int:
    with laptop.disk.read() as unit:
        return len(unproven(unit.settings))


def rewritten(comptroller: Comptroller, leaves: list[bytes]) -> None:
    """Give the comptroller another history of as many entries."""
    comptroller.nodes.clear()
    for index, leaf in enumerate(leaves):
        for level, place, value in log.new_nodes(index, log.leaf_hash(leaf), comptroller._node):
            comptroller.nodes[(level, place)] = value


def test_receipts_are_found_in_the_log(laptop: Laptop[Comptroller]) -> None:
    for _ in range(5):
        laptop.record(photos=1)
    laptop.sync()
    assert owed(laptop) == 2, "three a run, so that a bad link is not kept busy"
    laptop.sync()
    assert (owed(laptop), alarm(laptop)) == (0, None)
    assert laptop.disk.tables.settings[LOG_SIZE] == "10"


def test_a_quiet_run_asks_nothing_of_the_log(laptop: Laptop[Comptroller]) -> None:
    laptop.record(photos=0)
    laptop.sync()
    laptop.sync()
    assert Did.AUDITED not in {step.did for step in laptop.steps}


def test_a_receipt_left_out_of_the_log_raises_the_alarm(laptop: Laptop[Comptroller]) -> None:
    signed = laptop.record(photos=0)
    comptroller = laptop.comptroller
    laptop.carrier.before = lambda what: comptroller.leaves.clear() if what == "inclusion" else None
    laptop.sync()
    assert alarm(laptop) == "log.not_included"
    assert laptop.disk.tables.log[-1].code == LogCode.LOG_ALARM
    assert laptop.disk.state(signed) is ReportState.COMPLETE, "an alarm stops no report"


@pytest.mark.parametrize("seed", range(20))
def test_a_log_that_was_forked_is_found(laptop: Laptop[Comptroller], seed: int) -> None:
    """Dropped, reordered or replaced entries before the checkpoint seen: found at the next look."""
    rng, comptroller = Random(seed), laptop.comptroller
    for number in range(40):
        comptroller._append(((f"other-{number}", 1), ReceiptKind.COMPLETE), b"entry %d" % number)
    laptop.record(photos=0)
    laptop.sync()
    assert alarm(laptop) is None
    leaves = [b"entry %d" % number for number in range(40)] + [b"mine"] * (len(comptroller.leaves) - 40)
    first, second = sorted(rng.sample(range(40), 2))
    match rng.randrange(3):
        case 0:
            leaves[first], leaves[second] = leaves[second], leaves[first]
        case 1:
            leaves[first] = b"another"
        case 2:
            del leaves[first]
            leaves.append(b"filler")
    rewritten(comptroller, leaves)
    laptop.record(photos=0)
    laptop.sync()
    assert alarm(laptop) == "log.forked"


def test_a_log_that_shrank_is_found(laptop: Laptop[Comptroller]) -> None:
    for _ in range(3):
        laptop.record(photos=0)
    laptop.sync()
    laptop.comptroller.leaves.clear()
    laptop.comptroller.nodes.clear()
    laptop.record(photos=0)
    laptop.sync()
    assert alarm(laptop) == "log.forked"


def test_without_an_answer_the_proof_is_asked_another_time(laptop: Laptop[Comptroller]) -> None:
    laptop.record(photos=0)
    laptop.carrier.before = lambda what: setattr(laptop.weather, "down", what == "inclusion")
    laptop.sync()
    assert (owed(laptop), alarm(laptop)) == (1, None)
    laptop.carrier.before = lambda _what: None
    laptop.weather.clear()
    laptop.sync()
    assert (owed(laptop), alarm(laptop)) == (0, None)
