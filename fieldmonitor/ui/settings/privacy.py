"""One's own data: what was agreed to, a copy of everything on request, and the erasure of the profile."""

from pathlib import Path

from fieldmonitor.app import my_data
from fieldmonitor.domain.errors import Cancelled
from fieldmonitor.domain.local import ReportRow
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.system.formats import moment
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.entry import consent
from fieldmonitor.ui.pace import Pace
from fieldmonitor.ui.settings.consent_part import ConsentPart
from fieldmonitor.ui.settings.section import Confirmed, Section
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.progress import Progress
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import short_work

SHOWN = 10


class PrivacySection(Section):
    """Consent can be read again; access and erasure are rights, and are here."""

    def build(self) -> None:
        self._pace = Pace()
        self.heading(_("Lo que usted aceptó"))
        for title, words in consent.points():
            self.lines.addWidget(pair(title, paragraph(words)))
        self._consent = ConsentPart(self)
        self._export_part()
        self.heading(_("Borrar mi perfil"))
        why = _("Destruye las claves de este perfil, sus archivos y sus copias. No se puede deshacer.")
        self.lines.addWidget(paragraph(why))
        self._begin = Button(_("Ver qué se perdería"), "danger", self._look, icon_name="trash-2")
        self.lines.addWidget(self._begin)
        self._losing = column(gap=8)
        self.lines.addLayout(self._losing)
        self._owner = Confirmed(self)
        self.lines.addWidget(self._owner)
        self._word: FieldRow | None = None

    def start(self) -> None:
        self._consent.start()

    def leave(self) -> None:
        super().leave()
        self._pace.cancel()

    # -- access ------------------------------------------------------------------------------------

    def _export_part(self) -> None:
        self.heading(_("Una copia de todo lo mío"))
        why = _(
            "Un archivo ZIP con su perfil, sus informes y sus fotos, que se lee sin este programa. "
            "Lo que la Contraloría guarda de usted se pide a su coordinación."
        )
        self.lines.addWidget(paragraph(why))
        words = _("No estará cifrado: cualquiera que lo tenga podrá leerlo.")
        self.lines.addWidget(Banner("warn", words, lead=_("El archivo sale de la parte cifrada.")))
        buttons = row(gap=12)
        self._save = Button(_("Guardar mis datos"), "secondary", self._ask_file, icon_name="id-card")
        buttons.addWidget(self._save)
        self._cancel = Button(_("Cancelar"), "quiet", self._pace.cancel)
        self._cancel.hide()
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        self.lines.addLayout(buttons)
        self._far = column(gap=8)
        self.lines.addLayout(self._far)

    def _ask_file(self) -> None:
        question = FileQuestion(
            Purpose.DOCUMENTS, _("Guardar mis datos"), Wanted.NEW_FILE, "ZIP", (".zip",), "mis-datos.zip"
        )
        ask_for(self, self.context.preferences, question, lambda paths: self._export(paths[0]))

    def _export(self, path: Path) -> None:
        ws, work = self.context.ws, self._pace.begin()
        self._working(True)
        words = _("Espere en esta página: si sale de ella, se cancela.")
        self.owner.notify("info", words, lead=_("Juntando sus datos."))
        self.ask(
            lambda: my_data.export_everything(ws, path, work),
            self._exported,
            failed=self._failed,
            slow=True,
        )

    def _exported(self, done: my_data.Exported) -> None:
        self._working(False)
        reports = ngettext("{n} informe", "{n} informes", done.reports).format(n=done.reports)
        files = ngettext("{n} archivo", "{n} archivos", done.files).format(n=done.files)
        lead = _("Guardado en {name}.").format(name=done.path.name)
        words = _("{reports} y {files}.").format(reports=reports, files=files)
        if done.absent:
            more = ngettext(
                "De {n} foto solo está la copia pequeña.",
                "De {n} fotos solo está la copia pequeña.",
                done.absent,
            )
            words = f"{words} {more.format(n=done.absent)}"
        self.owner.notify("ok", words, lead=lead)

    def _failed(self, error: Exception) -> None:
        self._working(False)
        if isinstance(error, Cancelled):
            self.owner.notify("info", _("No se guardó nada."))
        else:
            self.owner.trouble(error)

    def _working(self, busy: bool) -> None:
        self._save.setEnabled(not busy)
        self._cancel.setVisible(busy)
        clear(self._far)
        if busy:
            self._far.addWidget(Progress(self._pace, _("Juntando sus datos.")))
            self._cancel.setFocus()
        else:
            self._save.setFocus()

    # -- erasure -----------------------------------------------------------------------------------

    def _look(self) -> None:
        ws = self.context.ws
        self.ask(lambda: my_data.what_is_lost(ws), self._show_losing)

    def _show_losing(self, losing: my_data.Losing) -> None:
        self._begin.hide()
        lines = self._losing
        clear(lines)
        if losing.unsent:
            count = len(losing.unsent)
            lead = ngettext(
                "{n} informe no llegó completo a la Contraloría y se perdería:",
                "{n} informes no llegaron completos a la Contraloría y se perderían:",
                count,
            )
            lines.addWidget(Banner("error", "", lead=lead.format(n=count)))
            for shown in losing.unsent[:SHOWN]:
                lines.addWidget(pair(state_words(shown), text(report_words(shown), wrap=True)))
            if count > SHOWN:
                lines.addWidget(text(_("y {n} más").format(n=count - SHOWN)))
        else:
            lines.addWidget(Banner("ok", _("Todo lo firmado llegó completo a la Contraloría.")))
        kept = ngettext("{n} informe enviado", "{n} informes enviados", losing.sent).format(n=losing.sent)
        lines.addWidget(pair(_("La Contraloría conserva"), paragraph(_kept_words(kept))))
        word = _("BORRAR")
        self._word = FieldRow(_("Escriba {word} para seguir").format(word=word), LineField(width=240))
        lines.addWidget(self._word)
        buttons = row(gap=12)
        buttons.addWidget(Button(_("Borrar mi perfil"), "danger", self._ask_erase, icon_name="trash-2"))
        buttons.addWidget(Button(_("Conservarlo"), "secondary", self._keep))
        buttons.addStretch(1)
        lines.addSpacing(look().px(8))
        lines.addLayout(buttons)
        self._word.editor.setFocus()

    def _keep(self) -> None:
        clear(self._losing)
        self._owner.put_away()
        self._begin.show()
        self._begin.setFocus()

    def _ask_erase(self) -> None:
        assert self._word is not None and isinstance(self._word.editor, LineField)
        word = _("BORRAR")
        right = self._word.editor.text().strip() == word
        self._word.show_error("" if right else _("Escriba {word}, en mayúsculas.").format(word=word))
        if not right:
            self._word.editor.setFocus()
            return
        self._owner.ask(_("Borrar para siempre"), self._erase)

    def _erase(self, words: str) -> None:
        ws, keep = self.context.ws, self.context.entry.safekeeping
        self.ask(lambda: ws.confirm(words), lambda _nothing: self.context.erase(
            lambda: keep.erase(ws, words)
        ), failed=self._owner.refused)  # fmt: skip


def report_words(shown: ReportRow) -> str:
    """Return a report as its owner knows it."""
    saved = moment(shown.report.saved_at)
    return _("{work}, guardado el {when}").format(work=short_work(shown.work_name), when=saved)


def state_words(shown: ReportRow) -> str:
    """Return how far a report is that would be lost."""
    if shown.report.state is ReportState.DRAFT:
        return _("Borrador")
    if shown.report.state is ReportState.CONTENT_RECEIVED:
        return _("Faltan originales")
    return _("Sin enviar")


def _kept_words(reports: str) -> str:
    return _(
        "{reports}, con sus alertas y constancias, mientras duren el programa y los plazos de control. "
        "Su nombre está aparte: pida su borrado a su coordinación y los informes quedan sin él."
    ).format(reports=reports)
