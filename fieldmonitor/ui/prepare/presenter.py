"""Preparing a visit: what was read and confirmed, and when; it is kept once the visit begins."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from fieldmonitor.app import prepare
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.prepare import Preparation
from fieldmonitor.app.wishes import Wish
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.domain.visit import VisitStep
from fieldmonitor.ui.presenter import Presenter


class PrepareView(Protocol):
    """What the presenter tells the screen."""

    def show_preparation(self, told: Preparation) -> None: ...
    def show_begun(self, key: ReportKey) -> None: ...
    def trouble(self, error: Exception) -> None: ...


class PreparePresenter(Presenter):
    """`kept` is the window's place for what no screen saves yet: it survives a change of look or language."""

    def __init__(
        self, ws: Workspace, runner: TaskRunner, view: PrepareView, assignment: str, kept: dict[str, str]
    ) -> None:
        super().__init__(ws, runner, view)
        self._screen = view
        self._assignment = assignment
        self._kept = kept
        self._key = f"prepare:{assignment}"
        held = json.loads(kept.get(self._key, "{}"))
        self.briefed_at: datetime | None = (
            datetime.fromisoformat(held["briefed"]) if "briefed" in held else None
        )
        self.safe: set[str] = set(held.get("safe", ()))

    def load(self) -> None:
        """Read the briefing."""
        self.ask(lambda: prepare.prepare(self.ws, self._assignment), self._screen.show_preparation)

    def read(self) -> None:
        """Note that the briefing was read, now."""
        self.briefed_at = self.ws.clock.now()
        self._keep()

    def confirm(self, conditions: set[str]) -> None:
        """Note which conditions of the gate hold."""
        self.safe = conditions
        self._keep()

    def enter(self, activity: Activity | None) -> None:
        """Begin the visit inside; everything was confirmed."""
        confirmed = {VisitStep.SAFE: self.ws.clock.now()}
        if self.briefed_at is not None:
            confirmed[VisitStep.BRIEFED] = self.briefed_at
        self._begin(confirmed, activity)

    def stay_outside(self, activity: Activity | None, wish: Wish | None) -> None:
        """Begin a visit seen from outside; `wish` is why nobody goes in, and is answered by it."""
        confirmed = {VisitStep.OUTSIDE: self.ws.clock.now()}
        if self.briefed_at is not None:
            confirmed[VisitStep.BRIEFED] = self.briefed_at
        self._begin(confirmed, activity, wish=wish)

    def practise(self, activity: Activity | None) -> None:
        """Begin a practice visit."""
        self._begin({}, activity, practice=True)

    def postpone(self, then: Callable[[], object]) -> None:
        """Leave the visit for another day."""
        self._kept.pop(self._key, None)

        def done(_nothing: None) -> None:
            then()

        self.ask(lambda: prepare.postpone(self.ws, self._assignment), done)

    def _begin(
        self,
        confirmed: dict[VisitStep, datetime],
        activity: Activity | None,
        *,
        practice: bool = False,
        wish: Wish | None = None,
    ) -> None:
        ws, wanted = self.ws, self._assignment

        def begun(key: ReportKey) -> None:
            self._kept.pop(self._key, None)
            if wish is not None:
                self._kept[granted_key(str(key))] = wish
            self._screen.show_begun(key)

        self.ask(
            lambda: prepare.begin(ws, wanted, confirmed, activity=activity, practice=practice, wish=wish),
            begun,
        )

    def _keep(self) -> None:
        held: dict[str, object] = {"safe": sorted(self.safe)}
        if self.briefed_at is not None:
            held["briefed"] = self.briefed_at.isoformat()
        self._kept[self._key] = json.dumps(held)


def granted_key(report: str) -> str:
    """Return under which name the wish that began a visit is handed to its screen."""
    return f"granted:{report}"
