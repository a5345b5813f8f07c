"""Verificar credencial: what somebody shows at a gate, checked here without the internet."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.app import accreditation
from fieldmonitor.app.accreditation import CheckedCredential
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui.credential.words import shown_date, verdict_words
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.intake import paths_in
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LongField
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.heads import page_edges, page_head
from fieldmonitor.ui.widgets.layout import Page, clear, column, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

LARGEST = 64 * 1024
"""Bytes of a file that may hold a credential; a real one has less than a thousand."""


class CheckCredentialScreen(Screen):
    """The text of the QR code is pasted, dropped or opened; the verdict says what it rests on."""

    place = "credential"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self.setAcceptDrops(True)
        page = Page(margins=page_edges())
        self._lay(page.column)
        self.set_body(page)

    def start(self) -> None:
        self._next_step()
        self._field.setFocus()

    def close_screen(self) -> None:
        self._presenter.close()

    def _lay(self, lines: QVBoxLayout) -> None:
        back = Button(_("Volver"), "back", self.back.emit, icon_name="arrow-left")
        lines.addLayout(page_head(back, _("Verificar credencial")))
        how = _("Lea el código QR con un celular y pegue aquí su texto, o abra el archivo que le dieron.")
        lines.addWidget(paragraph(how, tone="secondary"))
        lines.addSpacing(look().px(8))
        self._field = LongField(rows=3)
        self._row = FieldRow(_("Texto de la credencial"), self._field)
        self._row.setMaximumWidth(look().px(820))
        lines.addWidget(self._row)
        lines.addWidget(
            Button(_("Abrir un archivo"), "secondary", self._ask_for_file, icon_name="folder-open")
        )
        lines.addSpacing(look().px(8))
        box = QWidget()
        box.setMaximumWidth(look().px(820))
        self._found = column(box, gap=0)
        lines.addWidget(box)
        lines.addStretch(1)

    def _next_step(self) -> None:
        self.strip.reset()
        self.strip.say(
            _("No hace falta internet"), _("Se comprueban la firma, el plazo y la lista de retiradas.")
        )
        self.strip.act(_("Comprobar"), self._check, kind="primary", icon_name="shield-check")

    # -- checking ----------------------------------------------------------------------------------

    def _check(self) -> None:
        words = self._field.toPlainText().strip()
        self._row.show_error("" if words else _("Pegue primero el texto de la credencial."))
        clear(self._found)
        if not words:
            self._field.setFocus()
            return
        ws = self.context.ws

        def check() -> tuple[CheckedCredential, datetime | None]:
            return accreditation.check_credential(ws, words), accreditation.revocations_listed(ws)

        self._presenter.ask(check, self._show)

    def _show(self, read: tuple[CheckedCredential, datetime | None]) -> None:
        checked, listed = read
        clear(self._found)
        kind, lead, advice = verdict_words(checked)
        self._found.addWidget(Banner(kind, advice, lead=lead))
        shown = checked.credential
        if shown is not None:
            self._found.addSpacing(look().px(12))
            self._found.addWidget(rule("ruleStrong"))
            for name, value in (
                (_("Código"), shown.volunteer),
                (_("Puede visitar"), shown.scope),
                (_("Válida desde"), shown_date(shown.valid_from)),
                (_("Válida hasta"), shown_date(shown.valid_until)),
                (_("Número de credencial"), shown.number),
                (
                    _("Lista de credenciales retiradas"),
                    day(listed) if listed else _("Llega con el primer paquete"),
                ),
            ):
                self._found.addWidget(pair(name, text(value, strong=True, wrap=True)))
        if checked.credential is not None:
            words = _(
                "La lista de retiradas llega en los paquetes de su región. "
                "No se conocen las retiradas después."
            )
            self._found.addSpacing(look().px(8))
            self._found.addWidget(text(words, "fact", "secondary", wrap=True))

    # -- files -------------------------------------------------------------------------------------

    def _ask_for_file(self) -> None:
        question = FileQuestion(
            Purpose.IMPORT, _("Abrir un archivo"), Wanted.FILE, _("Texto"), (".txt", ".json")
        )
        ask_for(self, self.context.preferences, question, lambda paths: self._read(paths[0]))

    def _read(self, path: Path) -> None:
        self.context.runner.background(lambda: read_words(path), self._take, self.trouble)

    def _take(self, words: str) -> None:
        if not self._presenter.closed:
            self._field.setPlainText(words)
            self._check()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in paths_in(event.mimeData())[:1]:
            self._read(path)
        event.acceptProposedAction()


def read_words(path: Path) -> str:
    """Return a small file's text; raises InputError `credential.no_text` for anything else."""
    try:
        with path.open("rb") as source:
            data = source.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InputError("credential.no_text", name=path.name)
        return data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("credential.no_text", name=path.name) from error
