"""A document before it leaves: its pages from memory, then saved or printed where a person says so."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from fieldmonitor.app import documents
from fieldmonitor.documents.model import Person
from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.report.papers import paper
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.fields import FieldRow, LineField, Options
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.pdf_view import PdfView
from fieldmonitor.ui.widgets.words import Elided

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.widgets.printing import PrintJob


class DocumentScreen(Screen):
    """`key` of its route is the report or message, `ref` the kind of document and its language.

    Nothing is written before "Guardar" was confirmed and a place chosen.
    """

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        kind, _sep, language = route.ref.partition(":")
        self._kind = kind or "report"
        self.place = "credential" if self._kind == "credential" else "home"
        self._language = language or context.language
        self._paper = paper(self._kind, route.key)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._person: Person | None = None
        self._read: Any = None
        self._data = b""
        self._pages = 0
        self._job: PrintJob | None = None
        self._view = PdfView(context.runner, context.ws.pictures, self.trouble, self._paper.title)
        self._view.ready.connect(self._ready)
        self.set_body(self._lay_out())

    def start(self) -> None:
        self._next_step()
        self._make()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._view.pages.press(event.key()):  # the screen has the keyboard, the document scrolls
            super().keyPressEvent(event)

    def route(self) -> Route:
        return self._route.at(f"{self._kind}:{self._language}")

    def close_screen(self) -> None:
        self._presenter.close()

    # -- making ------------------------------------------------------------------------------------

    def _make(self) -> None:
        ws, language, person, one = self.context.ws, self._language, self._person, self._paper
        self._presenter.ask(lambda: one.read(ws, language, person), self._make_of)

    def _make_of(self, read: Any) -> None:
        self._read = read
        language, one = self._language, self._paper
        self.context.runner.background(lambda: one.make(read, language, "pdf"), self._made, self.trouble)

    def _made(self, data: bytes) -> None:
        if self._presenter.closed:
            return
        self._data = data
        self._view.show_pdf(data)

    def _ready(self, count: int) -> None:
        self._pages = count
        self._next_step()

    # -- laying out --------------------------------------------------------------------------------

    def _lay_out(self) -> QWidget:
        body = QWidget()
        body.setObjectName("page")
        lines = column(body, gap=0)
        head = QFrame()
        edge = round(look().margin / look().scale)
        across = row(head, margins=(edge, 8, edge, 8), gap=12)
        across.addWidget(Button(_("Volver"), "back", self.back.emit, icon_name="arrow-left"))
        words = column(gap=0)
        words.addWidget(Elided(self._paper.title, "heading"))
        if not look().compact:
            words.addWidget(Elided(self._paper.said, "fact", "secondary"))
        across.addLayout(words, 1)
        if look().scale <= 1.25:
            across.addWidget(self._view.take_bar())
        if self._paper.names:
            words_for = _("Mi nombre") if look().narrow else _("Poner mi nombre")
            across.addWidget(Button(words_for, "secondary", self._toggle_name, icon_name="user-round"))
        tongues = [("es", "Español"), ("en", "English")]
        across.addWidget(Options(_("Idioma del documento"), tongues, self._speak, self._language))
        lines.addWidget(head)
        self._form = self._name_form(edge)
        lines.addWidget(self._form)
        lines.addWidget(rule("ruleStrong"))
        lines.addWidget(self._view, 1)
        return body

    def _name_form(self, edge: int) -> QFrame:
        form = QFrame()
        across = row(form, margins=(edge, 0, edge, 10), gap=16)
        self._name, self._number = LineField(), LineField(width=180)
        hint = _("Solo sale en este papel; el programa no lo guarda.")
        across.addWidget(FieldRow(_("Nombre y apellidos"), self._name, hint), 1)
        if self._paper.names > 1:
            across.addWidget(FieldRow(_("DNI"), self._number, _("Opcional")))
        for field in (self._name, self._number):
            field.editingFinished.connect(self._take_name)
        form.hide()
        return form

    def _toggle_name(self) -> None:
        self._form.setVisible(not self._form.isVisible())
        if self._form.isVisible():
            self._name.setFocus()
        else:
            self._name.clear()
            self._number.clear()
            self._take_name()

    def _take_name(self) -> None:
        name, number = self._name.text().strip(), self._number.text().strip()
        person = Person(name, _("DNI {number}").format(number=number) if number else "") if name else None
        if person != self._person:
            self._person = person
            self._make()

    def _speak(self, language: str) -> None:
        self._language = language
        self._make()

    # -- leaving the vault -------------------------------------------------------------------------

    def _next_step(self) -> None:
        self.strip.reset()
        if not self._data:
            self.strip.say(_("Preparando el documento"))
            return
        pages = ngettext("{n} página", "{n} páginas", self._pages).format(n=self._pages)
        kept = _("Se muestra desde la memoria; guardarlo lo saca de la bóveda.")
        self.strip.say(f"{pages} · {size(len(self._data))}", self._paper.said if look().compact else kept)
        self.strip.act(_("Imprimir"), self._print, icon_name="printer")
        for ending in reversed(self._paper.endings):
            words = _("Guardar {kind}").format(kind=ending.upper())
            kind = "primary" if ending == "pdf" else "secondary"
            self.strip.act(words, partial(self._confirm, ending), kind=kind, icon_name="download")

    def _confirm(self, ending: str) -> None:
        """Say that a file is about to leave the vault; only then ask where to."""
        self.strip.reset()
        self.strip.say(
            _("El archivo sale de la bóveda"),
            _("Quedará sin cifrar donde usted elija. Bórrelo cuando no lo necesite."),
            icon_name="triangle-alert",
        )
        self.strip.act(_("No guardar"), self._next_step)
        choose = self.strip.act(_("Elegir dónde guardar"), lambda: self._ask_where(ending), kind="primary")
        choose.setFocus()

    def _ask_where(self, ending: str) -> None:
        question = FileQuestion(
            Purpose.DOCUMENTS,
            _("Guardar {kind}").format(kind=ending.upper()),
            Wanted.NEW_FILE,
            _("Documentos"),
            (f".{ending}",),
            self._paper.file(ending),
        )
        ask_for(self, self.context.preferences, question, lambda paths: self._save(paths[0], ending))

    def _save(self, path: Path, ending: str) -> None:
        read, language, data, one = self._read, self._language, self._data, self._paper

        def write() -> Path:
            documents.save(path, data if ending == "pdf" else one.make(read, language, ending))
            return path

        self.context.runner.background(write, self._saved, self.trouble)

    def _saved(self, path: Path) -> None:
        if self._presenter.closed:
            return
        lead = _("Guardado en {name}.").format(name=path.name)
        self.notify("ok", _("Está en {folder}, sin cifrar.").format(folder=path.parent), lead=lead)
        self._next_step()

    def _print(self) -> None:
        from fieldmonitor.ui.widgets.printing import PrintJob  # slow import: who prints, waits

        self._job = job = PrintJob(self.context.runner, self.context.ws.pictures, self.trouble, self)
        job.done.connect(self._printed)
        job.ask(self, self._data, self._paper.title)

    def _printed(self, went: bool) -> None:
        if went:
            self.notify("ok", _("El papel ya no está cifrado: cuídelo."), lead=_("Enviado a la impresora."))
        else:
            self.notify(
                "error", _("Revise la impresora y vuelva a intentar."), lead=_("No se pudo imprimir.")
            )
