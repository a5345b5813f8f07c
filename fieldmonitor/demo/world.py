"""What a demo is played in: a server that can be stopped, its staff, and volunteers' laptops."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.clock import Clock
from fieldmonitor.sync.carrier import Carrier
from fieldmonitor.sync.engine import SyncEngine


class ServerControl(Protocol):
    """The comptroller's server, as the demo starts and stops it."""

    @property
    def url(self) -> str: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class World:
    """Handed in by `bootstrap`: the demo itself knows neither the server's code nor how a profile opens.

    `add_user(name, password, role)` makes a staff account on the server's own machine.
    """

    folder: Path
    server: ServerControl
    add_user: Callable[[str, str, str], None]
    workspace: Workspace
    passphrase: str
    carrier: Callable[[str], Carrier]
    engine: Callable[[Workspace], SyncEngine]


@dataclass(frozen=True, slots=True)
class EarlierClock:
    """A clock that is behind: a demo's visit began a while ago."""

    clock: Clock
    by: timedelta

    def now(self) -> datetime:
        return self.clock.now() - self.by
