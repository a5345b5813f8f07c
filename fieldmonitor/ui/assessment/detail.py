"""One cell in full: its state, when and where it was seen, what the copy says, and the pages kept for it."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from fieldmonitor.app import names
from fieldmonitor.app.assessment import Cell, Row
from fieldmonitor.app.assessment_hints import Hint
from fieldmonitor.app.assessment_words import hint_words
from fieldmonitor.app.told import Asked
from fieldmonitor.domain.facts import Fact
from fieldmonitor.domain.local import Evidence
from fieldmonitor.forms import Choice
from fieldmonitor.system.formats import day, fact_value
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.assessment.pages import kept_row
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.asked import asked_banner
from fieldmonitor.ui.visit.typed import Unreadable, canonical, shown
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, about, link
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import FieldRow, LineField, LongField
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.words import Elided, ValueLabel, paragraph, text


@dataclass(frozen=True, slots=True)
class CellView:
    """Everything that the detail shows of a cell."""

    cell: Cell
    row: Row
    choices: tuple[Choice, ...]
    published: Fact | None
    hints: tuple[Hint, ...]
    kept: tuple[Evidence, ...]
    address: str
    asked: tuple[Asked, ...] = ()


class CellDetail(Page):
    """Rebuilt for another cell; for the same one only what changed is laid anew, so that typing goes on."""

    answered = Signal(str, str)
    adds = Signal(str)
    drops = Signal(object)
    closed = Signal()

    def __init__(self, *, alone: bool) -> None:
        margins = (round(look().margin / look().scale), 12, 24, 24) if alone else (24, 20, 40, 24)
        super().__init__(margins=margins)
        self._alone = alone
        self._view: CellView | None = None
        self._choices: list[ChoiceRow] = []
        self._address: LineField | None = None
        self._reason: LongField | None = None
        self._date: LineField | None = None
        self._value: LineField | None = None

    @property
    def ref(self) -> str:
        """The cell that is shown."""
        return self._view.cell.ref if self._view else ""

    @property
    def address(self) -> str:
        """The address where the page was seen, as typed."""
        return self._address.text().strip() if self._address is not None else ""

    def show_cell(self, view: CellView) -> None:
        """Show a cell as it stands, keeping the keyboard and what is being typed."""
        before, self._view = self._view, view
        if before is not None and _same_page(before, view):
            for choice, row_ in zip(view.choices, self._choices, strict=True):
                row_.choose(choice.value == _value(view.cell))
            return
        same = before is not None and before.cell.ref == view.cell.ref
        typed = self.address if same else ""
        had, at = self._focus_name(), self.verticalScrollBar().value() if same else 0
        self._lay(view, typed)
        self.verticalScrollBar().setValue(at)
        self._focus_again(had)

    def focus_in(self) -> None:
        """Give the keyboard to the state that holds, or to the first."""
        chosen = next((row_ for row_ in self._choices if row_.isChecked()), None)
        target = chosen or (self._choices[0] if self._choices else None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def flush(self) -> None:
        """Hand over what is being typed."""
        if self._view is None:
            return
        if self._reason is not None and self._reason.toPlainText().strip() != self._view.row.reason:
            self.answered.emit(self._view.row.reason_ref, self._reason.toPlainText().strip())
        self._take_date()
        self._take_value()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        typing = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)
        if not typing and 0 <= number < len(self._choices):
            self._choices[number].click()
            return
        super().keyPressEvent(event)

    # -- private -----------------------------------------------------------------------------------

    def _lay(self, view: CellView, typed: str) -> None:
        clear(self.column)
        lines = self.column
        self._address = self._reason = self._date = self._value = None
        if self._alone:
            lines.addWidget(Button(_("Volver a la matriz"), "back", self.closed.emit, icon_name="arrow-left"))
        lines.addWidget(text(names.portal_in_full(view.cell.portal), tone="secondary", wrap=True))
        lines.addWidget(text(view.row.label, "heading", wrap=True))
        if view.row.guidance:
            lines.addWidget(paragraph(view.row.guidance, tone="secondary"))
        if view.asked:
            lines.addWidget(asked_banner(view.asked))
        for hint in view.hints:
            lead, advice = hint_words(hint)
            lines.addWidget(Banner("warn", advice, lead=lead))
        if view.published is not None:
            self._lay_published(lines, view.published)
        lines.addSpacing(look().px(4))
        self._lay_choices(lines, view)
        if view.cell.value_ref:
            self._lay_value(lines, view.cell)
        if view.row.reason_needed:
            self._lay_reason(lines, view.row)
        if view.row.date_ref:
            self._lay_date(lines, view.row)
        self._lay_kept(lines, view, typed)
        lines.addStretch(1)

    def _lay_published(self, lines: QVBoxLayout, fact: Fact) -> None:
        lines.addSpacing(look().px(4))
        source = _("{source}, copia del {date}").format(source=fact.source, date=day(fact.as_of))
        said = _("En la copia de esta laptop: {name}").format(name=names.fact(fact.key).lower())
        lines.addWidget(ValueLabel(said, fact_value(fact), source))

    def _lay_choices(self, lines: QVBoxLayout, view: CellView) -> None:
        lines.addWidget(text(_("¿Cómo está en el portal?"), strong=True))
        self._choices = []
        for number, choice in enumerate(view.choices, 1):
            made = ChoiceRow(choice.label, number if number <= 9 else 0)
            made.choose(choice.value == _value(view.cell))
            made.clicked.connect(lambda _c=False, value=choice.value: self._choose(value))
            self._choices.append(made)
        columns = 2 if self._alone and look().scale <= 1.25 else 1
        lines.addWidget(ChoiceGrid(self._choices, columns))

    def _choose(self, value: str) -> None:
        if self._view is not None:
            self.answered.emit(self._view.cell.ref, value)

    def _lay_value(self, lines: QVBoxLayout, cell: Cell) -> None:
        """Ask what the portal says, so that the program can compare the portals."""
        lines.addSpacing(look().px(4))
        self._value = LineField(shown(cell.value_type, cell.value))
        self._value.editingFinished.connect(self._take_value)
        hint = _("Cópielo tal como está; el programa compara los portales.")
        label = _("¿Qué dice {portal}? (opcional)").format(portal=names.portal(cell.portal))
        self._value_row = FieldRow(label, self._value, hint)
        lines.addWidget(self._value_row)

    def _take_value(self) -> None:
        if self._view is None or self._value is None:
            return
        cell = self._view.cell
        try:
            value = canonical(cell.value_type, self._value.text())
        except Unreadable as error:
            self._value_row.show_error(str(error))
            return
        self._value_row.show_error("")
        if value != cell.value:
            self.answered.emit(cell.value_ref, value)

    def _lay_reason(self, lines: QVBoxLayout, row_: Row) -> None:
        lines.addSpacing(look().px(4))
        self._reason = LongField(row_.reason, rows=2)
        self._reason.left.connect(self.flush)
        lines.addWidget(FieldRow(_("Explique qué contradice o por qué no se pudo verificar"), self._reason))

    def _lay_date(self, lines: QVBoxLayout, row_: Row) -> None:
        lines.addSpacing(look().px(4))
        self._date = LineField(day(row_.seen_on), width=150)
        self._date.editingFinished.connect(self._take_date)
        self._date_row = FieldRow(
            _("¿Qué día lo miró?"), self._date, _("Día/mes/año, por ejemplo 22/11/2026")
        )
        lines.addWidget(self._date_row)

    def _take_date(self) -> None:
        if self._view is None or self._date is None:
            return
        words, row_ = self._date.text().strip(), self._view.row
        seen = _read_day(words)
        if words and seen is None:
            self._date_row.show_error(_("Escriba la fecha así: 22/11/2026."))
            return
        self._date_row.show_error("")
        if seen != row_.seen_on:
            self.answered.emit(row_.date_ref, seen.isoformat() if seen else "")

    def _lay_kept(self, lines: QVBoxLayout, view: CellView, typed: str) -> None:
        if not view.row.page_ref:
            return
        lines.addSpacing(look().px(8))
        head = row(gap=8)
        head.addWidget(text(_("Páginas guardadas"), strong=True), 1)
        count = len(view.kept)
        head.addWidget(text(ngettext("{n} archivo", "{n} archivos", count).format(n=count), tone="secondary"))
        lines.addLayout(head)
        lines.addWidget(rule("ruleStrong"))
        for kept in view.kept:
            lines.addWidget(kept_row(kept, self.drops.emit))
        if view.row.page_needed and not view.kept:
            words = _("Esta respuesta necesita una captura o la página guardada.")
            lines.addWidget(Banner("info", words))
        self._lay_address(lines, view.address, typed)
        lines.addWidget(
            Button(
                _("Agregar captura o archivo"),
                "secondary",
                lambda: self.adds.emit(view.cell.ref),
                icon_name="image-plus",
            )
        )
        words = _("Captura de pantalla, página guardada o PDF. También puede arrastrarla o pegarla aquí.")
        lines.addWidget(paragraph(words, "fact", "secondary"))

    def _lay_address(self, lines: QVBoxLayout, known: str, typed: str) -> None:
        """Ask where the page was seen: it is signed, so that not even the portal's own is filled in."""
        self._address = field = LineField(typed)
        hint = _("Cópiela del navegador; se firma con el informe.")
        lines.addWidget(FieldRow(_("Dirección de la página"), field, hint))
        if not known:
            return
        offer = QWidget()
        said = column(offer, gap=0)
        said.addWidget(Elided(_("Página del portal: {address}").format(address=known), "fact", "secondary"))
        use = link(_("Usar esta dirección"), lambda: self._use(known))
        use.setAccessibleName(about(_("Usar esta dirección"), known))
        said.addWidget(use)
        lines.addWidget(offer)
        offer.setHidden(bool(typed))  # in the page by now: shown before, it would be a window of its own
        field.textChanged.connect(lambda words: offer.setHidden(bool(words.strip())))

    def _use(self, known: str) -> None:
        if self._address is not None:
            self._address.setText(known)
            self._address.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_name(self) -> str:
        focus = QApplication.focusWidget()
        return focus.accessibleName() if focus is not None and self.isAncestorOf(focus) else ""

    def _focus_again(self, name: str) -> None:
        """Put the keyboard on the control of the same name, as it was before the page was laid anew."""
        if not name:
            return
        fields: list[LineField | LongField | None] = [self._address, self._reason, self._date]
        named = [*self._choices, *(field for field in fields if field is not None)]
        target = next((widget for widget in named if widget.accessibleName() == name), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_in()


def _same_page(old: CellView, new: CellView) -> bool:
    """Tell whether only the state differs, so that nothing but the choices is to be shown anew."""
    return (
        old.cell.ref == new.cell.ref
        and old.kept == new.kept
        and old.hints == new.hints
        and old.choices == new.choices
        and old.address == new.address
        and old.asked == new.asked
        and old.cell.value_ref == new.cell.value_ref
        and (old.row.reason_needed, old.row.page_needed, old.row.seen_on)
        == (new.row.reason_needed, new.row.page_needed, new.row.seen_on)
    )


def _value(cell: Cell) -> str:
    return cell.status.value if cell.status is not None else ""


def _read_day(words: str) -> date | None:
    parts = words.split("/")
    try:
        return date(*(int(part) for part in reversed(parts))) if len(parts) == 3 else None
    except ValueError:
        return None
