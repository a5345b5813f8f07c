"""A question as it stands on the page: its words, its editor, what is published, what follows from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldmonitor.app.findings import Comparison
from fieldmonitor.app.told import Asked
from fieldmonitor.domain.facts import FACT_TYPES, FactKey, FactType
from fieldmonitor.domain.reports import Finding
from fieldmonitor.forms import NodeView
from fieldmonitor.system.formats import day, typed_value
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.asked import asked_banner
from fieldmonitor.ui.visit.editors import Editor, make_editor
from fieldmonitor.ui.visit.photos import PhotoEditor
from fieldmonitor.ui.visit.urgent import warning_banner, warning_state
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, Tool, about
from fieldmonitor.ui.widgets.layout import clear, column, panel, row
from fieldmonitor.ui.widgets.words import ValueLabel, picture, text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a question needs to know beside its own node."""

    now: Callable[[], datetime]
    compare: Callable[[NodeView], Comparison | None]
    findings: Callable[[str], list[Finding]]
    norm: Callable[[str], str]
    sent: Callable[[str], Finding | None]
    before: Callable[[NodeView], str] = lambda _node: ""
    beside: bool = True
    """Whether there is a place beside the page that says where to look."""


class Question(QFrame):
    """Shown while it is relevant; a reason is set off by a bar, under the question it belongs to."""

    answered = Signal(str, str)
    focused = Signal(str)
    urgent = Signal(str)
    adds_photo = Signal(str)

    def __init__(
        self,
        node: NodeView,
        around: Surroundings,
        could_not: NodeView | None,
        thumbnails: Thumbnails | None = None,
    ) -> None:
        super().__init__()
        self.ref = node.ref
        self.node = node
        self._around = around
        self._thumbnails = thumbnails
        self._could_not = could_not
        self._reason = node.ref.endswith("_reason")
        if self._reason:
            self.setObjectName("reason")
        self._lines = column(self, margins=(14 if self._reason else 0, 0, 0, 0), gap=6)
        self._lines.addLayout(self._head())
        if node.hint:
            self._lines.addWidget(text(node.hint, tone="secondary", wrap=True))
        if said := around.before(node):
            words = _("En su visita anterior: {answer}").format(answer=said)
            self._lines.addWidget(text(words, "fact", "secondary", wrap=True))
        if self._guide is not None:
            self._lines.addWidget(self._guide)
        self._asked: tuple[Asked, ...] = ()
        self._asked_at: QVBoxLayout = column(gap=0)
        self._lines.addLayout(self._asked_at)
        self._error_at: QVBoxLayout = column(gap=0)
        self._lines.addLayout(self._error_at)
        self._error: QFrame | None = None
        self._unreadable = ""
        self.editor = self._editor()
        self._lines.addLayout(self._beside())
        self._after: QVBoxLayout = column(gap=8)
        self._lines.addLayout(self._after)
        self._followed: tuple[object, ...] = ()
        self.show_node()
        for button in self.findChildren(Button):
            button.setAutoDefault(False)  # Enter goes on to the next question; the space bar presses

    def show_node(self) -> None:
        """Show what the session holds now."""
        self.editor.show_node(self.node)
        show_if(self, self.node.relevant)
        self._show_error(self._unreadable or self._wrong())
        if self._could_not is not None and self._could_not_button is not None:
            self._could_not_button.setVisible(self._could_not.relevant)
        self.show_following()

    def show_asked(self, asked: tuple[Asked, ...]) -> None:
        """Show what a review asks of this answer."""
        if asked != self._asked:
            self._asked = asked
            clear(self._asked_at)
            if asked:
                self._asked_at.addWidget(asked_banner(asked))

    def focus_in(self) -> None:
        """Give the keyboard to the editor."""
        self.editor.focus_in()

    def _head(self) -> QHBoxLayout:
        head = row(gap=16)
        role = "text" if self._reason else "heading"
        label = text(self.node.label or self.node.ref, role, strong=self._reason, wrap=True)
        head.addWidget(label, 1)
        self._could_not_button: Button | None = None
        other = self._could_not
        if other is not None:
            words = other.label
            self._could_not_button = Button(words, "quiet", lambda: self._toggle_could_not(other))
            self._could_not_button.setAccessibleName(f"{words}: {self.node.label}")
            head.addWidget(self._could_not_button, 0, Qt.AlignmentFlag.AlignTop)
        self._guide: QLabel | None = None
        if self.node.guidance and not self._around.beside:
            self._guide = guide = text(self.node.guidance, "fact", "secondary", wrap=True)
            guide.hide()
            where = Tool(_("Dónde mirar"), "circle-help", lambda: guide.setVisible(guide.isHidden()))
            where.show_words(False)
            where.setAccessibleName(about(_("Dónde mirar"), self.node.label))
            head.addWidget(where, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _toggle_could_not(self, other: NodeView) -> None:
        self.answered.emit(other.ref, "" if other.value else "OK")

    def _error_line(self) -> QFrame:
        frame = QFrame()
        line = row(frame, gap=8)
        line.addWidget(picture("triangle-alert", "error", 20), 0, Qt.AlignmentFlag.AlignTop)
        self._error_words = text("", tone="error", strong=True, wrap=True)
        line.addWidget(self._error_words, 1)
        frame.hide()
        return frame

    def _wrong(self) -> str:
        """Return what the checklist says against the answer that is held, or nothing."""
        message = self.node.message or _("Revise esta respuesta.")
        return message if self.node.condition == "constraint" else ""

    def _refused(self, words: str) -> None:
        """Say why what stands in the field cannot be read; it is said until it can."""
        self._unreadable = words
        self._show_error(words or self._wrong())

    def _show_error(self, words: str) -> None:
        if self._error is None:
            if not words:
                return
            self._error = self._error_line()
            self._error_at.addWidget(self._error)
        self._error_words.setText(words)
        self._error.setVisible(bool(words))

    def _editor(self) -> Editor:
        editor: Editor
        if self.node.control == "upload":
            editor = PhotoEditor(self.node, self._thumbnails)
            editor.wants_photo.connect(lambda: self.adds_photo.emit(self.ref))
        else:
            editor = make_editor(self.node, self._around.now)
        editor.answered.connect(lambda value: self.answered.emit(self.ref, value))
        editor.refused.connect(self._refused)
        return editor

    def _beside(self) -> QBoxLayout:
        """Lay the editor, and beside it the published value where the checklist names one."""
        across: QBoxLayout = column(gap=8) if look().scale > 1.25 else row(gap=24)
        across.addWidget(self.editor, 1)
        compared = self._around.compare(self.node)
        typed = self.node.control == "input"
        if compared is not None:
            key = FactKey(self.node.extra["fm:expected"])
            value = typed_value(FACT_TYPES.get(key, FactType.TEXT), compared.expected)
            source = f"{compared.source}, {day(date.fromisoformat(compared.as_of))}"
            if typed:
                says = _("Lo publicado dice: {name}").format(name=names.fact(key).lower())
                across.addWidget(ValueLabel(says, value, source), 1)
            else:
                said = f"{names.fact(key)}: {value} ({source})"
                self._lines.addWidget(text(said, "fact", "secondary", wrap=True))
        return across

    # -- what follows from the answer --------------------------------------------------------------

    def show_following(self) -> None:
        """Show what an answer leads to: a difference, a proposed finding, a danger to warn of."""
        compared = self._around.compare(self.node) if self.node.control == "input" else None
        differs = compared if compared is not None and compared.differs else None
        findings = self._around.findings(self.ref) if self.node.value and self.node.relevant else []
        urgent = next((finding for finding in findings if finding.urgent), None)
        state = warning_state(self._around.sent(urgent.id), urgent) if urgent is not None else ""
        told = (*((f.id, f.confirmed) for f in findings), state)
        followed = (differs, told)
        if followed == self._followed:
            return
        self._followed = followed
        clear(self._after)
        if urgent is not None:
            below = bool(self.node.extra.get("fm:details"))
            banner = warning_banner(state, lambda: self.urgent.emit(urgent.id), ask_below=below)
            self._after.addWidget(banner)
        elif differs is not None:
            lead = difference(self.node, differs)
            self._after.addWidget(Banner("warn", self._proposed(bool(findings)), lead=lead))
        elif findings:
            self._after.addWidget(
                _finding_line(findings[0], self._around.norm(self.node.extra.get("fm:norm", "")))
            )

    @staticmethod
    def _proposed(found: bool) -> str:
        return _("Es un hallazgo propuesto: al revisar, confírmelo o apártelo.") if found else ""


def difference(node: NodeView, compared: Comparison) -> str:
    """Say by how much an answer differs from what is published."""
    key = FactKey(node.extra["fm:expected"])
    kind = FACT_TYPES.get(key, FactType.TEXT)
    if kind in (FactType.DAYS, FactType.AMOUNT, FactType.PERCENT):
        try:
            apart = Decimal(node.value) - Decimal(compared.expected)
        except InvalidOperation:
            apart = Decimal(0)
        amount = typed_value(kind, str(abs(apart)))
        if kind is FactType.PERCENT:
            amount = _("{n} puntos porcentuales").format(n=f"{abs(apart):f}")
        if apart < 0:
            return _("Anotó {amount} menos que lo publicado.").format(amount=amount)
        if apart > 0:
            return _("Anotó {amount} más que lo publicado.").format(amount=amount)
    return _("Lo que anotó no coincide con lo publicado.")


def _finding_line(finding: Finding, norm: str) -> QWidget:
    box = QWidget()
    line = row(box, gap=8)
    sign = names.severity(finding.severity)
    line.addWidget(picture(sign.icon, {"text": "text2"}.get(sign.tone, sign.tone), 20))
    words = _("Hallazgo propuesto ({severity}): {condition}").format(
        severity=sign.word.lower(), condition=finding.condition
    )
    label = text(words, "fact", "secondary", wrap=True)
    if norm:
        label.setToolTip(norm)
    line.addWidget(label, 1)
    return box


def subheading(words: str) -> QWidget:
    """Return the heading of a group inside a part."""
    box = panel("")
    lines = column(box, margins=(0, 8, 0, 0))
    lines.addWidget(text(words, "heading", wrap=True))
    return box


def note(node: NodeView) -> QWidget:
    """Return a note of the checklist; one about danger stands out."""
    danger = "danger" in node.ref.rsplit("/", 1)[-1]
    return Banner("error" if danger else "info", node.label)


def show_if(widget: QWidget, shown: bool) -> None:
    """Show or hide a widget; one that stands nowhere yet is only hidden, or it would open a window."""
    if widget.parentWidget() is not None or not shown:
        widget.setVisible(shown)


def compact_gap() -> int:
    """Return the space between questions in pixels."""
    return look().px(12 if look().narrow else 20)
