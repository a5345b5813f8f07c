"""An exchange as a person hears of it: what its end means, and the log in sentences."""

import pytest

from fieldmonitor.app.exchange import REFUSALS, as_plain, raise_if_stopped
from fieldmonitor.app.sync_words import kind_words, line, pulled
from fieldmonitor.app.words import ERRORS
from fieldmonitor.domain.errors import Offline, Refused
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.messages import Problem
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.results import RunResult
from fieldmonitor.system.formats import size
from tests.fakes.clock import START

PARAMS: dict[str, object] = {
    "title": "Mejoramiento del camino",
    "bytes": 1_234_567,
    "left": 2,
    "number": "2026-000003",
    "records": 3,
    "kind": "work",
    "id": "w1",
    "problem": "sync.offline",
    "seconds": 90,
    "name": "informes-20261122-ab12cd.bundle.json",
    "messages": 2,
}


def ended(problem: Problem | None = None) -> RunResult:
    return RunResult(7, 123, 4, (("m", 1),), problem, problem is not None, 2, 1, None)


def test_a_run_that_went_well_is_figures() -> None:
    raise_if_stopped(ended())
    assert as_plain(ended()) == {
        "completed": 1,
        "pending": 2,
        "needs_attention": 1,
        "records": 4,
        "bytes": 123,
        "steps": 7,
    }


@pytest.mark.parametrize("code", [*Trouble, "device.revoked", "device.unknown"])
def test_a_run_that_stopped_is_offline_or_refused(code: str) -> None:
    with pytest.raises((Offline, Refused)) as stopped:
        raise_if_stopped(ended(Problem(str(code))))
    assert isinstance(stopped.value, Refused) is (code in REFUSALS)
    assert stopped.value.code == code
    assert stopped.value.code in ERRORS


@pytest.mark.parametrize("code", LogCode)
def test_every_line_of_the_log_is_a_sentence(code: LogCode) -> None:
    said = line(LogEntry(START, code, PARAMS))
    assert "{" not in said and code not in said
    assert " " in said


def test_a_problem_in_the_log_is_in_words() -> None:
    said = line(LogEntry(START, LogCode.WAITING, PARAMS))
    assert "No hay conexión" in said and "sync.offline" not in said


def test_a_line_of_a_newer_program_shows_its_code() -> None:
    assert line(LogEntry(START, "log.of_the_future", {})) == "log.of_the_future"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 kB"), (1, "1 kB"), (64_000, "64 kB"), (999_999, "1000 kB"), (4_575_983, "4.6 MB")],
)
def test_sizes(count: int, said: str) -> None:
    assert size(count).replace("\u00a0", " ") == said


def test_numbers_have_their_plural() -> None:
    assert pulled(1) == "Llegó 1 novedad"
    assert pulled(2) == "Llegaron 2 novedades"


def test_every_kind_of_record_has_a_name() -> None:
    assert len({kind_words(kind) for kind in RecordKind}) == len(RecordKind)
