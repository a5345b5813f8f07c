"""Beside the gallery: one photo large, its words, where it belongs, what it says of itself, what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout

from fieldmonitor.app import photo_edits
from fieldmonitor.app.photos import facts_of
from fieldmonitor.domain.local import Evidence
from fieldmonitor.system.formats import moment_comma
from fieldmonitor.system.translations import _
from fieldmonitor.ui.photos.words import clock_words, corrected, explained, place, taken, title, warnings
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, about, link
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField, Options
from fieldmonitor.ui.widgets.layout import Page, clear, row, rule
from fieldmonitor.ui.widgets.words import fact_line, text

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace

NAMES = 108
"""Width of the facts' names in design pixels."""


@dataclass(frozen=True, slots=True)
class PhotoActs:
    """What a person may do about a photo."""

    caption: Callable[[], object]
    mark: Callable[[Evidence], object]
    unmark: Callable[[Evidence], object]
    share: Callable[[Evidence, bool], object]
    trash: Callable[[Evidence], object]
    assign: Callable[[Evidence, str], object]
    open_question: Callable[[str], object]


class PhotoDetail(Page):
    """Filled anew for each photo that is chosen; `caption` is its field."""

    def __init__(self, acts: PhotoActs) -> None:
        side = 24 if look().narrow else 40
        super().__init__(margins=(side, 20, side, 20))
        self._acts = acts
        self.caption: LineField | None = None
        self._picture = ShownPicture("", picture_width())

    def show_nothing(self) -> None:
        """Show no photo."""
        clear(self.column)
        self.caption = None

    def show_photo(
        self, evidence: Evidence, where: str, begun: datetime, questions: list[tuple[str, str]]
    ) -> None:
        """Show a photo; `where` says which one of how many, `questions` are those that ask for photos."""
        self.show_nothing()
        lines = self.column
        head = row(gap=12)
        head.addWidget(text(title(evidence), "heading", wrap=True), 1)
        head.addWidget(text(where, "fact", "secondary"), 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(head)
        self._picture = ShownPicture(title(evidence), picture_width())
        lines.addWidget(self._picture)
        self._lay_marks(lines, evidence)
        self.caption = LineField(evidence.caption)
        self.caption.setMaxLength(300)
        self.caption.editingFinished.connect(self._acts.caption)
        lines.addWidget(FieldRow(_("Pie de foto"), self.caption, _("Qué se ve, en una frase.")))
        self._lay_facts(lines, evidence, begun, dict(questions))
        self._lay_question(lines, evidence, questions)
        lines.addSpacing(look().px(12))
        trash = partial(self._acts.trash, evidence)
        sign = "" if look().scale > 1.25 else "trash-2"  # large letters need the room
        lines.addWidget(Button(_("Enviar a la papelera"), "danger", trash, icon_name=sign))
        lines.addStretch(1)

    def show_picture(self, image: QImage) -> None:
        """Show the photo itself, once it has been read."""
        self._picture.show_image(image)

    def _lay_marks(self, lines: QVBoxLayout, evidence: Evidence) -> None:
        words = _("Cambiar las marcas") if evidence.original_sha256 else _("Tapar o marcar")
        lines.addWidget(Button(words, "secondary", partial(self._acts.mark, evidence), icon_name="grid-3x3"))
        if evidence.original_sha256:
            lines.addWidget(fact_line(_("Copia con marcas. El original está guardado."), "copy"))
            share = ChoiceRow(_("Enviar también el original, sellado solo para la Contraloría"), several=True)
            share.choose(evidence.share_original)
            share.clicked.connect(lambda checked: self._acts.share(evidence, checked))
            lines.addWidget(share)
            lines.addWidget(link(_("Volver al original"), partial(self._acts.unmark, evidence)))

    def _lay_facts(
        self, lines: QVBoxLayout, evidence: Evidence, begun: datetime, known: dict[str, str]
    ) -> None:
        facts = facts_of(evidence)
        lines.addWidget(pair(_("Tomada"), text(taken(facts) or _("Sin hora"), wrap=True), width=NAMES))
        if facts.clock_offset_s:
            said = text(f"{corrected(facts)} ({clock_words(facts.clock_offset_s)})", wrap=True)
            lines.addWidget(pair(_("Corregida"), said, width=NAMES))
        lines.addWidget(pair(_("Lugar"), text(place(facts), wrap=True), width=NAMES))
        self._lay_link(lines, evidence.question_ref or "", known)
        if facts.device:
            lines.addWidget(pair(_("Cámara"), text(facts.device, wrap=True), width=NAMES))
        lines.addWidget(pair(_("Agregada"), text(moment_comma(evidence.added_at), wrap=True), width=NAMES))
        for flag in warnings(facts):
            words, icon = explained(facts, flag, begun)
            lines.addWidget(fact_line(words, icon, "warn"))

    def _lay_question(self, lines: QVBoxLayout, evidence: Evidence, questions: list[tuple[str, str]]) -> None:
        ref = evidence.question_ref or ""
        metrics, room = QFontMetrics(look().font(strong=True)), picture_width() - look().px(90)
        end = Qt.TextElideMode.ElideRight
        fitted = [(one, metrics.elidedText(label, end, room)) for one, label in questions]
        options = [("", _("Ninguna pregunta")), *fitted]
        if ref not in dict(options):
            options.append((ref, _("Una pregunta que ya no aplica")))
        chosen = Options(_("Pregunta"), options, partial(self._acts.assign, evidence), now=ref)
        lines.addSpacing(look().px(8))
        lines.addWidget(FieldRow(_("Cambiar de pregunta"), chosen))

    def _lay_link(self, lines: QVBoxLayout, ref: str, known: dict[str, str]) -> None:
        """Name the question that a photo answers by its number and words, as a link to it."""
        if ref not in known:
            said = _("Una que ya no aplica") if ref else _("Ninguna")
            lines.addWidget(pair(_("Pregunta"), text(said, tone="secondary", wrap=True), width=NAMES))
            return
        room = picture_width() - look().px(NAMES + 20)
        words = QFontMetrics(look().font()).elidedText(known[ref], Qt.TextElideMode.ElideRight, room)
        button = link(words, partial(self._acts.open_question, ref))
        button.setAccessibleName(about(_("Pregunta"), known[ref]))
        button.setToolTip(known[ref])
        across = row(gap=16)
        name = text(_("Pregunta"), tone="secondary")
        name.setFixedWidth(look().px(NAMES))
        across.addWidget(name)
        across.addWidget(button)
        across.addStretch(1)
        lines.addLayout(across)
        lines.addWidget(rule())


def detail_width() -> int:
    """Return the width of the column at the right in pixels; large letters do not make it take the page."""
    return min(look().px(380 if look().narrow else 432), 440)


def picture_width() -> int:
    """Return how wide the photo at the right is, in pixels."""
    return detail_width() - 2 * look().margin - look().px(14)


def picture_height(width: int) -> int:
    """Return how high a photo may be in a column, in pixels: its facts stand below it without scrolling."""
    return round(width * 0.61)


def large(ws: "Workspace", photo: str, width: int) -> QImage:
    """Return a photo as large as its column; called away from the window."""
    image = QImage.fromData(photo_edits.picture(ws, photo))
    if image.isNull():
        return image
    return image.scaled(
        width,
        picture_height(width),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


class ShownPicture(QLabel):
    """A picture as wide as its column; its place is kept until it has come."""

    def __init__(self, said: str, width: int) -> None:
        super().__init__()
        self._room = width
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(picture_height(width))

    def show_image(self, image: QImage) -> None:
        """Show a picture, no wider than its column."""
        if image.width() > self._room:
            image = image.scaledToWidth(self._room, Qt.TransformationMode.SmoothTransformation)
        self.setPixmap(QPixmap.fromImage(image))
        self.setFixedHeight(max(image.height(), look().px(80)))
