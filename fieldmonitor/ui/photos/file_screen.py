"""A PDF of the report, shown from memory page by page; nothing of it is written anywhere."""

from typing import TYPE_CHECKING

from fieldmonitor.app import attachments
from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.pdf_view import PdfView
from fieldmonitor.ui.wording import in_eights

if TYPE_CHECKING:
    from fieldmonitor.domain.local import Evidence
    from fieldmonitor.ui.context import UiContext


class FileScreen(Screen):
    """`key` of its route is the report, `ref` the file."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Volver") if look().narrow else _("Volver a los archivos")
        self._presenter = Presenter(context.ws, context.runner, self)
        self._head: VisitHeader | None = None
        self._view = PdfView(context.runner, context.ws.pictures, self.trouble, _("Documento PDF"))
        self.set_body(self._view)
        self.strip.act(_("Volver a los archivos"), self.leave, kind="primary")

    def start(self) -> None:
        ws, wanted = self.context.ws, self._route.ref
        self.context.runner.background(
            lambda: attachments.read(ws, wanted), self._show, self._presenter.show_trouble
        )

    def close_screen(self) -> None:
        self._presenter.close()

    def dress_header(self, header: VisitHeader) -> None:
        self._head = header

    def leave(self) -> None:
        self.go("photos", self._route.key, self._route.ref)

    def escape(self) -> bool:
        self.leave()
        return True

    def _show(self, read: "tuple[Evidence, bytes]") -> None:
        if self._presenter.closed:
            return
        row, data = read
        if self._head is not None:
            self._head.name_visit(row.name or _("Documento PDF"), size(row.size))
        self.strip.reset()
        self.strip.say(
            _("Se muestra desde la memoria"), _("Huella {hash}").format(hash=in_eights(row.sha256))
        )
        self.strip.act(_("Volver a los archivos"), self.leave, kind="primary")
        self._view.show_pdf(data)
        self._view.setFocus()
