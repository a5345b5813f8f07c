"""Words on a screen: always plain text, so that nothing that came from outside is rendered as HTML."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.lines import Wrapped, kept_together


def text(
    words: str,
    role: str = "text",
    tone: str = "",
    *,
    strong: bool = False,
    wrap: bool = False,
    figures: bool = False,
) -> QLabel:
    """Return a label of plain text.

    Args:
        role: title, heading, text, fact or count.
        tone: "" for the normal ink, or secondary, ok, warn, error, info, accent, inverse.
        figures: give every digit the same width, for columns of numbers.
    """
    label = Wrapped() if wrap else QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    label.setProperty("role", role)
    if tone:
        label.setProperty("tone", tone)
    if strong:
        label.setProperty("strong", "true")
    if figures:
        font = label.font()
        font.setFeature(QFont.Tag("tnum"), 1)
        label.setFont(font)
    if wrap:
        label.setWordWrap(True)
    return label


def paragraph(words: str, role: str = "text", tone: str = "", *, lead: str = "", code: str = "") -> QLabel:
    """Return wrapped words with the paragraph's line height; `lead` is set strong before them."""
    label = text("", role, tone, wrap=True)
    set_paragraph(label, words, lead=lead, code=code)
    return label


def set_paragraph(label: QLabel, words: str, *, lead: str = "", code: str = "") -> None:
    """Change a paragraph's words, escaped: nothing of them is read as HTML; an error's `code` is small."""
    from html import escape  # with it come the names of all letters, which the first frame needs not

    strong = f'<span style="font-weight:{look().weight(strong=True)}">{escape(lead)}</span> ' if lead else ""
    body = "<br>".join(escape(kept_together(line)) for line in words.split("\n"))
    label.setTextFormat(Qt.TextFormat.RichText)
    named = _("Código {code}").format(code=code) if code else ""
    small = f' <span style="font-size:{look().font_px("fact")}px">{escape(named)}</span>' if code else ""
    spoken = " ".join(part for part in (lead, words, named) if part)
    marked = f'<p style="line-height:111%; margin:0">{strong}{body}{small}</p>'
    label.say(marked, spoken) if isinstance(label, Wrapped) else label.setText(marked)
    label.setAccessibleName(spoken)


def badge(words: str) -> QLabel:
    """Return a boxed count or a short word such as "Nuevo"."""
    label = text(words)
    label.setObjectName("badge")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    label.setMinimumHeight(look().px(24))
    return label


def picture(icon_name: str, tone: str = "text", size: int = 20) -> QLabel:
    """Return an icon as a label; the word beside it says the same."""
    label = QLabel()
    label.setPixmap(icon_pixmap(icon_name, tone, size))
    label.setFixedSize(look().px(size), look().px(size))
    return label


def fact_line(words: str, icon_name: str, tone: str = "secondary") -> QWidget:
    """Return a fact with a small icon, as under a photo."""
    box = QWidget()
    layout = row(box, gap=6)
    layout.addWidget(picture(icon_name, {"secondary": "text2"}.get(tone, tone), 16))
    layout.addWidget(text(words, "fact", tone), 1)
    return box


class Elided(QLabel):
    """One line that shortens itself with an ellipsis and keeps the whole text on hover and for readers."""

    def __init__(self, words: str, role: str = "text", tone: str = "", *, strong: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        if strong:
            self.setProperty("strong", "true")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._words = words
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Show other words."""
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._fit()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._words) + 4, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look().px(60)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, max(self.width(), 40)))
        self.updateGeometry()


class StateLabel(QFrame):
    """A state as icon and word, never as a pill and never by colour alone."""

    def __init__(
        self, words: str, icon_name: str, tone: str = "text", *, strong: bool = False, role: str = "text"
    ) -> None:
        super().__init__()
        layout = row(self, gap=8)
        self._icon = picture(icon_name, _ink(tone))
        self._word = text(words, role, tone if tone != "text" else "", strong=strong)
        layout.addWidget(self._icon)
        layout.addWidget(self._word)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class ValueLabel(QFrame):
    """The contract's value beside an answer: what it says, the value, its source and date."""

    def __init__(self, says: str, value: str, source: str) -> None:
        super().__init__()
        self.setObjectName("value")
        layout = column(self, margins=(14, 0, 0, 0), gap=2)
        layout.addWidget(text(says, "fact", "secondary", wrap=True))
        layout.addWidget(text(value, "heading", wrap=True))
        layout.addWidget(text(source, "fact", "secondary", wrap=True))
        self.setAccessibleName(f"{says}: {value}. {source}")


def _ink(tone: str) -> str:
    return {"secondary": "text2", "": "text"}.get(tone, tone)
