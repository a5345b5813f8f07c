"""A volunteer's work on a real store, acknowledged step by step, and the check of what is left of it.

The writer says "done" for each step on a socket once its commit has returned; that is when the window says
"Guardado". Whatever then befalls it, the check holds the store against what was said.
"""

import hashlib
import json
import random
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store import Blobs, Store, UnitOfWork, open_store
from fieldmonitor.system import durable
from tests.unit.store import rows

KEY = bytes(range(32))
FAULTS_OF_THE_MACHINE = ("store.", "disk.", "blob.", "sealed.")

Say = Callable[[dict[str, object]], None]


@dataclass(frozen=True)
class Habits:
    """How a writer works: honestly, or with a fault that the check must find (negative controls)."""

    lie: bool = False  # says "done" inside the transaction, and never gets to its end
    swallow: bool = False  # says "done" though the store said no
    careless: bool = False  # leaves it to the system when bytes reach the disk


HONEST = Habits()


class Diary:
    """Edits, photos, signatures, news and copies, in an order given by a seed, without end."""

    def __init__(self, folder: Path, seed: int, say: Say, habits: Habits = HONEST) -> None:
        self._random = random.Random(seed)
        self._say = say
        self._habits = habits
        if habits.careless:
            _forget_to_sync()
        self._folder = folder
        self._store = open_store(folder / "store.db", KEY, create=True)
        if habits.careless:
            pooled = self._store._writer.raw_connection()
            pooled.cursor().execute("PRAGMA synchronous = OFF")
            pooled.close()
        self._blobs = Blobs(folder / "blobs")
        with self._store.read() as uow:
            self._number = len(uow.reports.list(list(ReportState)))
        self._open = False
        self._edits = 0
        self._photos = 0
        self._last = False

    def write(self, steps: int | None = None) -> None:
        """Work for so many steps, or until something stops this process."""
        tasks = (
            self._edit,
            self._edit,
            self._edit,
            self._photo,
            self._photo,
            self._sign,
            self._pull,
            self._copy,
        )
        done = 0
        while steps is None or done < steps:
            done += 1
            self._last = done == steps
            self._try(self._random.choice(tasks) if self._open else self._new)
        self._store.close()

    def _try(self, task: Callable[[], dict[str, object]]) -> None:
        try:
            said = task()
        except EnvironmentFault as error:
            said = {"fault": error.code}
            if self._habits.swallow:
                said = {"edit": f"report-{self._number}", "n": self._edits}
        self._say(said)

    def _new(self) -> dict[str, object]:
        with self._store.write() as uow:
            uow.reports.add(rows.report(self._number + 1))
        self._number += 1
        self._edits = 0
        self._open = True
        return {"new": f"report-{self._number}"}

    def _edit(self) -> dict[str, object]:
        self._edits += 1
        said: dict[str, object] = {"edit": f"report-{self._number}", "n": self._edits}
        with self._store.write() as uow:
            uow.reports.save_answers(
                ReportKey(f"report-{self._number}", 1),
                answers(self._number, self._edits),
                position="/data/q",
                findings=(),
                answered=self._edits,
                questions=99,
                saved_at=rows.NOON,
            )
            if self._habits.lie and self._last:
                self._say(said)
                signal.pause()  # until the parent ends this process
        return said

    def _photo(self) -> dict[str, object]:
        self._photos += 1
        name = f"e-{self._number}-{self._photos}"
        picture = photo(name)
        with self._store.write() as uow:
            original = self._blobs.put(uow, picture)
            small = self._blobs.put(uow, picture[:20_000])
            key = ReportKey(f"report-{self._number}", 1)
            uow.evidence.add(
                rows.evidence(
                    key,
                    name,
                    sha256=original.sha256,
                    size=original.size,
                    small_sha256=small.sha256,
                    small_size=small.size,
                )
            )
        return {"photo": name}

    def _sign(self) -> dict[str, object]:
        key = ReportKey(f"report-{self._number}", 1)
        with self._store.write() as uow:
            uow.reports.mark_signed(key, f"hash-{key.id}", rows.NOON)
            uow.messages.add(rows.message(key.id, 1, manifest_sha256=f"hash-{key.id}", envelope=b"x" * 5000))
            uow.outbox.add_message(key.id, 1, Lane.ANSWERS, 5000, rows.NOON)
            for file in uow.evidence.list(key):
                uow.outbox.add_file(key.id, 1, file.sha256, file.size, Lane.ORIGINAL, rows.NOON)
            uow.reports.advance(key, ReportState.QUEUED)
        self._open = False
        return {"signed": key.id}

    def _pull(self) -> dict[str, object]:
        version = self._random.randrange(1, 1000)
        with self._store.write() as uow:
            for number in range(5):
                uow.records.apply(rows.work(number, version))
                uow.records.apply(rows.assignment(number, version))
            uow.settings.set("feed_cursor", str(version))
        return {"pulled": version}

    def _copy(self) -> dict[str, object]:
        target = self._folder / "copy.db"
        self._store.copy_to(target)
        return {"copied": target.name}


def answers(report: int, edit: int) -> bytes:
    """Return the answers that an edit leaves, told from every other edit's."""
    length = random.Random(report * 1000 + edit).randrange(200, 12_000)
    return f"<data r='{report}' n='{edit}'>".encode().ljust(length, b".") + b"</data>"


def photo(name: str) -> bytes:
    """Return a photo's bytes by its name."""
    generator = random.Random(name)
    return b"\xff\xd8\xff" + generator.randbytes(generator.randrange(30_000, 250_000))


def check(folder: Path, said: Iterable[dict[str, object]]) -> list[str]:
    """Return where a store does not hold what was said to be done, or is not whole."""
    try:
        store = open_store(folder / "store.db", KEY, create=True)
        try:
            return [*_check_said(store, list(said)), *_check_whole(store, Blobs(folder / "blobs"), folder)]
        finally:
            store.close()
    except EnvironmentFault as error:
        return [f"unreadable: {error}"]


def _check_said(store: Store, said: list[dict[str, object]]) -> list[str]:
    problems = [str(step["bug"]) for step in said if "bug" in step]
    with store.read() as uow:
        problems += [f"lost: {step}" for step in said if not _holds(uow, step)]
        pulled = [int(str(step["pulled"])) for step in said if "pulled" in step]
        if pulled and uow.records.version(RecordKind.WORK, "work-1") not in range(max(pulled), 1000):
            problems.append(f"lost: records of version {max(pulled)}")
    return problems


def _holds(uow: UnitOfWork, step: dict[str, object]) -> bool:
    """Tell whether a store holds what a step said was done."""
    (kind, value), *_ = step.items()
    if kind == "fault":
        return str(value).startswith(FAULTS_OF_THE_MACHINE)
    if kind == "photo":
        return uow.evidence.get(str(value)) is not None
    if kind not in ("edit", "new", "signed"):
        return True
    report = uow.reports.get(ReportKey(str(value), 1))
    if report is None:
        return False
    if kind == "edit":
        return report.answered >= int(str(step["n"]))
    return kind == "new" or report.state is ReportState.QUEUED


def _check_whole(store: Store, blobs: Blobs, folder: Path) -> list[str]:
    problems = store.integrity() + blobs.verify(store)
    with store.read() as uow:
        for listed in uow.reports.list(list(ReportState)):
            report = uow.reports.get(listed.key)
            assert report is not None
            number = int(report.key.id.partition("-")[2])
            if report.answered and report.answers_xml != answers(number, report.answered):
                problems.append(f"half an edit in {report.key}")
            for row in uow.evidence.list(report.key):
                if row.sha256 != hashlib.sha256(photo(row.id)).hexdigest():
                    problems.append(f"another photo in {row.id}")
            queued = len(uow.outbox.items(report.key.id))
            expected = 1 + len(uow.evidence.list(report.key)) if report.state is ReportState.QUEUED else 0
            if queued != expected or (uow.messages.get(report.key.id, 1) is not None) != bool(expected):
                problems.append(f"half a signature on {report.key}: {queued} items of {expected}")
    if (folder / "copy.db").exists():
        copy = open_store(folder / "copy.db", KEY)
        problems += [f"copy: {line}" for line in copy.integrity()]
        copy.close()
    return problems


def _forget_to_sync() -> None:
    """Let no byte be pushed to the disk by this process."""
    from fieldmonitor.store import blobs, copies

    for module in (durable, blobs, copies):
        for name in ("sync_file", "sync_folder", "settle_folder"):
            if hasattr(module, name):
                setattr(module, name, lambda *given: None)


def main() -> None:
    """`python -m tests.faults.vault.diary FOLDER SEED FD HABITS [STEPS]`: write, saying so on a socket."""
    folder, seed, descriptor, habits, *steps = sys.argv[1:]
    channel = socket.socket(fileno=int(descriptor))

    def say(step: dict[str, object]) -> None:
        channel.send(json.dumps(step).encode() + b"\n")

    try:
        diary = Diary(Path(folder), int(seed), say, Habits(**json.loads(habits)))
        diary.write(int(steps[0]) if steps else None)
    except EnvironmentFault as error:
        say({"fault": error.code})
    except Exception as error:
        say({"bug": repr(error)})
        raise


if __name__ == "__main__":
    main()
