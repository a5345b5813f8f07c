"""A seized, locked laptop says nothing: canaries put everywhere, searched in every byte of the disk."""

import base64
import logging
import os
import re
import signal
import sqlite3
import sys
from pathlib import Path

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.domain.reports import Finding, ReportKey, Severity
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.store import Blobs, open_store
from fieldmonitor.system.durable import private_folder
from fieldmonitor.system.logs import start_logging
from fieldmonitor.trust.vault import Argon2, create_vault
from tests.faults.vault import power
from tests.faults.vault.writers import scratch
from tests.unit.media.pictures import photo
from tests.unit.store import rows

CANARIES = 200
CHEAP = Argon2(memory=8, time=1, lanes=1)
PICTURE_MARKS = re.compile(rb"\xff\xd8\xff(?:\xe0..JFIF|\xe1..Exif)|SQLite format 3\0", re.DOTALL)


class Canaries:
    """Distinct words that share a beginning nobody else uses."""

    def __init__(self, seed: int) -> None:
        self.beginning = f"Kanarienvogel{seed:08d}"
        self._given = 0

    def next(self) -> str:
        """Return a word that was not given yet."""
        self._given += 1
        return f"{self.beginning}x{self._given:04d}ñ"

    @property
    def given(self) -> int:
        return self._given

    def patterns(self) -> list[bytes]:
        """Return how the common beginning looks in clear, UTF-16, base64 at every offset, and hex."""
        clear = self.beginning.encode()
        found = [
            clear,
            self.beginning.encode("utf-16-le"),
            self.beginning.encode("utf-16-be"),
            clear.hex().encode(),
        ]
        shifted = (base64.b64encode(bytes(offset) + clear) for offset in range(3))
        # The letters at both ends mix with what stands beside them.
        return found + [text[4:-4] for text in shifted]


def sightings(data: bytes, canaries: Canaries) -> list[str]:
    """Return which patterns and file marks stand in bytes."""
    seen = [f"canary as {pattern[:12]!r}" for pattern in canaries.patterns() if pattern in data]
    return seen + [f"mark {mark!r}" for mark in sorted(set(PICTURE_MARKS.findall(data)))]


def search_folder(folder: Path, canaries: Canaries) -> list[str]:
    """Search names and bytes of all files below a folder."""
    seen = []
    for path in sorted(folder.rglob("*")):
        if canaries.beginning in str(path):
            seen.append(f"name {path.name}")
        if path.is_file():
            seen += [f"{path.name}: {found}" for found in sightings(path.read_bytes(), canaries)]
    return seen


def work(profile: Path, canaries: Canaries) -> None:
    """Do a volunteer's work with a canary in everything she could write, photograph or be called."""
    key = create_vault(profile, canaries.next(), None, CHEAP)
    store, blobs = open_store(profile / "store.db", key, create=True), Blobs(profile / "blobs")
    start_logging(profile / "logs")
    number = 0
    with PictureGuard() as guard:
        while canaries.given < CANARIES:
            number += 1
            data = photo(software=canaries.next())
            picture = guard.prepare(data)
            with store.write() as uow:
                uow.settings.set(canaries.next(), canaries.next())
                uow.records.apply(rows.work(number, name=canaries.next(), entity=canaries.next()))
                finding = Finding("f", "c", "/q", Severity.HIGH, "", canaries.next(), canaries.next())
                uow.reports.add(
                    rows.report(number, answers_xml=canaries.next().encode() * 50, findings=(finding,))
                )
                report = ReportKey(f"report-{number}", 1)
                original, small = blobs.put(uow, data), blobs.put(uow, picture.small)
                uow.evidence.add(
                    rows.evidence(
                        report, f"e{number}", sha256=original.sha256, size=original.size,
                        small_sha256=small.sha256, caption=canaries.next(), name=canaries.next(),
                    )
                )  # fmt: skip
                title, envelope = canaries.next(), canaries.next().encode()
                uow.messages.add(rows.message(f"m{number}", title=title, envelope=envelope))
                uow.outbox.add_message(f"m{number}", 1, Lane.ANSWERS, 1, rows.NOON)
                uow.log.add(LogEntry(rows.NOON, "sync.sent", {"title": canaries.next()}))
            blobs.read(store, original.sha256)
            _stumble(canaries.next())
    store.copy_to(private_folder(profile / "backups") / "copy.db")


def seize_once(seed: int, plain: bool = False) -> list[str]:
    """Let the work be done on a disk of its own, end it at its height, and search the whole disk."""
    canaries = Canaries(seed)
    if power.possible():
        with scratch() as folder:
            _work_apart(folder, canaries, plain)
            return search_folder(folder, canaries)
    with scratch() as place:
        made = power.Disk(place / "image", place / "mount")
        try:
            _work_apart(made.mount, canaries, plain)
            seen = search_folder(made.mount, canaries)
        finally:
            made.detach()
        return seen + sightings(made.image.read_bytes(), canaries)


def _work_apart(folder: Path, canaries: Canaries, plain: bool) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            _redirect(folder)
            (_work_plainly if plain else work)(folder / "profile", canaries)
            os.kill(os.getpid(), signal.SIGKILL)  # with the write-ahead log still there
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the work was not done; nothing is shown by searching")
    os.sync()


def _redirect(folder: Path) -> None:
    """Let everything that a program may leave behind be left on this disk."""
    home = private_folder(folder / "home")
    for name in ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(home)
    os.chdir(home)


def _stumble(secret: str) -> None:
    try:
        raise InputError("report.unknown", report=secret) from ValueError(secret)
    except InputError:
        logging.getLogger("fieldmonitor").exception("could not open a report")


def _work_plainly(profile: Path, canaries: Canaries) -> None:
    """What a program without a vault would leave."""
    connection = sqlite3.connect(private_folder(profile) / "store.db")
    connection.execute("CREATE TABLE answers (text)")
    connection.execute("INSERT INTO answers VALUES (?)", (canaries.next(),))
    connection.commit()


if __name__ == "__main__":
    print(seize_once(int(sys.argv[1])))
