"""Arrival and departure: one button in the visit's head that notes the time, and says what was noted."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldmonitor.app import presence
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.visit import VisitMark, VisitStep
from fieldmonitor.system.translations import _
from fieldmonitor.ui.names import visit_mark
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.presenter import VisitPresenter
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import row
from fieldmonitor.ui.widgets.words import text

Undo = Callable[[str, Callable[[], object]], object]


def show_presence(head: VisitHeader, presenter: VisitPresenter, undo: Undo) -> None:
    """Put the button into the head of a visit; an assessment from a desk has no arrival."""
    if presenter.draft.report.activity is not Activity.INFORMATION_ACCESS:
        head.show_presence(Presence(presenter, undo))


class Presence(QWidget):
    """The button offers the one step that can come next; the last time noted stands beside it."""

    def __init__(self, presenter: VisitPresenter, undo: Undo) -> None:
        super().__init__()
        self._presenter = presenter
        self._undo = undo
        self._marks: tuple[VisitMark, ...] = ()
        across = row(self, gap=12)
        self._said = text("", tone="secondary", figures=True)
        across.addWidget(self._said)
        if look().narrow:
            self._said.hide()  # never shown before it stands in something: it would be a window of its own
        self._button = Button(_("Llegué"), "secondary", self._note)
        across.addWidget(self._button)
        self._load()

    def _load(self) -> None:
        ws, key = self._presenter.ws, self._presenter.key
        self._presenter.ask(lambda: presence.marks(ws, key), self._show)

    def _show(self, marks: tuple[VisitMark, ...]) -> None:
        self._marks = marks
        here = presence.at_site(marks)
        timed = [mark for mark in marks if mark.step in presence.TIME_QUESTIONS]
        last = timed[-1] if timed else None
        again = _("Volví") if last else _("Llegué")
        self._button.set_words(_("Me voy") if here else again)
        said = visit_mark(last) if last else ""
        self._said.setText(said)
        self._button.setToolTip(said)
        self._button.setAccessibleDescription(said)

    def _note(self) -> None:
        here = presence.at_site(self._marks)
        step = VisitStep.LEFT if here else VisitStep.ARRIVED
        ws, key = self._presenter.ws, self._presenter.key
        self._presenter.ask(lambda: presence.note(ws, key, step), self._noted)

    def _noted(self, mark: VisitMark) -> None:
        """Say it, fill in the checklist's own question if it is still empty, and offer to take it back."""
        presenter = self._presenter
        ref = presence.time_question(presenter.draft, mark.step)
        if ref is not None:
            presenter.answer(ref, presence.time_answer(mark.at.utc))

        def take_back() -> None:
            ws, key = presenter.ws, presenter.key
            if ref is not None:
                presenter.answer(ref, "")
            presenter.ask(lambda: presence.take_back(ws, key, mark.step), lambda _done: self._load())

        self._show((*self._marks, mark))
        self._undo(visit_mark(mark), take_back)
