"""What a hub is asked and told; handing over runs beside the window and can be broken off."""

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from fieldmonitor.app import hub
from fieldmonitor.app.hub import HubStatus
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.system.long_work import LongWork
from fieldmonitor.ui.pace import Pace
from fieldmonitor.ui.presenter import Presenter

if TYPE_CHECKING:
    from fieldmonitor.app.hub import HubVisit, KnownHub
    from fieldmonitor.app.workspace import Workspace

T = TypeVar("T")


class HubView(Protocol):
    """What the presenter needs of the screen."""

    def trouble(self, error: Exception) -> None: ...
    def show_status(self, status: HubStatus) -> None: ...
    def show_paired(self, name: str) -> None: ...
    def show_visit(self, done: "HubVisit", *, only_receipts: bool) -> None: ...
    def stopped(self) -> None: ...


class HubPresenter(Presenter):
    """Knows whether something is under way with the hub."""

    def __init__(self, ws: "Workspace", runner: TaskRunner, view: HubView) -> None:
        super().__init__(ws, runner, view)
        self._hub_view = view
        self.pace = Pace()
        self.busy = False

    def begin(self) -> None:
        """Ask which hub this laptop knows, and what lies with it."""
        self.ask(lambda: hub.status(self.ws), self._hub_view.show_status)

    def pair(self, text: str, code: str) -> None:
        """Pair with what was scanned, or with a typed address and code."""

        def work(_going: LongWork) -> "KnownHub":
            link = hub.typed(text, code or None)
            return hub.pair(self.ws, link, socket.gethostname(), hub.dial)

        self._work(work, lambda known: self._hub_view.show_paired(known.name))

    def deliver(self) -> None:
        """Hand over what waits, and bring home what came."""

        def work(going: LongWork) -> "HubVisit":
            return hub.deliver(self.ws, hub.files(self.ws), hub.dial, watch=going.tell, stop=going.stopped)

        self._work(work, lambda done: self._hub_view.show_visit(done, only_receipts=False))

    def collect(self) -> None:
        """Only bring home what came."""

        def work(_going: LongWork) -> "HubVisit":
            return hub.collect(self.ws, hub.files(self.ws), hub.dial)

        self._work(work, lambda done: self._hub_view.show_visit(done, only_receipts=True))

    def interrupt(self) -> None:
        """Break off; the hub keeps what it has, and the next visit goes on from there."""
        self.pace.cancel()

    def close(self) -> None:
        self.interrupt()
        super().close()

    def _work(self, work: Callable[[LongWork], T], then: Callable[[T], None]) -> None:
        self.busy, going = True, self.pace.begin()

        def done(result: T) -> None:
            self.busy = False
            if not self.closed:
                then(result)
                self.begin()

        self.runner.background(lambda: work(going), done, self._failed)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if not self.closed:
            self._hub_view.stopped()
            self._view.trouble(error)
            self.begin()
