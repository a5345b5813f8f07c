"""Backups: the last one with its time, the second place, the list, and the check of what is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from fieldmonitor.app import care
from fieldmonitor.app.messages import words_for
from fieldmonitor.domain.errors import Cancelled
from fieldmonitor.system.formats import moment, moment_comma, size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.pace import Pace
from fieldmonitor.ui.settings.section import Section
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import clear, column, row, rule
from fieldmonitor.ui.widgets.progress import Progress
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import breakable

T = TypeVar("T")

SHOWN_PROBLEMS = 5


class CopiesSection(Section):
    """Copies are encrypted; they open with the passphrase of the day they were made."""

    def build(self) -> None:
        self._busy = False
        self._pace = Pace()
        why = _("Cada día se guarda una copia cifrada sola. Quedan las cinco más nuevas de cada lugar.")
        self.lines.addWidget(paragraph(why, tone="secondary"))
        self._far: Progress | None = None
        self._about = column(gap=8)
        self.lines.addLayout(self._about)
        self._problems = column(gap=8)
        self.lines.addLayout(self._problems)
        self._checked_now = False

    def start(self) -> None:
        ws = self.context.ws
        self.ask(lambda: care.safety(ws), self._show)

    def primary(self) -> tuple[str, Callable[[], object], str] | None:
        return None if self._busy else (_("Guardar copia ahora"), self._back_up, "hard-drive")

    def secondary(self) -> tuple[str, Callable[[], object], str] | None:
        return (_("Cancelar"), self._pace.cancel, "circle-x") if self._busy else None

    def _show(self, stands: care.Safety) -> None:
        lines = self._about
        clear(lines)
        lines.addWidget(rule("ruleStrong"))
        last = moment_comma(stands.last) or _("Todavía no hay ninguna")
        lines.addWidget(pair(_("Última copia"), text(last, strong=True, wrap=True)))
        lines.addWidget(pair(_("Segundo lugar"), self._second(stands)))
        self.heading(_("Copias guardadas"), lines)
        for backup in stands.kept:
            lines.addWidget(pair(moment(backup.made_at), self._where(backup, stands.second)))
        if not stands.kept:
            lines.addWidget(paragraph(_("La primera se guarda con la primera sincronización, o ahora.")))
        lines.addWidget(
            Button(
                _("Restaurar una copia"), "secondary", lambda: self.owner.go("restore"), icon_name="history"
            )
        )
        self._check_part(stands)

    def _second(self, stands: care.Safety) -> QWidget:
        box = QWidget()
        lines = column(box, gap=4)
        if stands.second is None:
            words = _("Ninguno. Si se pierde la laptop, se pierden las copias. Elija una memoria USB.")
            lines.addWidget(text(words, wrap=True))
        else:
            lines.addWidget(text(breakable(str(stands.second)), strong=True, wrap=True))
            if not stands.second_there:
                lines.addWidget(text(_("No está conectado ahora."), tone="warn", wrap=True))
        buttons = row(gap=12)
        buttons.addWidget(Button(_("Elegir carpeta"), "secondary", self._choose_place, icon_name="usb"))
        if stands.second is not None:
            buttons.addWidget(Button(_("Quitar"), "secondary", lambda: self._set_place(None)))
        buttons.addStretch(1)
        lines.addLayout(buttons)
        return box

    def _where(self, backup: care.Copy, second: Path | None) -> QWidget:
        where = _("Segundo lugar") if backup.folder.parent == second else _("Esta laptop")
        return text(_("{where}, {size}").format(where=where, size=size(backup.size)), wrap=True)

    def _choose_place(self) -> None:
        question = FileQuestion(Purpose.BACKUP, _("Segundo lugar para las copias"), Wanted.FOLDER)
        ask_for(self, self.context.preferences, question, lambda paths: self._set_place(paths[0]))

    def _set_place(self, place: Path | None) -> None:
        ws = self.context.ws
        self.ask(lambda: care.choose_second_place(ws, place), lambda _nothing: self.start())

    def _back_up(self) -> None:
        ws, work = self.context.ws, self._pace.begin()
        self._rest(True, _("Guardando una copia."))
        self.owner.notify("info", _("Puede seguir trabajando."), lead=_("Guardando una copia."))
        self._outlast(lambda: care.back_up_everywhere(ws, work), self._backed_up, backup_words)

    def _backed_up(self, done: care.BackedUp) -> None:
        self._rest(False)
        lead, words, kind = backup_words(done)
        self.owner.notify(kind, words, lead=lead)
        self.start()

    def _outlast(
        self, task: Callable[[], T], then: Callable[[T], object], ended: Callable[[T], tuple[str, str, str]]
    ) -> None:
        """Run what goes on if one leaves the page, and say how it ended wherever one is by then."""
        context = self.context

        def deliver(result: T) -> None:
            if self.gone:
                lead, words, kind = ended(result)
                context.tell(kind, lead, words)
            else:
                then(result)

        def failed(error: Exception) -> None:
            if self.gone:
                said = words_for(error)
                context.tell("error", said.what, said.next_step)
            else:
                self._failed(error)

        context.runner.background(task, deliver, failed)

    def _failed(self, error: Exception) -> None:
        self._rest(False)
        if isinstance(error, Cancelled):
            said = words_for(error)
            self.owner.notify("info", said.next_step, lead=said.what)
        else:
            self.owner.trouble(error)

    def leave(self) -> None:
        super().leave()
        self._put_away()

    def _put_away(self) -> None:
        if self._far is not None:
            self.owner.undock(self._far)
            self._far = None

    def _rest(self, busy: bool, words: str = "") -> None:
        """Show how far a work is, with its way out in place of the next step, or put both away."""
        self._busy = busy
        self._put_away()
        if busy:
            self._far = Progress(self._pace, words, framed=True)
            self.owner.dock(self._far)
        for button in self.findChildren(Button):
            button.setEnabled(not busy)
        self.owner.refresh_strip()
        self.owner.take_strip()

    # -- the check ---------------------------------------------------------------------------------

    def _check_part(self, stands: care.Safety) -> None:
        lines = self._about
        self.heading(_("Revisión de lo guardado"), lines)
        why = _("Revisa cada página de los datos y cada foto. Puede tardar unos minutos.")
        lines.addWidget(paragraph(why, tone="secondary"))
        last = moment_comma(stands.checked) or _("Nunca")
        lines.addWidget(pair(_("Última revisión"), text(last, wrap=True)))
        button = Button(_("Revisar ahora"), "secondary", self._check, icon_name="shield-check")
        lines.addWidget(button)
        if self._checked_now:
            button.setFocus()

    def _check(self) -> None:
        ws, work = self.context.ws, self._pace.begin()
        clear(self._problems)
        self._rest(True, _("Revisando."))
        self.owner.notify("info", _("Puede seguir trabajando."), lead=_("Revisando."))
        self._outlast(lambda: care.check_up(ws, work), self._checked, health_words)

    def _checked(self, health: care.Health) -> None:
        self._rest(False)
        lead, words, kind = health_words(health)
        self.owner.notify(kind, words, lead=lead)
        for problem in health.problems[:SHOWN_PROBLEMS]:
            self._problems.addWidget(text(breakable(problem), "fact", "secondary", wrap=True))
        self._checked_now = True
        self.start()


def backup_words(done: care.BackedUp) -> tuple[str, str, str]:
    """Return how a copy ended: the strong words, where it is, and the banner's kind."""
    lead = _("Copia guardada el {when}.").format(when=moment(done.made[0].made_at))
    if done.missed is not None:
        said = words_for(done.missed)
        missed = _("El segundo lugar no la recibió. {what} {next}")
        return lead, missed.format(what=said.what, next=said.next_step), "warn"
    places = ngettext("Está en {n} lugar.", "Está en {n} lugares.", len(done.made))
    return lead, places.format(n=len(done.made)), "ok"


def health_words(health: care.Health) -> tuple[str, str, str]:
    """Return a check's result: the strong words, what to do next, and the banner's kind."""
    if not health.problems:
        files = ngettext("{n} archivo revisado", "{n} archivos revisados", health.files).format(
            n=health.files
        )
        words = _("{files}, el {when}.").format(files=files, when=moment(health.at))
        return _("Todo está bien."), words, "ok"
    count = len(health.problems)
    lead = ngettext("Se encontró {n} problema.", "Se encontraron {n} problemas.", count).format(n=count)
    words = _("Envíe ya lo que esté firmado. Después restaure una copia anterior y avise a su coordinación.")
    return lead, words, "error"
