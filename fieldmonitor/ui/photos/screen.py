"""The photos of a visit: all of them, the odd ones, those without words; one large at the right."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from fieldmonitor.app import photo_edits
from fieldmonitor.app.photos import facts_of
from fieldmonitor.domain.local import Evidence
from fieldmonitor.forms import Changes
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui import names
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.photos.words import flag_words, place, taken, title, warnings
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.intake import PhotoIntake
from fieldmonitor.ui.visit.presenter import VisitPresenter
from fieldmonitor.ui.widgets.buttons import Button, link
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.words import fact_line, text
from fieldmonitor.ui.wording import clock_time, moment_comma

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.widgets.photo_grid import PhotoCard


class PhotosScreen(Screen):
    """`key` of its route is the report, `ref` the photo that is open."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Volver") if look().narrow else _("Volver al cuestionario")
        key = report_key(route.key)
        self._presenter = VisitPresenter(context.ws, context.runner, self, key, context.drafts)
        self._head: VisitHeader | None = None
        self._chosen = route.ref
        self._caption: LineField | None = None
        body = QWidget()
        across = row(body, gap=0)
        edge = round(look().margin / look().scale)
        self._page = Page(margins=(edge, 24, edge, 0))
        across.addWidget(self._page, 1)
        self._frame = panel("aside")
        self._frame.setFixedWidth(detail_width())
        side = 24 if look().narrow else 40
        self._detail = Page(margins=(side, 20, side, 20))
        column(self._frame, gap=0).addWidget(self._detail)
        across.addWidget(self._frame)
        self.set_body(body)
        self._build_head()

    def start(self) -> None:
        self._presenter.open(self.context.language)

    def route(self) -> Route:
        return self._route.at(self._chosen)

    def close_screen(self) -> None:
        self._keep_caption()
        self._presenter.close()

    def leave(self) -> None:
        self._keep_caption()
        self.go("visit", self._route.key)

    def escape(self) -> bool:
        self.leave()
        return True

    def dress_header(self, header: VisitHeader) -> None:
        self._head = header

    # -- what the presenter tells ------------------------------------------------------------------

    def show_draft(self) -> None:
        """Say which visit this is; its photos follow."""
        if self._head is not None:
            self._head.name_visit(names.short_work(self._presenter.draft.work.name), "")

    def show_changes(self, changes: Changes) -> None:
        """Answers are not shown here."""

    def show_saved(self, at: "datetime") -> None:
        """Say that every change is on disk."""
        if self._head is not None:
            self._head.show_saved(_("Guardado {time}").format(time=clock_time(at)))

    def show_shots(self) -> None:
        """Show the photos of the tab that is open."""
        shots = self._presenter.cards
        bare_ids = {row_.id for row_ in self._presenter.photos if not row_.caption}
        odd = [shot for shot in shots if shot.warn]
        bare = [shot for shot in shots if shot.id in bare_ids]
        for index, (words, some) in enumerate(
            ((_("Todas"), shots), (_("Con avisos"), odd), (_("Sin pie de foto"), bare))
        ):
            self._tabs.setTabText(index, f"{words} {len(some)}")
        shown = (shots, odd, bare)[self._tabs.currentIndex()]
        ids = [shot.id for shot in shown]
        if self._chosen not in ids:
            self._chosen = ids[0] if ids else ""
        self._lay_grid(shown, bool(shots))
        self._show_detail()
        self._next_step(len(shots), len(odd))

    # -- layout ------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        lines = self._page.column
        head = row(gap=16)
        head.addWidget(text(_("Fotos de la visita"), "title", wrap=True), 1)
        head.addWidget(Button(_("Agregar fotos"), "secondary", self._add, icon_name="camera"))
        lines.addLayout(head)
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(_("Qué fotos se muestran"))
        for words in (_("Todas"), _("Con avisos"), _("Sin pie de foto")):
            self._tabs.addTab(words)
        self._tabs.currentChanged.connect(lambda _index: self.show_shots())
        lines.addWidget(self._tabs)
        lines.addWidget(rule("ruleStrong"))
        lines.addSpacing(look().px(8))
        self._thumbnails = Thumbnails(
            self.context.runner, self._presenter.thumbnail_reader, self._presenter.show_trouble
        )
        self._grid = PhotoGrid(self._thumbnails, _("Fotos de la visita"))
        self._grid.chosen.connect(self._choose)
        self._grid.opened.connect(self._open)
        self._grid.hide()
        lines.addWidget(self._grid, 1)
        self._holder: QVBoxLayout = column(gap=0)
        lines.addLayout(self._holder)

    def _lay_grid(self, cards: "Sequence[PhotoCard]", any_photos: bool) -> None:
        clear(self._holder)
        self._grid.setVisible(bool(cards))
        self._grid.show_cards(cards, self._chosen)
        if cards:
            return
        if any_photos:
            self._holder.addWidget(text(_("Ninguna foto está en esta lista."), tone="secondary"))
            self._holder.addStretch(1)
        else:
            way = Way(
                "camera",
                _("De la cámara o del celular"),
                _("Elija los archivos, o arrástrelos a la ventana."),
                _("Agregar fotos"),
                self._add,
            )
            why = _("Las fotos respaldan lo que usted anota. El original nunca se cambia.")
            self._holder.addWidget(empty_page(_("Todavía no hay fotos"), why, [way]))
            self._holder.addStretch(1)

    def _choose(self, evidence: str) -> None:
        self._keep_caption()
        self._chosen = evidence
        self._show_detail()

    def _open(self, _evidence: str) -> None:
        if self._caption is not None:
            self._caption.setFocus(Qt.FocusReason.TabFocusReason)

    def _shot(self) -> Evidence | None:
        return self._presenter.shot(self._chosen)

    def _show_detail(self) -> None:
        clear(self._detail.column)
        self._caption = None
        evidence = self._shot()
        self._frame.setVisible(evidence is not None)
        if evidence is None:
            return
        lines = self._detail.column
        lines.addWidget(text(title(evidence), "heading", wrap=True))
        self._picture = _Picture(title(evidence))
        lines.addWidget(self._picture)
        self._enlarge(evidence.id)
        self._caption = LineField(evidence.caption)
        self._caption.setMaxLength(300)
        self._caption.editingFinished.connect(self._keep_caption)
        lines.addWidget(FieldRow(_("Pie de foto"), self._caption, _("Qué se ve, en una frase.")))
        self._lay_facts(lines, evidence)
        trash = Button(
            _("Enviar a la papelera"), "danger", lambda: self._trash(evidence), icon_name="trash-2"
        )
        lines.addSpacing(look().px(12))
        lines.addWidget(trash)
        lines.addStretch(1)

    def _lay_facts(self, lines: QVBoxLayout, evidence: Evidence) -> None:
        facts = facts_of(evidence)
        width = 96
        lines.addWidget(pair(_("Tomada"), text(taken(facts) or _("Sin hora"), wrap=True), width=width))
        lines.addWidget(pair(_("Lugar"), text(place(facts), wrap=True), width=width))
        if facts.device:
            lines.addWidget(pair(_("Cámara"), text(facts.device, wrap=True), width=width))
        lines.addWidget(pair(_("Agregada"), text(moment_comma(evidence.added_at), wrap=True), width=width))
        ref = evidence.question_ref
        if ref is not None:
            label = self._presenter.draft.session.node(ref).label
            lines.addWidget(pair(_("Pregunta"), text(label, wrap=True), width=width))
            lines.addWidget(link(_("Ir a la pregunta"), lambda: self.go("visit", self._route.key, ref)))
        for flag in warnings(facts):
            words, icon = flag_words(flag)
            lines.addWidget(fact_line(words, icon, "warn"))

    def _enlarge(self, photo: str) -> None:
        """Read the photo beside the window; one that was left meanwhile is not shown."""

        def show(image: QImage) -> None:
            if not self._presenter.closed and photo == self._chosen:
                self._picture.show_image(image)

        read = partial(_large, self.context.ws, photo, picture_width())
        self.context.runner.background(read, show, self._presenter.show_trouble)

    def _next_step(self, count: int, odd: int) -> None:
        self.strip.reset()
        if odd:
            self.strip.say(
                ngettext("{n} foto con avisos", "{n} fotos con avisos", odd).format(n=odd),
                _("Puede seguir ahora y explicarlas al revisar."),
            )
        else:
            self.strip.say(
                _("{n} fotos").format(n=count), _("El original de cada una queda guardado sin cambios.")
            )
        self.strip.act(_("Seguir con el cuestionario"), self.leave, kind="primary")

    # -- doing -------------------------------------------------------------------------------------

    def _add(self) -> None:
        self._intake = PhotoIntake(self, self.context, self._presenter, self.go, lambda _ref: None)
        self._intake.choose(None)

    def _keep_caption(self) -> None:
        shot = self._shot()
        if self._caption is None or shot is None or self._caption.text().strip() == shot.caption:
            return
        ws, wanted, words = self.context.ws, shot.id, self._caption.text()
        self._presenter.ask(
            lambda: photo_edits.set_caption(ws, wanted, words), lambda _done: self._presenter.load_shots()
        )

    def _trash(self, evidence: Evidence) -> None:
        ws, wanted = self.context.ws, evidence.id
        runner, presenter = self.context.runner, self._presenter

        def undo() -> None:
            runner.database(lambda: photo_edits.restore(ws, wanted), lambda _done: presenter.load_shots())

        def done(_nothing: None) -> None:
            self.context.undo(_("Foto enviada a la papelera."), undo)
            self.setFocus()  # Ctrl+Z is the bar's now, not the caption's
            presenter.load_shots()

        presenter.ask(lambda: photo_edits.trash(ws, wanted), done)


def detail_width() -> int:
    """Return the width of the column at the right in pixels; large letters do not make it take the page."""
    return min(look().px(380 if look().narrow else 432), 440)


def picture_width() -> int:
    """Return how wide the photo at the right is, in pixels."""
    return detail_width() - 2 * look().margin - look().px(14)


def _large(ws: "Workspace", photo: str, width: int) -> QImage:
    """Return a photo as large as its column; called away from the window."""
    image = QImage.fromData(photo_edits.picture(ws, photo))
    if image.isNull():
        return image
    return image.scaled(
        width, width, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


class _Picture(QLabel):
    """A picture as wide as its column; its place is kept until it has come."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(round(picture_width() * 3 / 4))

    def show_image(self, image: QImage) -> None:
        """Show a picture that was scaled to the column."""
        self.setPixmap(QPixmap.fromImage(image))
        self.setFixedHeight(max(image.height(), look().px(80)))
