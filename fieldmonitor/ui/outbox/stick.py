"""Memoria USB: reports out on a stick, receipts back on it; the same promises as by the network."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldmonitor.app.stick import Load
from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.system.volumes import Volume
from fieldmonitor.ui.exchange.memories import MemoryPanel
from fieldmonitor.ui.exchange.screen import ExchangeScreen
from fieldmonitor.ui.outbox.stick_presenter import StickPresenter
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.files import Purpose
from fieldmonitor.ui.widgets.layout import clear, column
from fieldmonitor.ui.widgets.progress import Progress
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.app.bundles import BroughtIn
    from fieldmonitor.sync.bundle.export import Exported
    from fieldmonitor.ui.context import UiContext


class StickScreen(ExchangeScreen):
    """One page, in the order of the hands: which memory, what goes on it, what came back on it."""

    place = "outbox"

    def __init__(self, context: "UiContext", route: Route) -> None:
        words = _("Vale igual que la red: todo va cifrado y recibirá la misma constancia.")
        super().__init__(context, route, _("Memoria USB"), words)
        self._presenter: StickPresenter = StickPresenter(context.ws, context.runner, self)
        self._amount_rows: dict[bool, ChoiceRow] = {}
        self._load = Load(0, 0, 0)
        self._originals = True
        self._where()
        self._what()
        self._back()
        self.lines.addStretch(1)
        self.next_step()

    def escape(self) -> bool:
        if not self._presenter.copying:
            return False
        self.notify("warn", _("Espere, o use Cancelar para dejarla."), lead=_("La copia sigue."))
        return True

    # -- what is shown -----------------------------------------------------------------------------

    def show_load(self, load: Load) -> None:
        """Say how much waits to be carried."""
        self._load, self._amount_rows = load, {}
        clear(self._amounts)
        if not load.messages:
            words = _("No hay nada por enviar. Puede traer constancias de una memoria.")
            self._amounts.addWidget(paragraph(words))
        elif load.whole == load.light:
            self._amounts.addWidget(text(self._needs(load.whole), wrap=True))
        else:
            self._amounts.addWidget(self._choices(load))
        self.next_step()

    def show_places(self, places: tuple[Volume, ...]) -> None:
        """List the memories."""
        self._memory.show_places(places)

    def show_copied(self, done: "Exported") -> None:
        """Say that the stick may be taken out: everything on it was read back."""
        count = len(done.messages)
        words = ngettext(
            "{n} envío, {size}, leído de vuelta y comprobado. Archivo {name}",
            "{n} envíos, {size}, leídos de vuelta y comprobados. Archivo {name}",
            count,
        ).format(n=count, size=size(done.size), name=done.index.name)
        kept = _("Los envíos siguen en la Bandeja hasta que vuelva su constancia.")
        self.say("ok", f"{words}. {kept}", _("Puede retirar la memoria."))
        self._presenter.look()

    def show_interrupted(self) -> None:
        """Say that nothing was left behind."""
        self.say("info", _("En la memoria no quedó nada de esta copia."), _("Copia cancelada."))

    def show_taken(self, done: "BroughtIn") -> None:
        """Say which proofs came back."""
        if done.complete:
            words = ngettext(
                "Llegó la constancia de {n} envío.", "Llegaron las constancias de {n} envíos.", done.complete
            ).format(n=done.complete)
            self.say("ok", _("Ya figuran como enviados."), words)
        else:
            words = _("En esa carpeta no hay constancias nuevas para usted.")
            self.say("info", _("Revise que sea la memoria que le devolvieron."), words)
        self.context.counts_changed()
        self._presenter.begin()

    # -- the page's parts --------------------------------------------------------------------------

    def _where(self) -> None:
        self.section(_("Memoria"))
        self._memory = MemoryPanel(self.context.preferences, Purpose.STICK, self._presenter, _place_words)
        self._memory.changed.connect(self.next_step)
        self.lines.addWidget(self._memory)

    def _what(self) -> None:
        self.section(_("Guardar en memoria USB"))
        self._amounts = column(gap=8)
        self.lines.addLayout(self._amounts)

    def _back(self) -> None:
        self.section(_("Traer constancias de la memoria"))
        words = _("Cuando su coordinación le devuelva la memoria, traiga de ella las constancias.")
        self.lines.addWidget(paragraph(words))
        self._take = Button(_("Traer constancias"), "secondary", self._bring, icon_name="download")
        self.lines.addWidget(self._take)

    def _choices(self, load: Load) -> QWidget:
        self._amount_rows = {}
        for originals, words, amount in (
            (True, _("Todo, con las fotos originales"), load.whole),
            (False, _("Solo informes y copias pequeñas"), load.light),
        ):
            option = ChoiceRow(f"{words} · {size(amount)}")
            option.choose(originals is self._originals)
            option.clicked.connect(lambda _c=False, chosen=originals: self._choose_amount(chosen))
            self._amount_rows[originals] = option
        return ChoiceGrid(list(self._amount_rows.values()), 1 if look().compact else 2, across=True)

    def _needs(self, amount: int) -> str:
        count = ngettext("{n} envío", "{n} envíos", self._load.messages).format(n=self._load.messages)
        return _("{count}; se necesitan {size}").format(count=count, size=size(amount))

    def next_step(self) -> None:
        self.strip.reset()
        self._take.setEnabled(self._memory.folder is not None and not self._presenter.copying)
        if self._presenter.copying:
            self.strip.say(_("Copiando"), _("No retire la memoria todavía."))
            self.strip.act(_("Cancelar"), self._presenter.interrupt, icon_name="circle-x")
            return
        amount = self._load.whole if self._originals else self._load.light
        place = self._memory.place
        back = self.strip.leading(_("Bandeja"), lambda: self.go("outbox"))
        back.setAccessibleName(_("Volver a la Bandeja"))
        if not self._load.messages:
            self.strip.say(_("Nada por copiar"), _("Cuando firme un informe podrá llevarlo aquí."))
            return
        if place is not None and place.space.free < amount:
            short = _("Faltan {size} libres.").format(size=size(amount - place.space.free))
            self.strip.say(_("No cabe en esta memoria"), short)
            return
        self.strip.say(self._needs(amount), place.name if place else _("Elija una memoria o una carpeta."))
        if place is not None:
            words = ngettext("Copiar {n} envío", "Copiar {n} envíos", self._load.messages)
            self.strip.act(words.format(n=self._load.messages), self._copy, kind="primary", icon_name="usb")

    # -- what a person does ------------------------------------------------------------------------

    def _choose_amount(self, originals: bool) -> None:
        self._originals = originals
        for chosen, option in self._amount_rows.items():
            option.choose(chosen is originals)
        self.next_step()

    def _copy(self) -> None:
        assert self._memory.folder is not None
        self.notify("", "")
        checking = _("Comprobando lo escrito: se lee todo de vuelta")
        self.show_result(Progress(self._presenter.pace, _("Preparando la copia"), checking))
        self._presenter.copy(self._memory.folder, originals=self._originals)
        self.next_step()

    def _bring(self) -> None:
        assert self._memory.folder is not None
        self.notify("", "")
        self.clear_result()
        self._presenter.take(self._memory.folder)


def _place_words(place: Volume) -> str:
    free = _("{size} libres").format(size=size(place.space.free))
    return f"{place.name} · {free}"
