"""Space: how much is free, what the profile takes, and what may be let go because it was receipted whole."""

from collections.abc import Callable

from fieldmonitor.app import care
from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.safety.space import space_words
from fieldmonitor.ui.settings.section import Section
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.layout import clear, column
from fieldmonitor.ui.widgets.words import paragraph, text

Read = tuple[care.Storage, care.SpaceWarning | None]


class SpaceSection(Section):
    """Nothing that was not receipted whole is ever offered."""

    def build(self) -> None:
        self._about = column(gap=8)
        self.lines.addLayout(self._about)
        self._freeable = care.Freed(0, 0)

    def start(self) -> None:
        ws = self.context.ws
        self.ask(lambda: (care.storage(ws), care.space_warning(ws)), self._show)

    def primary(self) -> tuple[str, Callable[[], object], str] | None:
        if not self._freeable.files:
            return None
        return _("Liberar {size}").format(size=size(self._freeable.size)), self._free, "trash-2"

    def _show(self, read: Read) -> None:
        held, warning = read
        lines = self._about
        clear(lines)
        if warning is not None:
            lead, words = space_words(warning)
            lines.addWidget(Banner("error" if warning.critical else "warn", words, lead=lead))
        free = _("{free} de {total}").format(free=size(held.disk.free), total=size(held.disk.total))
        lines.addWidget(pair(_("Libre en el disco"), text(free, strong=True, wrap=True)))
        lines.addWidget(pair(_("Ocupan sus archivos"), text(size(held.files), wrap=True)))
        count = held.freeable.files
        may = ngettext("{n} foto original, {size}", "{n} fotos originales, {size}", count)
        words = may.format(n=count, size=size(held.freeable.size)) if count else _("Nada por ahora")
        lines.addWidget(pair(_("Se puede liberar"), text(words, wrap=True)))
        self.heading(_("Qué se libera"), lines)
        for said in (
            _("Solo originales que la Contraloría ya tiene completos, con su constancia firmada."),
            _("La copia pequeña de cada foto se queda en la laptop."),
            _("Sin que usted haga nada, se liberan a los {n} días de la constancia.").format(
                n=care.FREED_AFTER_DAYS
            ),
            _("Lo que está en borrador, por enviar o a medio enviar nunca se toca."),
        ):
            lines.addWidget(paragraph(said))
        self._freeable = held.freeable
        self.owner.refresh_strip()

    def _free(self) -> None:
        ws = self.context.ws
        self.ask(lambda: care.free_receipted(ws), self._freed)

    def _freed(self, gone: care.Freed) -> None:
        words = ngettext("Se liberó {n} foto, {size}.", "Se liberaron {n} fotos, {size}.", gone.files)
        self.owner.notify("ok", words.format(n=gone.files, size=size(gone.size)))
        self.start()
