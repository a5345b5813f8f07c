"""Wrong tries at a passphrase: counted before each try, so that pulling the plug forgives none."""

import contextlib
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault, InputError, TrustError
from fieldmonitor.system.durable import write_durably

TRIES_FILE = "vault-tries.json"
LONGEST_DELAY = 3600
"""Seconds: long enough against guessing by hand, short enough for an honest owner in a village."""


@dataclass(frozen=True, slots=True)
class TriesFile:
    """How many tries have failed since the last right one, and when the last began."""

    failed: int
    at: datetime


def delay(failed: int) -> int:
    """Return the seconds to wait after this many wrong tries: 1, 2, 4 … up to an hour."""
    return min(2 ** (failed - 1), LONGEST_DELAY) if failed > 0 else 0


class Tries:
    """The counter of one vault. `wipe_after` wrong tries make its owner's wish to wipe due."""

    def __init__(self, folder: Path, wipe_after: int | None = None) -> None:
        self._path = folder / TRIES_FILE
        self._wipe_after = wipe_after
        self._failed = 0

    def begin(self, now: datetime) -> None:
        """Count a try; raise `vault.wait` while the delay of the last one runs."""
        held = self._read()
        waited = now - held.at
        wanted = timedelta(seconds=delay(held.failed))
        if timedelta() <= waited < wanted:  # a clock set back must not lock the owner out
            raise InputError("vault.wait", seconds=math.ceil((wanted - waited).total_seconds()))
        self._failed = held.failed + 1
        self._write(TriesFile(self._failed, now.astimezone(UTC)))

    def failed(self) -> int:
        """Return the seconds until the next try is allowed."""
        return delay(self._failed)

    @property
    def wipe_due(self) -> bool:
        """Whether the owner wished the vault wiped by now."""
        return self._wipe_after is not None and self._failed >= self._wipe_after

    def succeeded(self) -> None:
        """Forget the wrong tries."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> TriesFile:
        try:
            data = self._path.read_bytes()
            from fieldmonitor.protocol.codec import decode  # rarely needed: a start is quicker without

            return decode(data, TriesFile)
        except (OSError, TrustError):  # none yet, or cut short by a crash of the disk
            return TriesFile(0, datetime(2000, 1, 1, tzinfo=UTC))

    def _write(self, tries: TriesFile) -> None:
        # A full disk must not keep the owner out: what cannot be counted is let pass.
        with contextlib.suppress(EnvironmentFault):
            words = json.dumps({"at": tries.at.isoformat(), "failed": tries.failed})
            write_durably(self._path, words.encode())
