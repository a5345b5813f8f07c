"""Bringing many photos in: what was found, which of it is new, and what will be taken."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldmonitor.app import attachments, camera_clock, imports
from fieldmonitor.app.imports import Found, Source
from fieldmonitor.domain.local import Evidence
from fieldmonitor.system.formats import moment_comma, size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import CARD_ROLE, PhotoGrid
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.intake import PART, TAKEN, paths_in, sources_key
from fieldmonitor.ui.visit.naming import back_words, name_visit
from fieldmonitor.ui.widgets.buttons import Button, link
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.photo_grid import PhotoCard
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class ImportScreen(Screen):
    """`key` of its route is the report, `ref` the question the photos are for, or their part."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._draft = context.drafts.get(route.key)
        self._question = "" if route.ref.startswith(PART) else route.ref
        self.leave_words = back_words(self._draft)
        if not route.ref and not look().narrow:
            self.leave_words = _("Volver a las fotos")
        self._presenter = Presenter(context.ws, context.runner, self)
        self._key = report_key(route.key)
        self._found: dict[str, Found] = {}
        self._ticked: set[str] = set()
        self._waiting: list[Found] = []
        self._taken = self._total = 0
        self._refused: list[str] = []
        self._dialog: QFileDialog | None = None
        edge = round(look().margin / look().scale)
        self._page = Page(margins=(edge, 20, edge, 0))
        self.set_body(self._page)
        self.setAcceptDrops(True)
        self._build()

    # -- what the window asks ----------------------------------------------------------------------

    def start(self) -> None:
        self.context.runner.background(imports.sources, self._show_sources, self.trouble)
        handed = self.context.typed.pop(sources_key(self._route.key), "")
        if handed:
            self._look_into([Path(line) for line in handed.splitlines()])
        else:
            self._show_found([])

    def close_screen(self) -> None:
        self._waiting.clear()
        self._presenter.close()

    def dress_header(self, header: VisitHeader) -> None:
        if self._draft is not None:
            name_visit(header, self._draft)
        else:
            header.name_visit(_("Agregar fotos"), "")

    def leave(self) -> None:
        self._waiting.clear()
        if self._route.ref:
            self.go("visit", self._route.key, self._route.ref.removeprefix(PART))
        else:
            self.go("photos", self._route.key)

    def escape(self) -> bool:
        self.leave()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._look_into(paths_in(event.mimeData()))
        event.acceptProposedAction()

    # -- layout ------------------------------------------------------------------------------------

    def _build(self) -> None:
        lines = self._page.column
        head = row(gap=12)
        head.addWidget(text(_("Agregar fotos"), "title", wrap=True), 1)
        # While nothing was found the page itself offers both.
        self._more = (
            Button(_("Elegir carpeta"), "secondary", self._ask_folder, icon_name="folder-open"),
            Button(_("Elegir archivos"), "secondary", self._ask_files, icon_name="image-plus"),
        )
        for button in self._more:
            button.hide()
            head.addWidget(button)
        lines.addLayout(head)
        lines.addWidget(text(self._what_for(), tone="secondary", wrap=True))
        self._memories = column(gap=4)
        lines.addLayout(self._memories)
        said = row(gap=16)
        self._said = text("", wrap=True)
        said.addWidget(self._said, 1)
        self._all = link(_("Marcar las nuevas"), self._tick_new)
        self._none = link(_("Quitar las marcas"), self._tick_none)
        for button in (self._all, self._none):
            button.hide()
            said.addWidget(button)
        lines.addLayout(said)
        lines.addWidget(rule("ruleStrong"))
        lines.addSpacing(look().px(8))
        thumbnails = Thumbnails(self.context.runner, self._reader, lambda _error: None)
        self._grid = PhotoGrid(thumbnails, _("Fotos encontradas"))
        self._grid.clicked.connect(self._clicked)
        self._grid.opened.connect(self._toggle)
        self._grid.hide()
        lines.addWidget(self._grid, 1)
        self._holder = column(gap=0)
        lines.addLayout(self._holder)

    def _what_for(self) -> str:
        """Say which question the photos will answer."""
        if not self._question or self._draft is None:
            return _("Después de agregarlas dirá a qué pregunta responde cada una.")
        words = self._draft.session.node(self._question).label
        return _("Responden a: «{question}». Puede cambiarlo después, foto por foto.").format(question=words)

    def _show_sources(self, sources: list[Source]) -> None:
        if self._presenter.closed:
            return
        clear(self._memories)
        for source in sources:
            words = _("Mirar la memoria «{name}»").format(name=source.name)
            look_into = partial(self._look_into, [source.folder])
            self._memories.addWidget(Button(words, "secondary", look_into, icon_name="usb"))

    def _show_found(self, found: list[Found]) -> None:
        self._found = {str(one.path): one for one in found}
        self._ticked = {name for name, one in self._found.items() if not one.known}
        clear(self._holder)
        if not found:
            self._said.setText("")
            self._holder.addWidget(self._empty())
            self._holder.addStretch(1)
        self._show_ticks()

    def _empty(self) -> QWidget:
        ways = [
            Way(
                "usb",
                _("De la memoria de la cámara o del celular"),
                _("Conéctela, y elija su carpeta de fotos. Suele llamarse DCIM."),
                _("Elegir carpeta"),
                self._ask_folder,
            ),
            Way(
                "image-plus",
                _("Archivos sueltos"),
                _("Fotos, PDF, páginas guardadas, audio o video. También puede arrastrarlos."),
                _("Elegir archivos"),
                self._ask_files,
            ),
        ]
        why = _("El original de cada foto se guarda sin cambios, cifrado, en esta laptop.")
        return empty_page(_("¿De dónde vienen las fotos?"), why, ways)

    def _show_ticks(self) -> None:
        found = list(self._found.values())
        new = sum(not one.known for one in found)
        self._grid.setVisible(bool(found))
        self._grid.show_cards([self._card(one) for one in found])
        for button in (self._all, self._none, *self._more):
            button.setVisible(bool(found))
        if found:
            words = ngettext("Se encontró {n} archivo.", "Se encontraron {n} archivos.", len(found))
            rest = ngettext("{n} es nuevo.", "{n} son nuevos.", new)
            self._said.setText(f"{words.format(n=len(found))} {rest.format(n=new)}")
        self._next_step()

    def _card(self, one: Found) -> PhotoCard:
        name = str(one.path)
        ticked = name in self._ticked
        fact, icon = (_("Ya está en el informe"), "copy") if one.known else (size(one.size), "image")
        picture = name if one.photo else ""
        when = moment_comma(one.written)
        return PhotoCard(name, b"", one.path.name, when, fact, icon, picture=picture, ticked=ticked)

    def _next_step(self) -> None:
        self.strip.reset()
        chosen = [self._found[name] for name in self._found if name in self._ticked]
        if self._total:
            said = _("Agregando {n} de {total}").format(n=self._taken + 1, total=self._total)
            self.strip.say(said, _("Lo ya agregado queda guardado aunque cancele."))
            self.strip.act(_("Cancelar"), self._cancel)
            return
        if chosen:
            count = ngettext("{n} marcado", "{n} marcados", len(chosen)).format(n=len(chosen))
            self.strip.say(count, size(sum(one.size for one in chosen)))
            words = ngettext("Agregar {n} archivo", "Agregar {n} archivos", len(chosen))
            self.strip.act(words.format(n=len(chosen)), self._take_all, kind="primary")
        else:
            if self._found:
                self.strip.say(_("Nada marcado"), _("Marque lo que quiera agregar."))
            else:
                self.strip.say(_("Todavía no hay fotos elegidas"), _("Elija una carpeta o archivos."))
                self.strip.act(_("Elegir carpeta"), self._ask_folder, kind="primary", icon_name="folder-open")

    # -- doing -------------------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        question = FileQuestion(Purpose.PHOTOS, _("Carpeta con fotos"), Wanted.FOLDER)
        self._dialog = ask_for(self, self.context.preferences, question, self._look_into)

    def _ask_files(self) -> None:
        question = FileQuestion(
            Purpose.PHOTOS, _("Elegir archivos"), Wanted.FILES, _("Fotos y archivos"), TAKEN
        )
        self._dialog = ask_for(self, self.context.preferences, question, self._look_into)

    def _look_into(self, places: list[Path]) -> None:
        ws, key = self.context.ws, self._key
        self._said.setText(_("Buscando fotos…"))
        work = partial(imports.find, ws, key, places)
        self.context.runner.background(work, self._looked, self._presenter.show_trouble)

    def _looked(self, found: list[Found]) -> None:
        if self._presenter.closed:
            return
        self._show_found(found)
        if not found:
            self._said.setText(_("No se encontró ninguna foto ahí."))
        else:
            self._grid.setFocus()

    def _reader(self, name: str) -> "partial[bytes]":
        return partial(_thumbnail, self.context, Path(name))

    def _clicked(self, index: QModelIndex) -> None:
        card = index.data(CARD_ROLE)
        self._toggle(card.id)

    def _toggle(self, name: str) -> None:
        if not self._total:
            self._ticked ^= {name}
            self._show_ticks()

    def _tick_new(self) -> None:
        self._ticked = {name for name, one in self._found.items() if not one.known}
        self._show_ticks()

    def _tick_none(self) -> None:
        self._ticked.clear()
        self._show_ticks()

    def _take_all(self) -> None:
        self._waiting = [self._found[name] for name in self._found if name in self._ticked]
        self._total, self._taken, self._refused = len(self._waiting), 0, []
        self._take_next()

    def _take_next(self) -> None:
        if self._presenter.closed:
            return
        if not self._waiting:
            self._finished()
            return
        self._next_step()
        one = self._waiting.pop(0)
        ws, key, ref = self.context.ws, self._key, self._question or None
        self.context.runner.background(
            lambda: attachments.take(ws, key, one.path, question_ref=ref),
            lambda evidence: self._one_done(one, evidence),
            lambda error: self._one_refused(one, error),
        )

    def _one_done(self, one: Found, _evidence: Evidence) -> None:
        self._taken += 1
        self._ticked.discard(str(one.path))
        self._take_next()

    def _one_refused(self, one: Found, error: Exception) -> None:
        """A bad file does not stop the others; it stays ticked and is named at the end."""
        self._taken += 1
        self._refused.append(one.path.name)
        self._presenter.show_trouble(error)
        self._take_next()

    def _cancel(self) -> None:
        self._waiting.clear()

    def _finished(self) -> None:
        cancelled = self._taken < self._total
        self._total = 0
        ws, key = self.context.ws, self._key
        if self._refused or cancelled:
            self._presenter.ask(lambda: camera_clock.keep_stated(ws, key))
            self._look_into([one.path for one in self._found.values()])
            if self._refused:
                self.notify("error", ", ".join(self._refused), lead=_("No se pudieron agregar:"))
            return

        def timed() -> bool:
            camera_clock.keep_stated(ws, key)
            return bool(camera_clock.cameras(attachments.listed(ws, key)))

        def go_on(any_time: bool) -> None:
            """Ask for the cameras' clocks, where any photo says a time."""
            self.go("clock" if any_time else "photos", self._route.key, "import" if any_time else "")

        self._presenter.ask(timed, go_on)


def _thumbnail(context: "UiContext", path: Path) -> bytes:
    """Read a picture that is not taken in yet, where it can do no harm; called away from the window."""
    return context.ws.pictures.prepare(path.read_bytes()).thumbnail
