"""The comptroller's office for tests of the command line: a server of its own, and staff at its console."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.clock import LIMA_OFFSET
from fieldmonitor.domain.records import Activity, Work
from fieldmonitor.protocol.codec import encode
from fieldmonitor.system.resources import resource
from tests import factories
from tests.fakes.command import ENVIRONMENT, ROOT, Commands, Ended, Running


@dataclass(frozen=True, slots=True)
class Laptop:
    """A volunteer's profile folder, and the command on it."""

    commands: Commands
    folder: Path
    passphrase_file: Path

    def run(self, *arguments: object, language: str | None = None) -> Ended:
        """Run a command on this profile."""
        chosen = ("--language", language) if language else ()
        return self.commands.run(*chosen, *self.options, *arguments)

    def ok(self, *arguments: object) -> Ended:
        """Run a command that must succeed."""
        ended = self.run(*arguments)
        assert ended.code == 0, (arguments, ended)
        return ended

    @property
    def options(self) -> tuple[object, ...]:
        return ("--profile", self.folder, "--passphrase-file", self.passphrase_file)

    def status(self) -> dict[str, Any]:
        """Return what `status --json` says."""
        page = self.ok("status", "--json").json()
        assert isinstance(page, dict)
        return page


class Office:
    """What staff do at the server's own machine, each thing by its command."""

    def __init__(self, commands: Commands, folder: Path) -> None:
        self.commands = commands
        self.folder = folder
        self.data = folder / "server"
        self.url = ""
        self.call = ""
        self.today = (datetime.now(UTC) + LIMA_OFFSET).date()
        self.works: tuple[Work, ...] = demo_works(3, self.today)
        self._server: Running | Program | None = None
        self._laptops = 0

    def admin(self, *arguments: object) -> Ended:
        """Run a staff command that must succeed."""
        ended = self.commands.run("admin", "--data", self.data, *arguments)
        assert ended.code == 0, (arguments, ended)
        return ended

    def prepare(self) -> None:
        """Publish content, import works, open a call."""
        works = self.folder / "works.json"
        works.write_bytes(encode(self.works))
        self.admin("import-works", works)
        self.admin("publish-checklist", resource("checklists"))
        self.admin("publish-course", resource("course"))
        closes = self.today + timedelta(days=30)
        region = self.works[0].department
        made = self.admin("create-call", "--title", "Monitores", "--region", region, "--closes", closes)
        self.call = made.out.strip()

    def open(self, port: int = 0, *, program: bool = False) -> None:
        """Start the server as a process of its own; returns when it answers.

        It is a fork of the commands' parent, or a `program` of its own, imports and all.
        """
        arguments = ("server", "--data", self.data, "--port", port)
        self._server = Program(*arguments) if program else self.commands.start(*arguments)
        said = self._server.said.readline()
        self.url = next(word for word in said.split() if word.startswith("http://"))

    def shut(self) -> None:
        """Stop the server."""
        server, self._server = self._server, None
        if server is not None:
            server.terminate()

    @contextmanager
    def closed(self, *, program: bool = False) -> Iterator[int]:
        """Shut the server while the block runs, then open it again on the same port, which is given."""
        port = self.port
        self.shut()
        try:
            yield port
        finally:
            self.open(port, program=program)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def code(self) -> str:
        """Issue an enrolment code."""
        return self.admin("enrolment-code", "--call", self.call).out.strip()

    def laptop(self) -> Laptop:
        """Give out a laptop with an empty profile, made with a quick key."""
        self._laptops += 1
        folder = self.folder / f"laptop{self._laptops}"
        factories.make_profile(folder)
        words = self.folder / f"words{self._laptops}.txt"
        words.write_text(factories.PASSPHRASE + "\n", encoding="utf-8")
        return Laptop(self.commands, folder, words)

    def enrolled(self) -> tuple[Laptop, str]:
        """Give out a laptop that is enrolled; return it and its volunteer's code."""
        laptop = self.laptop()
        answer = laptop.ok("enrol", "--server", self.url, "--code", self.code(), "--json").json()
        return laptop, answer["volunteer"]

    def at_work(self, *activities: Activity) -> tuple[Laptop, dict[Activity, str]]:
        """Give out a laptop whose volunteer is accredited and has assignments; return their ids."""
        laptop, volunteer = self.enrolled()
        self.admin("accredit", volunteer, "--without-course", "prueba", "--scope", "Áncash")
        wanted = activities or (Activity.SITE_VISIT,)
        assigned = {activity: self.assign(volunteer, activity) for activity in wanted}
        laptop.ok("pull")
        return laptop, assigned

    def assign(self, volunteer: str, activity: Activity) -> str:
        """Assign an activity on the first work; return the assignment's id."""
        made = self.admin(
            "assign", "--work", self.works[0].id, "--volunteer", volunteer,
            "--activity", activity.value, "--due", self.today + timedelta(days=8),
        )  # fmt: skip
        return made.out.strip()

    def reports(self) -> list[dict[str, Any]]:
        """Return what has arrived, reviewed or not."""
        found = self.admin("reports", "--all", "--json").json()
        assert isinstance(found, list)
        return found

    def answers(self, folder: Path, activity: Activity = Activity.SITE_VISIT) -> Path:
        """Write the demo volunteer's answers file."""
        checklist = next(one for one in factories.checklists() if one.activity is activity)
        path = folder / f"{activity.value}.json"
        given = demo_answers(activity, self.works[0], datetime.now(UTC).astimezone())
        path.write_text(
            json.dumps({"checklist": checklist.id, "version": checklist.version, "answers": given}),
            encoding="utf-8",
        )
        return path


class Program:
    """`python -m fieldmonitor` as a person starts it; `said` is what it prints."""

    def __init__(self, *arguments: object) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fieldmonitor", *map(str, arguments)],
            cwd=ROOT,
            env=kept | ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.said = self._process.stdout

    def terminate(self) -> int:
        """Ask it to end, and return how it did."""
        self._process.terminate()
        return self._end()

    def kill(self) -> int:
        """End it as a power cut would."""
        self._process.kill()
        return self._end()

    def _end(self) -> int:
        code = self._process.wait(20)
        self.said.close()
        return code


@contextmanager
def open_office(folder: Path, commands: Commands | None = None) -> Iterator[Office]:
    """Open an office with its server running and everything published."""
    with ExitStack() as stack:
        office = Office(commands or stack.enter_context(Commands()), folder)
        office.prepare()
        office.open()
        try:
            yield office
        finally:
            office.shut()
