"""Paquetes: assignments, checklists and the map from a memory, and which pack this profile works with."""

from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.system.volumes import Volume
from fieldmonitor.ui.exchange.memories import MemoryPanel
from fieldmonitor.ui.exchange.screen import ExchangeScreen
from fieldmonitor.ui.packs.letters import LettersPanel
from fieldmonitor.ui.packs.presenter import PackPresenter
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.files import Purpose
from fieldmonitor.ui.widgets.layout import clear, column
from fieldmonitor.ui.widgets.words import paragraph
from fieldmonitor.ui.wording import readable

if TYPE_CHECKING:
    from fieldmonitor.app.packs import PackLoaded, PackStanding
    from fieldmonitor.ui.context import UiContext


class PacksScreen(ExchangeScreen):
    """One page: which pack is here, where another lies, and the server's as the other road."""

    place = "works"

    def __init__(self, context: "UiContext", route: Route) -> None:
        words = _(
            "Traen sus obras, cuestionarios y mapas sin internet, firmados y cifrados para esta laptop."
        )
        super().__init__(context, route, _("Paquetes de asignaciones"), words)
        self._presenter: PackPresenter = PackPresenter(context.ws, context.runner, self)
        self._working = False
        self.section(_("Paquete de este perfil"))
        self._present = column(gap=8)
        self.lines.addLayout(self._present)
        self.section(_("Cargar de una memoria"))
        self._memory = MemoryPanel(context.preferences, Purpose.PACKS, self._presenter)
        self._memory.changed.connect(self.next_step)
        self.lines.addWidget(self._memory)
        self.section(_("Traer por la red"))
        self._fetch = Button(
            _("Traer de la Contraloría"), "secondary", self._by_network, icon_name="download"
        )
        self.lines.addWidget(self._fetch)
        self._hub = Button(_("Traer del centro de acopio"), "secondary", self._by_hub, icon_name="server")
        self._hub.hide()
        self.lines.addWidget(self._hub)
        self.lines.addStretch(1)
        self.next_step()

    # -- what is shown -----------------------------------------------------------------------------

    def show_pack(self, standing: "PackStanding | None") -> None:
        """Say which pack the profile works with, and how old it is."""
        from fieldmonitor.app.pack_words import notice_words

        clear(self._present)
        if standing is None:
            self._present.addWidget(paragraph(_("Aún no ha cargado ningún paquete.")))
            return
        pack = standing.pack
        for notice in standing.notices:
            self._present.addWidget(Banner("warn", notice_words(notice, pack.expires)))
        said = _("{region} · versión {version} · firmado el {built} · vence el {expires}").format(
            region=readable(pack.region),
            version=pack.version,
            built=day(pack.built_at),
            expires=day(pack.expires),
        )
        self._present.addWidget(paragraph(said))
        if not pack.complete:
            self._present.addWidget(paragraph(_("Falta el mapa: no cabía o no venía."), tone="secondary"))

    def show_places(self, places: tuple[Volume, ...]) -> None:
        """List the memories."""
        self._memory.show_places(places)

    def show_hub(self, name: str) -> None:
        """Offer the hub that this laptop is paired with, if there is one."""
        self._hub.setVisible(bool(name))
        if name:
            self._hub.set_words(_("Traer del centro de acopio {name}").format(name=name))

    def show_loaded(self, loaded: "PackLoaded") -> None:
        """Say what a pack brought; the works are there at once."""
        count = ngettext("{n} novedad", "{n} novedades", loaded.records).format(n=loaded.records)
        words = count if loaded.records or loaded.files else _("Ya tenía todo lo que trae.")
        if loaded.left_out:
            names = ", ".join(loaded.left_out)
            left = _("No venía en esta memoria: {names}.").format(names=names)
            words = f"{words} {left}"
        self.say("ok", words, _("Paquete de {region} cargado.").format(region=readable(loaded.region)))
        self.context.counts_changed()
        self._presenter.begin()

    def ask_letters(self, letters: str) -> None:
        """Let a person compare the letters of a first pack."""
        self.show_result(LettersPanel(letters, lambda: self._presenter.confirm(letters), self._other_letters))

    def show_request(self, path: Path, letters: str) -> None:
        """This screen writes no requests."""

    def busy(self, busy: bool) -> None:
        """Say that a pack is being read; nothing else starts meanwhile."""
        self._working = busy
        if busy:
            self.notify("", "")
            self.say("info", _("Puede tardar un minuto. No retire la memoria."), _("Comprobando"))
        else:
            self.stopped()

    # -- what a person does ------------------------------------------------------------------------

    def next_step(self) -> None:
        self.strip.reset()
        for road in (self._fetch, self._hub):
            road.setEnabled(not self._working)
        self.strip.leading(_("Volver"), self.back.emit)
        if self._working:
            self.strip.say(_("Leyendo el paquete"), _("Se comprueba todo antes de usarlo."))
        elif self._memory.folder is None:
            self.strip.say(_("Elija una memoria o una carpeta."), "")
        else:
            self.strip.say(_("Se carga entero o no se carga"), _("Sus borradores no cambian."))
            self.strip.act(_("Cargar paquete"), self._load, kind="primary", icon_name="usb")

    def _load(self) -> None:
        assert self._memory.folder is not None
        self._presenter.load(self._memory.folder)

    def _by_network(self) -> None:
        self._presenter.fetch(self.context.entry.fetch_pack)

    def _by_hub(self) -> None:
        self._presenter.fetch(lambda ws: self.context.entry.fetch_pack(ws, hub=True))

    def _other_letters(self) -> None:
        words = _("No se usó nada de él. Avise a su coordinación.")
        self.say("error", words, _("No cargue este paquete."))
