"""A published document of a work, shown from memory; one that no pack brought is fetched first."""

from typing import TYPE_CHECKING

from fieldmonitor.app import queries
from fieldmonitor.app.work_documents import is_here
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.widgets.pdf_view import PdfView

if TYPE_CHECKING:
    from fieldmonitor.app.queries import WorkSheet
    from fieldmonitor.ui.context import UiContext


class DocumentScreen(Screen):
    """`key` of its route is the work, `ref` the document's hash."""

    place = "works"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._view = PdfView(context.runner, context.ws.pictures, self.trouble, _("Documento PDF"))
        self.set_body(self._view)
        self.strip.act(_("Volver a la ficha"), self.back.emit, kind="primary", icon_name="arrow-left")

    def start(self) -> None:
        ws, wanted = self.context.ws, self._route.ref
        self._presenter.ask(lambda: is_here(ws, wanted), self._begin)

    def _begin(self, here: bool) -> None:
        if here:
            self._read()
            return
        ws, entry, work, wanted = self.context.ws, self.context.entry, self._route.key, self._route.ref
        self.notify("info", _("Puede seguir con otra cosa; queda en esta laptop."), lead=_("Trayendo."))
        self.context.runner.background(
            lambda: entry.fetch_document(ws, work, wanted), lambda _done: self._fetched(), self._failed
        )

    def _fetched(self) -> None:
        if not self._presenter.closed:
            self.notify("", "")
            self._read()

    def _failed(self, error: Exception) -> None:
        self._presenter.show_trouble(error)

    def _read(self) -> None:
        ws, work, wanted = self.context.ws, self._route.key, self._route.ref

        def read() -> "tuple[WorkSheet, bytes]":
            return queries.work_sheet(ws, work), queries.work_document(ws, wanted)

        self._presenter.ask(read, self._show)

    def close_screen(self) -> None:
        self._presenter.close()

    def _show(self, read: "tuple[WorkSheet, bytes]") -> None:
        sheet, data = read
        named = next((d for d in sheet.work.documents if d.sha256 == self._route.ref), None)
        self.strip.reset()
        if named is not None:
            said = _("Publicado el {date}.").format(date=day(named.as_of)) if named.as_of else ""
            self.strip.say(named.title, said)
        self.strip.act(_("Volver a la ficha"), self.back.emit, kind="primary", icon_name="arrow-left")
        self._view.show_pdf(data)
        self._view.setFocus()
