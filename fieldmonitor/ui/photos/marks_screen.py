"""Marking a photo: hide faces and plates, point at what matters; on a copy, the original stays."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from fieldmonitor.app import redaction
from fieldmonitor.media.results import LONGEST_TEXT, Mark, MarkKind
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.photos.canvas import Canvas
from fieldmonitor.ui.photos.marking import Marking
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, Tool
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import Page, column, panel, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.context import UiContext

_Opened = tuple[QImage, tuple[Mark, ...]]


class MarksScreen(Screen):
    """`key` of its route is the report, `ref` the photo. Leaving it burns the marks into the copy."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Volver") if look().narrow else _("Volver a las fotos")
        self._presenter = Presenter(context.ws, context.runner, self)
        self._marking = Marking()
        self._canvas = Canvas(self._marking)
        self._canvas.setAccessibleName(_("Foto que se marca"))
        self._kinds: dict[MarkKind, ChoiceRow] = {}
        self._burning = False
        body = QWidget()
        across = row(body, gap=0)
        self._area = QScrollArea()
        self._area.setObjectName("page")
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._canvas)
        across.addWidget(self._area, 1)
        frame = panel("aside", 360 if look().narrow else 396)
        side = 16 if look().narrow else 24
        self._side = Page(margins=(side, 16, round(look().margin / look().scale), 16))
        column(frame, gap=0).addWidget(self._side)
        across.addWidget(frame)
        self.set_body(body)
        self._lay_tools(self._side.column)

    # -- what the window asks ----------------------------------------------------------------------

    def start(self) -> None:
        ws, photo = self.context.ws, self._route.ref
        self.context.runner.background(
            lambda: _open(ws, photo), self._show_photo, self._presenter.show_trouble
        )

    def close_screen(self) -> None:
        """Burn what was marked also where the window is closed or locked in the middle of it."""
        if self._marking.changed and not self._burning:
            self._burning = True
            self.context.runner.background(
                partial(redaction.mark, self.context.ws, self._route.ref, self._marking.ready())
            )
        self._presenter.close()

    def dress_header(self, header: VisitHeader) -> None:
        header.name_visit(_("Tapar o marcar"), "")

    def leave(self) -> None:
        if not self._marking.changed:
            self._back()
        elif not self._burning:
            self._burning = True
            self.notify("info", _("Se graban las marcas en una copia."))
            work = partial(redaction.mark, self.context.ws, self._route.ref, self._marking.ready())
            self.context.runner.background(work, lambda _evidence: self._back(), self._not_burnt)

    def escape(self) -> bool:
        self.leave()
        return True

    # -- layout ------------------------------------------------------------------------------------

    def _lay_tools(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("Qué poner"), strong=True))
        for number, (kind, words) in enumerate(_kinds().items(), 1):
            choice = ChoiceRow(words, 0 if look().narrow else number)  # keys work, their signs have no room
            choice.choose(kind is self._canvas.tool)
            choice.clicked.connect(lambda _c=False, kind=kind: self._take_tool(kind))
            self._kinds[kind] = choice
        lines.addWidget(ChoiceGrid(list(self._kinds.values()), 1 if look().scale > 1.25 else 2, across=True))
        how = _("Arrastre sobre la foto, o presione Espacio y mueva la marca con las flechas.")
        lines.addWidget(paragraph(how, "fact", "secondary"))
        lines.addWidget(rule())
        self._state = text("", strong=True, wrap=True)
        lines.addWidget(self._state)
        self._words = LineField()
        self._words.setMaxLength(LONGEST_TEXT)
        self._words.textEdited.connect(self._word)
        self._row = FieldRow(_("Texto de la marca"), self._words)
        self._row.hide()
        lines.addWidget(self._row)
        self._undo = Button(_("Deshacer"), "secondary", self._step_back, icon_name="undo-2")
        self._remove = Button(_("Quitar"), "secondary", self._take_away, icon_name="trash-2")
        self._remove.setAccessibleName(_("Quitar la marca elegida"))
        acts = column(gap=8) if look().scale > 1.25 else row(gap=8)
        for button in (self._undo, self._remove):
            acts.addWidget(button)
        acts.addStretch(1)
        lines.addLayout(acts)
        lines.addLayout(self._zooming())
        lines.addWidget(rule())
        keys = _("Mayús y flechas: tamaño. AvPág: otra marca. Supr: quitar. + y −: acercar.")
        lines.addWidget(paragraph(keys, "fact", "secondary"))
        kept = _(
            "Se graba en una copia. El original queda guardado sin cambios "
            "y no se envía salvo que usted lo diga."
        )
        lines.addWidget(paragraph(kept, "fact", "secondary"))
        lines.addStretch(1)
        self._canvas.changed.connect(self._show_state)

    def _zooming(self) -> "QVBoxLayout":
        across = row(gap=8)
        across.addWidget(text(_("Acercar")), 1)
        for words, icon, by in ((_("Alejar"), "minus", -1), (_("Acercar"), "plus", 1)):
            tool = Tool(words, icon, partial(self._canvas.zoom, by))
            tool.show_words(False)
            across.addWidget(tool)
        lines = column(gap=0)
        lines.addLayout(across)
        return lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._give_room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        kinds = list(self._kinds)
        if 0 <= number < len(kinds) and not isinstance(QApplication.focusWidget(), QLineEdit):
            self._take_tool(kinds[number])
            return
        super().keyPressEvent(event)

    # -- doing -------------------------------------------------------------------------------------

    def _give_room(self) -> None:
        edge = look().px(16)
        self._canvas.give_room(self._area.viewport().size() - QSize(edge, edge))

    def _show_photo(self, opened: _Opened) -> None:
        if self._presenter.closed:
            return
        image, marks = opened
        self._marking.begin(marks)
        self._give_room()
        self._canvas.show_image(image)
        self._canvas.setFocus(Qt.FocusReason.TabFocusReason)
        self._show_state()

    def _take_tool(self, kind: MarkKind) -> None:
        self._canvas.tool = kind
        for other, choice in self._kinds.items():
            choice.choose(other is kind)
        self._canvas.setFocus(Qt.FocusReason.TabFocusReason)

    def _word(self, words: str) -> None:
        self._marking.word(words)
        self._canvas.update()
        self._show_state()

    def _step_back(self) -> None:
        self._marking.undo()
        self._canvas.update()
        self._show_state()

    def _take_away(self) -> None:
        self._marking.remove()
        self._canvas.update()
        self._show_state()

    def _show_state(self) -> None:
        mark, count = self._marking.mark, len(self._marking.marks)
        if mark is None:
            said = ngettext("{n} marca", "{n} marcas", count).format(n=count) if count else _("Sin marcas")
        else:
            place = self._marking.chosen + 1
            said = _("Marca {n} de {total}: {kind}").format(n=place, total=count, kind=_kinds()[mark.kind])
            area = self._canvas.chosen_area().center().toPoint()
            self._area.ensureVisible(area.x(), area.y(), look().px(80), look().px(80))
        self._state.setText(said)
        self._canvas.setAccessibleDescription(said)
        wordy = mark is not None and mark.kind is MarkKind.TEXT
        fresh = wordy and self._row.isHidden()
        self._row.setVisible(wordy)
        if wordy and mark is not None and self._words.text() != mark.text:
            self._words.setText(mark.text)
        if fresh and mark is not None and not mark.text:
            self._words.setFocus(Qt.FocusReason.TabFocusReason)
        self._undo.setEnabled(self._marking.can_undo)
        self._remove.setEnabled(mark is not None)
        self._next_step()

    def _next_step(self) -> None:
        self.strip.reset()
        hidden = sum(m.kind in (MarkKind.BLUR, MarkKind.COVER) for m in self._marking.marks)
        if hidden:
            words = ngettext("{n} parte tapada", "{n} partes tapadas", hidden).format(n=hidden)
            self.strip.say(words, _("En la copia, nadie podrá ver lo que está debajo."))
        else:
            self.strip.say(_("Tape rostros y placas"), _("La copia reemplaza a la foto en el informe."))
        done = _("Grabar la copia") if self._marking.changed else _("Volver a las fotos")
        self.strip.act(done, self.leave, kind="primary")

    def _not_burnt(self, error: Exception) -> None:
        self._burning = False
        self._presenter.show_trouble(error)

    def _back(self) -> None:
        if not self._presenter.closed:
            self.go("photos", self._route.key, self._route.ref)


def _kinds() -> dict[MarkKind, str]:
    return {
        MarkKind.BLUR: _("Pixelar"),
        MarkKind.COVER: _("Cubrir"),
        MarkKind.BOX: _("Recuadro"),
        MarkKind.ARROW: _("Flecha"),
        MarkKind.TEXT: _("Texto"),
    }


def _open(ws: "Workspace", photo: str) -> _Opened:
    """Return the photo without any marks and the marks it bears; called away from the window."""
    picture, marks = redaction.unmarked(ws, photo)
    return QImage.fromData(picture).convertToFormat(QImage.Format.Format_RGB32), marks
