"""What is asked of packs; reading a memory and checking signatures run beside the window."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.domain.errors import TrustError
from fieldmonitor.ui.exchange.presenter import MemoryPresenter, MemoryView

if TYPE_CHECKING:
    from fieldmonitor.app.packs import PackLoaded, PackStanding
    from fieldmonitor.app.workspace import Workspace

T = TypeVar("T")

UNCONFIRMED = "pack.root_unconfirmed"
Fetch = Callable[["Workspace"], "PackLoaded"]


class PackView(MemoryView, Protocol):
    """What the presenter tells its screen."""

    def show_pack(self, standing: "PackStanding | None") -> None: ...
    def show_hub(self, name: str) -> None: ...
    def show_loaded(self, loaded: "PackLoaded") -> None: ...
    def ask_letters(self, letters: str) -> None: ...
    def show_request(self, path: Path, letters: str) -> None: ...
    def busy(self, busy: bool) -> None: ...


class PackPresenter(MemoryPresenter):
    """Knows the pack whose letters a person is comparing."""

    def __init__(self, ws: "Workspace", runner: TaskRunner, view: PackView) -> None:
        super().__init__(ws, runner, view)
        self._screen = view
        self._asked: Path | None = None

    def begin(self) -> None:
        """Look for the pack that is loaded, and for what is plugged in."""

        def standing() -> "PackStanding | None":
            from fieldmonitor.app import packs

            return packs.standing(self.ws)

        def hub() -> str:
            from fieldmonitor.app.hub import status

            return status(self.ws).name

        self.ask(standing, self._screen.show_pack)
        self.ask(hub, self._screen.show_hub)
        self.look()

    def load(self, folder: Path, letters: str | None = None) -> None:
        """Load the pack in a folder; `letters` are those that a person has compared."""

        def work() -> "PackLoaded":
            from fieldmonitor.app import packs

            return packs.load(self.ws, folder, letters)

        self._asked = folder
        self._busy_with(work, self._screen.show_loaded)

    def confirm(self, letters: str) -> None:
        """Load the pack whose letters are those on paper."""
        assert self._asked is not None
        self.load(self._asked, letters)

    def fetch(self, fetch: Fetch) -> None:
        """Load the pack of one's region from the server or the hub."""
        self._busy_with(lambda: fetch(self.ws), self._screen.show_loaded)

    def request(self, path: Path, code: str) -> None:
        """Write the request for enrolment."""

        def work() -> str:
            from fieldmonitor.app import packs

            return packs.request(self.ws, path, socket.gethostname(), code or None)

        self._busy_with(work, lambda letters: self._screen.show_request(path, letters))

    def show_trouble(self, error: Exception) -> None:
        """A first pack's letters are a question, not an error."""
        if self.closed:
            return
        if isinstance(error, TrustError) and error.code == UNCONFIRMED:
            self._screen.ask_letters(str(error.params["fingerprint"]))
            return
        super().show_trouble(error)

    def _busy_with(self, work: Callable[[], T], then: Callable[[T], object]) -> None:
        self._screen.busy(True)

        def done(result: T) -> None:
            if not self.closed:
                self._screen.busy(False)
                then(result)

        def failed(error: Exception) -> None:
            if not self.closed:
                self._screen.busy(False)
                self.show_trouble(error)

        self.runner.background(work, done, failed)
