"""`kill -9` at seeded moments of the volunteer's work, and what must hold after each."""

import json
import signal
from collections import Counter
from contextlib import ExitStack
from random import Random
from types import TracebackType
from typing import Any, Self

from fieldmonitor.app import drafts
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.system.clock import SystemClock
from tests import factories
from tests.fakes.command import Ended
from tests.fakes.office import Office

Key = tuple[str, int]

PROGRAM = "tests.faults.spine.volunteer:main"

LONGEST = 1.4
"""Seconds to the latest kill; a report takes about as long from its start to its receipt."""


class KilledVolunteer:
    """An office, a laptop that works for it, and what its program was told is saved."""

    def __init__(self, office: Office, *controls: str) -> None:
        self.office = office
        self._controls = controls
        self._stack = ExitStack()
        self.kills = 0

    def __enter__(self) -> Self:
        self._pictures = self._stack.enter_context(PictureGuard())
        self.laptop, first = self.office.at_work()
        self.volunteer = str(self.laptop.status()["volunteer"])
        self._assignments = list(first.values())
        self._said = self.laptop.folder.with_suffix(".said")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def one(self, seed: int) -> list[str]:
        """Kill the program at a moment that the seed chooses, then ask `status`, `sync` and the office."""
        moment = Random(seed).uniform(0.02, LONGEST)
        ended = Ended(0, "", "")
        while ended.code == 0:  # on a quick machine it may have ended by then
            self._give_work()
            ended = self.office.commands.killed(moment, *self._arguments(), entry=PROGRAM)
            moment /= 2
        if ended.code != -signal.SIGKILL:
            return [f"the program ended by itself: {ended}"]
        self.kills += 1
        return [*self.lost(), *self._exchange()]

    def finish(self) -> list[str]:
        """Let the program do all that is left to do, and compare what was signed with what arrived."""
        ended = self.office.commands.run(*self._arguments(), entry=PROGRAM)
        return [f"the program failed: {ended}"] if ended.code else [*self.lost(), *self._exchange()]

    def left_alone(self) -> list[str]:
        """Let the program end as it will, and return what it lost."""
        self.office.commands.run(*self._arguments(), entry=PROGRAM)
        return self.lost()

    def said(self) -> list[dict[str, Any]]:
        """Return what the program was told is saved."""
        path = self._said
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        return [json.loads(line) for line in lines[:-1]]

    def lost(self) -> list[str]:
        """Return everything that was said to be saved and is not there."""
        words = (self.laptop.folder, self._pictures, SystemClock())
        with factories.open_workspace(*words) as ws:
            found = [f"the store: {problem}" for problem in ws.store.integrity()]
            by_report: dict[ReportKey, list[dict[str, Any]]] = {}
            for line in self.said():
                by_report.setdefault(ReportKey(line["id"], line["version"]), []).append(line)
            for key, lines in by_report.items():
                found += _lost_of(ws, key, lines)
        return found

    def differences(self) -> list[str]:
        """Return what the office has not got, has got twice, or should not have."""
        signed = Counter((line["id"], line["version"]) for line in self.said() if line["what"] == "signed")
        queued = {
            (row["id"], row["version"]) for row in self.laptop.status()["reports"] if row["state"] != "draft"
        }
        arrived = Counter((row["id"], row["version"]) for row in self.office.reports())
        mine = {key: count for key, count in arrived.items() if key in queued or key in signed}
        return [
            *(f"{key} was signed and did not arrive" for key in (signed.keys() | queued) - arrived.keys()),
            *(f"{key} arrived {count} times" for key, count in mine.items() if count != 1),
            *(f"{key} arrived and was never signed" for key in self._strangers(arrived, queued)),
        ]

    def _strangers(self, arrived: Counter[Key], queued: set[Key]) -> set[Key]:
        """Return what arrived from this laptop's drafts."""
        drafts_here = {(line["id"], line["version"]) for line in self.said()} - queued
        return drafts_here & arrived.keys()

    def _exchange(self) -> list[str]:
        status = self.laptop.run("status", "--json")
        if status.code:
            return [f"status failed: {status}"]
        sent: Ended = self.laptop.run("sync", "--json")
        if sent.code:
            return [f"sync failed: {sent}"]
        rows = [row for row in self.laptop.status()["reports"] if row["state"] != "draft"]
        incomplete = [row["id"] for row in rows if not row["complete_receipt"]]
        return [*(f"{id} has no complete receipt" for id in incomplete), *self.differences()]

    def _give_work(self) -> None:
        """Leave at least two reports to do, so that a kill always meets work."""
        done = {row["assignment"] for row in self.laptop.status()["reports"] if row["state"] != "draft"}
        while sum(one not in done for one in self._assignments) < 2:
            self._assignments.append(self.office.assign(self.volunteer, Activity.SITE_VISIT))
        self.laptop.ok("pull")

    def _arguments(self) -> tuple[object, ...]:
        return (
            self.laptop.folder, self.laptop.passphrase_file, self._said, *self._controls, *self._assignments,
        )  # fmt: skip


def _lost_of(ws: Workspace, key: ReportKey, lines: list[dict[str, Any]]) -> list[str]:
    with ws.store.read() as uow:
        report = uow.reports.get(key)
        if report is None:
            return [f"report {key}"]
        photos = {row.sha256 for row in uow.evidence.list(key)}
    session = drafts.open_draft(ws, key).session
    found = []
    for line in lines:
        if line["what"] == "answer" and session.node(line["ref"]).stored != line["value"]:
            found.append(f"answer {line['ref']} of {key}")
        elif line["what"] == "photo" and not _kept(ws, line["sha256"], photos):
            found.append(f"photo {line['sha256']} of {key}")
        elif line["what"] == "signed" and report.state is ReportState.DRAFT:
            found.append(f"signature of {key}")
    return found


def _kept(ws: Workspace, sha256: str, photos: set[str]) -> bool:
    return sha256 in photos and bool(ws.blobs.read(ws.store, sha256))
