"""The photos of a visit: all of them, the odd ones, those without words; one large at the right."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from fieldmonitor.app import photo_edits, redaction
from fieldmonitor.domain.local import Evidence
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.photos.detail import PhotoActs, PhotoDetail, detail_width, large, picture_width
from fieldmonitor.ui.photos.files import FilesPane
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.draft_screen import DraftScreen
from fieldmonitor.ui.visit.intake import PhotoIntake, takes
from fieldmonitor.ui.visit.naming import back_words, go_on_words
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.widgets.photo_grid import PhotoCard

FILES = 3
"""Which tab shows what is no photo."""


class PhotosScreen(DraftScreen):
    """`key` of its route is the report, `ref` the photo or file that is open."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = back_words(context.drafts.get(route.key))
        self._intake = PhotoIntake(self, context, self._presenter, self.go, lambda _ref: None)
        self._chosen = route.ref
        self._looked = False
        body = QWidget()
        across = row(body, gap=0)
        edge = round(look().margin / look().scale)
        self._page = Page(margins=(edge, 24, edge, 0))
        across.addWidget(self._page, 1)
        self._frame = panel("aside")
        self._frame.setFixedWidth(detail_width())
        self._detail = PhotoDetail(self._acts())
        self._files = FilesPane(context, self.go, self._trash)
        for pane in (self._detail, self._files):
            column_of(self._frame).addWidget(pane)
        across.addWidget(self._frame)
        self.set_body(body)
        self.setAcceptDrops(True)
        QShortcut(QKeySequence("Ctrl+V"), self).activated.connect(lambda: self._intake.paste(None))
        self._build_head()

    def route(self) -> Route:
        return self._route.at(self._chosen)

    def leave(self) -> None:
        self.flush()
        self.go("visit", self._route.key)

    # -- what the presenter tells ------------------------------------------------------------------

    def show_shots(self) -> None:
        """Show the photos of the tab that is open."""
        self._open_files_first()
        shots = self._presenter.cards
        bare_ids = {row_.id for row_ in self._presenter.photos if not row_.caption}
        odd = [shot for shot in shots if shot.warn]
        bare = [shot for shot in shots if shot.id in bare_ids]
        files = self._presenter.files
        counts = (len(shots), len(odd), len(bare), len(files))
        for index, (words, count) in enumerate(zip(self._tab_words(), counts, strict=True)):
            self._tabs.setTabText(index, words if look().scale > 1.25 else f"{words} {count}")
        at = self._tabs.currentIndex()
        if at == FILES:
            self._show_files(files)
        else:
            self._show_photos((shots, odd, bare)[at], bool(shots))
        self._next_step(len(shots), len(odd))

    def _open_files_first(self) -> None:
        """Open the tab of files where one came for a file."""
        if not self._looked:
            self._looked = True
            if any(row_.id == self._chosen for row_ in self._presenter.files):
                self._tabs.blockSignals(True)
                self._tabs.setCurrentIndex(FILES)
                self._tabs.blockSignals(False)

    # -- layout ------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        lines = self._page.column
        large = look().scale > 1.25
        head = column(gap=4) if large else row(gap=12)
        head.addWidget(text(_("Fotos de la visita"), "title", wrap=True), 1)
        head.addWidget(Button(_("Hora de la cámara"), "secondary", self._open_clock, icon_name="clock"))
        head.addWidget(Button(_("Agregar fotos"), "secondary", self._add, icon_name="camera"))
        lines.addLayout(head)
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(_("Qué fotos se muestran"))
        for words in self._tab_words():
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
        self._files.list.hide()
        self._files.list.picked.connect(self._choose)
        lines.addWidget(self._files.list, 1)
        self._holder: QVBoxLayout = column(gap=0)
        lines.addLayout(self._holder)

    @staticmethod
    def _tab_words() -> tuple[str, str, str, str]:
        if look().scale > 1.25:
            return _("Todas"), _("Avisos"), _("Sin pie"), _("Archivos")
        return _("Todas"), _("Con avisos"), _("Sin pie de foto"), _("Archivos")

    def _show_photos(self, shown: "Sequence[PhotoCard]", any_photos: bool) -> None:
        ids = [shot.id for shot in shown]
        if self._chosen not in ids:
            self._chosen = ids[0] if ids else ""
        self._files.list.hide()
        self._files.hide()
        self._detail.show()
        self._lay_grid(shown, any_photos)
        self._show_detail()

    def _show_files(self, files: list[Evidence]) -> None:
        clear(self._holder)
        self._grid.hide()
        self._detail.show_nothing()
        self._detail.hide()
        ids = [row_.id for row_ in files]
        if self._chosen not in ids:
            self._chosen = ids[0] if ids else ""
        self._frame.setVisible(bool(files))
        self._files.setVisible(bool(files))
        self._files.list.setVisible(bool(files))
        self._files.show_files(files, self._chosen, self._route.key)
        if not files:
            self._holder.addWidget(text(_("Todavía no hay archivos."), tone="secondary"))
            why = _("Puede arrastrar un PDF, una página guardada, un audio o un video a esta ventana.")
            self._holder.addWidget(text(why, tone="secondary", wrap=True))
            self._holder.addStretch(1)

    def _lay_grid(self, cards: "Sequence[PhotoCard]", any_photos: bool) -> None:
        clear(self._holder)
        self._grid.setVisible(bool(cards))
        self._grid.show_cards(cards, self._chosen)
        if cards:
            return
        if any_photos:
            self._holder.addWidget(text(_("Ninguna foto está en esta lista."), tone="secondary"))
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

    def _show_detail(self) -> None:
        evidence = self._presenter.shot(self._chosen)
        self._frame.setVisible(evidence is not None)
        if evidence is None:
            self._detail.show_nothing()
            return
        known = self._presenter.photos
        where = _("Foto {n} de {total}").format(n=known.index(evidence) + 1, total=len(known))
        begun = self._presenter.draft.report.started_at
        self._detail.show_photo(evidence, where, begun, self._presenter.photo_questions())
        self._enlarge(evidence.id)

    def _enlarge(self, photo: str) -> None:
        """Read the photo beside the window; one that was left meanwhile is not shown."""

        def show(image: QImage) -> None:
            if not self._presenter.closed and photo == self._chosen:
                self._detail.show_picture(image)

        read = partial(large, self.context.ws, photo, picture_width())
        self.context.runner.background(read, show, self._presenter.show_trouble)

    def _next_step(self, count: int, odd: int) -> None:
        self.strip.reset()
        if odd:
            self.strip.say(
                ngettext("{n} foto con avisos", "{n} fotos con avisos", odd).format(n=odd),
                ngettext(
                    "Puede seguir ahora y explicarla al revisar.",
                    "Puede seguir ahora y explicarlas al revisar.",
                    odd,
                ),
            )
        else:
            self.strip.say(
                ngettext("{n} foto", "{n} fotos", count).format(n=count),
                _("El original de cada una queda guardado sin cambios."),
            )
        self.strip.act(go_on_words(self._presenter.draft), self.leave, kind="primary")

    # -- doing -------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._intake.drop(event.mimeData(), None)
        event.acceptProposedAction()

    def _acts(self) -> PhotoActs:
        return PhotoActs(
            caption=self.flush,
            mark=lambda evidence: self.go("marks", self._route.key, evidence.id),
            unmark=self._unmark,
            share=self._share,
            trash=self._trash,
            assign=self._assign,
            open_question=lambda ref: self.go("visit", self._route.key, ref),
        )

    def _choose(self, evidence: str) -> None:
        self.flush()
        self._chosen = evidence
        if self._tabs.currentIndex() == FILES:
            self._files.show_file(self._presenter.shot(evidence))
        else:
            self._show_detail()

    def _open(self, _evidence: str) -> None:
        if self._detail.caption is not None:
            self._detail.caption.setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self) -> None:
        self.go("import", self._route.key)

    def _open_clock(self) -> None:
        self.go("clock", self._route.key)

    def flush(self) -> None:
        field, shot = self._detail.caption, self._presenter.shot(self._chosen)
        if field is None or shot is None or field.text().strip() == shot.caption:
            return
        ws, wanted, words = self.context.ws, shot.id, field.text()
        self._presenter.ask(
            lambda: photo_edits.set_caption(ws, wanted, words), lambda _done: self._presenter.load_shots()
        )

    def _assign(self, evidence: Evidence, ref: str) -> None:
        ws = self.context.ws
        self._presenter.ask(
            lambda: photo_edits.set_question(ws, evidence.id, ref or None),
            lambda _done: self._presenter.load_shots(),
        )

    def _share(self, evidence: Evidence, share: bool) -> None:
        ws = self.context.ws
        self._presenter.ask(
            lambda: redaction.share_original(ws, evidence.id, share),
            lambda _row: self._presenter.load_shots(),
        )

    def _unmark(self, evidence: Evidence) -> None:
        """Put the original back; the marks can be had again for a moment."""
        ws, presenter = self.context.ws, self._presenter

        def undo() -> None:
            self.context.runner.background(
                lambda: redaction.mark_again(ws, evidence), lambda _row: presenter.load_shots()
            )

        def done(_row: Evidence) -> None:
            self.context.undo(_("Volvió la foto original, sin marcas."), undo)
            presenter.load_shots()

        self.context.runner.background(
            lambda: redaction.unmark(ws, evidence.id), done, presenter.show_trouble
        )

    def _trash(self, evidence: Evidence) -> None:
        ws, wanted = self.context.ws, evidence.id
        runner, presenter = self.context.runner, self._presenter

        def undo() -> None:
            runner.database(lambda: photo_edits.restore(ws, wanted), lambda _done: presenter.load_shots())

        def done(_nothing: None) -> None:
            words = _("Foto enviada a la papelera.") if evidence.thumbnail_sha256 else ""
            self.context.undo(words or _("Archivo enviado a la papelera."), undo)
            self.setFocus()  # Ctrl+Z is the bar's now, not the caption's
            presenter.load_shots()

        presenter.ask(lambda: photo_edits.trash(ws, wanted), done)


def column_of(frame: QWidget) -> QVBoxLayout:
    """Return a frame's column, made when it is first asked for."""
    held = frame.layout()
    return held if isinstance(held, QVBoxLayout) else column(frame, gap=0)
