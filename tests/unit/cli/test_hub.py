"""A hub in a village, each side a process of its own: pairing, handing over, and what stays pending.

One of the hubs is `python -m fieldmonitor`, as a person starts it; the others are forks of a parent
that has imported the program (`tests.fakes.command`).
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.command import Running
from tests.fakes.office import Laptop, Office, Program
from tests.unit.cli.test_volunteer import VISIT, photos


@contextmanager
def hub(hub: Running | Program) -> Iterator[tuple[str, str, str]]:
    """Wait for a hub that was started; give its address, code and QR code's text; end it without a word."""
    try:
        lines = [hub.said.readline() for _ in range(3)]
        address = next(word for word in lines[0].split() if word.startswith("https://"))
        yield address, lines[1].split()[-1], lines[2].split()[-1]
    finally:
        hub.kill()


def serving(folder: Path, port: int = 0) -> tuple[object, ...]:
    """Return the arguments that serve a hub here."""
    return (
        "--language", "en", "hub", "serve", "--data", folder,
        "--host", "127.0.0.1", "--port", port, "--name", "Posta",
    )  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def signed_report(office: Office, laptop: Laptop, assignment: str, folder: Path) -> str:
    report = laptop.ok(
        "report", "new", "--assignment", assignment, "--answers", office.answers(folder),
        *photos(folder, laptop, ""),
    ).out.strip()  # fmt: skip
    laptop.ok("report", "sign", report)
    return report


def test_handed_over_to_a_hub_a_report_stays_pending(office: Office, tmp_path: Path) -> None:
    laptop, assignments = office.at_work()
    signed_report(office, laptop, assignments[VISIT], tmp_path)
    with office.closed():
        with hub(Program(*serving(tmp_path / "hub"))) as (address, code, link):
            assert laptop.run("hub", "deliver").code == 1, "not paired yet"
            assert "Posta" in laptop.ok("hub", "pair", link).out
            assert "Posta" in laptop.ok("hub", "pair", address, "--code", code).out
            assert len(laptop.ok("hub", "deliver", "--json").json()["messages"]) == 1
            page = laptop.status()
            assert page["pending_messages"] == 1
        offline = laptop.run("hub", "collect")
        assert (offline.code, "[hub.offline]" in offline.err) == (3, True)


def test_over_a_hub_to_the_comptroller_and_the_receipt_back(office: Office, tmp_path: Path) -> None:
    laptop, assignments = office.at_work()
    report = signed_report(office, laptop, assignments[VISIT], tmp_path)
    folder = tmp_path / "hub"
    code = office.admin("enrolment-code", "--call", office.call, "--kind", "hub").out.strip()
    enrolled = office.commands.run("hub", "enrol", "--data", folder, "--server", office.url, "--code", code)
    assert enrolled.code == 0, enrolled
    port = free_port()
    with office.closed():
        with hub(office.commands.start(*serving(folder, port))) as (_address, _code, link):
            laptop.ok("hub", "pair", link)
            laptop.ok("hub", "deliver")
        assert office.commands.run("hub", "forward", "--data", folder).code == 3
        waits = office.commands.run("hub", "status", "--data", folder, "--json").json()
        assert (waits["paired"], waits["waiting"], waits["answered"]) == (1, 1, 0)
    passed = office.commands.run("hub", "forward", "--data", folder, "--json")
    assert passed.json() == {"answered": 1, "refused": 0, "left": 0}, passed
    with office.closed(), hub(office.commands.start(*serving(folder, port))):
        assert laptop.ok("hub", "collect", "--json").json()["complete"] == 1
        page = laptop.status()
    found = next(row for row in page["reports"] if row["id"] == report)
    assert found["complete_receipt"], found
    assert page["pending_messages"] == 0
