"""Arrival and departure: noted with one press each, in two places, so that no second press undoes the first.

"Llegué" stands in the visit's head and goes away once pressed; "Anotar mi salida" in the last part's strip.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldmonitor.app import presence
from fieldmonitor.app.drafts import Draft
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.visit import VisitMark, VisitStep
from fieldmonitor.system.translations import _
from fieldmonitor.ui.names import visit_mark
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.presenter import VisitPresenter
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import row
from fieldmonitor.ui.widgets.words import text

Undo = Callable[[str, Callable[[], object]], object]


def may_note(draft: Draft) -> bool:
    """Tell whether one comes and goes: not at a desk, and not while a report is corrected at home."""
    return draft.report.activity is not Activity.INFORMATION_ACCESS and draft.key.version == 1


class PresenceLog:
    """What was noted of one visit; `changed` hears of it. While one mark is written no other is taken."""

    def __init__(self, presenter: VisitPresenter, undo: Undo, changed: Callable[[], object]) -> None:
        self._presenter = presenter
        self._undo = undo
        self._changed = changed
        self._busy = True
        self._marks: tuple[VisitMark, ...] = ()
        self._load()

    @property
    def last(self) -> VisitMark | None:
        """The arrival or departure that was noted last."""
        timed = [mark for mark in self._marks if mark.step in presence.TIME_QUESTIONS]
        return timed[-1] if timed else None

    @property
    def may_arrive(self) -> bool:
        """Whether an arrival can be noted now."""
        return not self._busy and not presence.at_site(self._marks)

    @property
    def may_leave(self) -> bool:
        """Whether a departure can be noted now."""
        return not self._busy and presence.at_site(self._marks)

    def arrive(self) -> None:
        """Note that one has come, now."""
        if self.may_arrive:
            self._note(VisitStep.ARRIVED)

    def depart(self) -> None:
        """Note that one goes, now."""
        if self.may_leave:
            self._note(VisitStep.LEFT)

    def _load(self) -> None:
        ws, key = self._presenter.ws, self._presenter.key
        self._presenter.ask(lambda: presence.marks(ws, key), self._show)

    def _show(self, marks: tuple[VisitMark, ...]) -> None:
        self._marks, self._busy = marks, False
        self._changed()

    def _note(self, step: VisitStep) -> None:
        self._busy = True
        self._changed()
        ws, key = self._presenter.ws, self._presenter.key
        self._presenter.ask(lambda: presence.note(ws, key, step), self._noted)

    def _noted(self, mark: VisitMark) -> None:
        """Say it, answer the checklist's own question with it, and offer to take both back."""
        presenter = self._presenter
        ref = presence.time_question(presenter.draft, mark.step, self._marks)
        before = presenter.draft.session.node(ref).value if ref is not None else ""
        if ref is not None:
            presenter.answer(ref, presence.time_answer(mark.at.utc))

        def take_back() -> None:
            ws, key = presenter.ws, presenter.key
            if ref is not None:
                presenter.answer(ref, before)
            presenter.ask(lambda: presence.take_back(ws, key, mark.step), lambda _done: self._load())

        self._show((*self._marks, mark))
        self._undo(visit_mark(mark), take_back)


class Presence(QWidget):
    """In the visit's head: the last time noted, and the button for an arrival while there is one to note."""

    def __init__(self, log: PresenceLog, go_on: Callable[[], object]) -> None:
        """`go_on` takes the keyboard to the page: it would fall to the next tool, or Ctrl+Z to a field."""
        super().__init__()
        self._log = log
        self._go_on = go_on
        across = row(self, gap=12)
        self._said = text("", tone="secondary", figures=True)
        across.addWidget(self._said)
        if look().narrow:
            self._said.hide()  # never shown before it stands in something: it would be a window of its own
        self._button = Button(_("Llegué"), "secondary", log.arrive)
        across.addWidget(self._button)
        self.show_log()

    def show_log(self) -> None:
        """Show what is noted now."""
        last = self._log.last
        said = visit_mark(last) if last else ""
        self._button.set_words(_("Volví") if last else _("Llegué"))
        self._button.setAccessibleDescription(said)
        self._button.setToolTip(said)
        self._said.setText(said)
        if self.parentWidget() is not None or not self._log.may_arrive:
            if self._button.hasFocus() and not self._log.may_arrive:
                self._go_on()
            self._button.setVisible(self._log.may_arrive)
            self._said.setVisible(bool(said) and not (look().narrow and self._log.may_arrive))
