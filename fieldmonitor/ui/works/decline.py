"""Declining an assignment: why, so that the coordination can give the work to somebody else."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from fieldmonitor.app import queries, replies
from fieldmonitor.app.queries import WorkSheet
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.editors import is_typing
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import FieldRow, LongField
from fieldmonitor.ui.widgets.layout import Page
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


def reasons() -> tuple[str, ...]:
    """Return the usual reasons; the last one wants a word more."""
    return (
        _("Tengo un conflicto de interés con la entidad o la obra"),
        _("No puedo hacerla dentro del plazo"),
        _("No tengo cómo llegar"),
        _("No me siento seguro en ese lugar"),
        _("Otro motivo"),
    )


class DeclineScreen(Screen):
    """`key` of its route is "work id|assignment id"."""

    place = "works"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._work, _sep, self._assignment = route.key.partition("|")
        self._presenter = Presenter(context.ws, context.runner, self)
        edge = round(look().margin / look().scale)
        self._page = page = Page(margins=(edge, 8, edge, 24))
        self._rows: list[ChoiceRow] = []
        lines = page.column
        lines.addWidget(Button(_("Ficha de la obra"), "back", self.back.emit, icon_name="arrow-left"))
        lines.addWidget(text(_("¿Por qué no puede hacerla?"), "title", wrap=True))
        self._named = text("", tone="secondary", wrap=True)
        lines.addWidget(self._named)
        why = _("Su coordinación dará la obra a otra persona. Rechazar a tiempo no le perjudica.")
        lines.addWidget(paragraph(why))
        lines.addSpacing(look().px(8))
        for number, words in enumerate(reasons(), 1):
            choice = ChoiceRow(words, number)
            choice.clicked.connect(lambda _c=False, at=number - 1: self._choose(at))
            self._rows.append(choice)
        grid = ChoiceGrid(self._rows, 1)
        grid.setMaximumWidth(look().px(860))
        lines.addWidget(grid)
        lines.addSpacing(look().px(8))
        self._more = LongField(rows=2)
        self._field = FieldRow(_("Explique (opcional)"), self._more, _("Sin nombres de otras personas."))
        self._field.setMaximumWidth(look().px(860))
        lines.addWidget(self._field)
        lines.addStretch(1)
        self.set_body(page)

    def start(self) -> None:
        ws, work, assignment = self.context.ws, self._work, self._assignment
        self._presenter.ask(lambda: queries.work_sheet(ws, work, assignment), self._show)
        self._rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_screen(self) -> None:
        self._presenter.close()

    def _show(self, sheet: WorkSheet) -> None:
        self._named.setText(names.short_work(sheet.work.name))
        self.strip.reset()
        due = _("Vence el {date}.").format(date=day(sheet.assignment.due)) if sheet.assignment else ""
        self.strip.say(_("Elija un motivo"), due)
        self.strip.act(_("Rechazar la asignación"), self._decline, kind="primary")

    def _choose(self, at: int) -> None:
        for index, choice in enumerate(self._rows):
            choice.choose(index == at)
        self._field.show_error("")

    def _decline(self) -> None:
        chosen = next((choice.text() for choice in self._rows if choice.isChecked()), "")
        more = self._more.toPlainText().strip()
        if not chosen:
            self.notify("error", _("Elija uno de los motivos."), lead=_("Falta el motivo."))
            self._rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if chosen == reasons()[-1] and not more:
            self._field.show_error(_("Escriba el motivo en una frase."))
            self._more.setFocus()
            return
        ws, assignment = self.context.ws, self._assignment
        reason = f"{chosen}: {more}" if more else chosen
        self._presenter.ask(lambda: replies.decline(ws, assignment, reason), self._declined)

    def _declined(self, _reply: object) -> None:
        self.context.counts_changed()
        self.context.synchronise()
        self.becomes.emit(Route("work", self._route.key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self._rows) and not is_typing(self.focusWidget(), event):
            self._rows[number].click()
            return
        super().keyPressEvent(event)
