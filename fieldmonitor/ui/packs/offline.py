"""Enrolment without a network: a request goes to the coordination in a file, the answer comes in a pack."""

from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.system.translations import _
from fieldmonitor.system.volumes import Volume
from fieldmonitor.ui.entry.frame import NarrowScreen
from fieldmonitor.ui.exchange.memories import MemoryPanel
from fieldmonitor.ui.packs.letters import LettersPanel
from fieldmonitor.ui.packs.presenter import PackPresenter
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import clear, column, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.app.packs import PackLoaded, PackStanding
    from fieldmonitor.ui.context import UiContext


class OfflineScreen(NarrowScreen):
    """Two steps on one page: write the request today, load the answer when the memory comes back."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = PackPresenter(context.ws, context.runner, self)
        lines = self.lines
        lines.addWidget(text(_("Inscriba esta laptop sin internet"), "title", wrap=True))
        self._result = column(gap=0)
        lines.addLayout(self._result)
        lines.addWidget(text(_("1. Lleve su solicitud a la coordinación"), "heading", wrap=True))
        lines.addWidget(rule("ruleStrong"))
        self._code = LineField(context.typed.get("first.code", ""))
        hint = _("El código largo de su papel, si tiene uno. No viaja en el archivo.")
        self._code_row = FieldRow(_("Código de inscripción (opcional)"), self._code, hint)
        lines.addWidget(self._code_row)
        lines.addWidget(Button(_("Guardar solicitud"), "secondary", self._ask_where, icon_name="download"))
        lines.addSpacing(look().px(12))
        lines.addWidget(text(_("2. Cargue la respuesta"), "heading", wrap=True))
        lines.addWidget(rule("ruleStrong"))
        lines.addWidget(
            paragraph(_("Le devolverán una memoria con su paquete: trae su inscripción y obras."))
        )
        self._memory = MemoryPanel(context.preferences, Purpose.PACKS, self._presenter)
        self._memory.changed.connect(self._next_step)
        lines.addWidget(self._memory)
        lines.addStretch(1)
        self._next_step()

    def start(self) -> None:
        self._code.setFocus()
        self._presenter.begin()

    def close_screen(self) -> None:
        super().close_screen()
        self._presenter.close()

    def escape(self) -> bool:
        self.go("first", ref="enrol")
        return True

    # -- what is shown -----------------------------------------------------------------------------

    def show_pack(self, standing: "PackStanding | None") -> None:
        """A laptop that is not enrolled has no pack."""

    def show_hub(self, name: str) -> None:
        """A hub hands nothing to who is not enrolled."""

    def show_places(self, places: tuple[Volume, ...]) -> None:
        """List the memories."""
        self._memory.show_places(places)

    def show_request(self, path: Path, letters: str) -> None:
        """Say what to do with the request, and how it is recognised."""
        words = _("Letras de esta laptop: {letters}. Dígalas a su coordinación al entregar {name}.").format(
            letters=letters, name=path.name
        )
        self._say(Banner("ok", words, lead=_("Solicitud guardada.")))

    def show_loaded(self, loaded: "PackLoaded") -> None:
        """The answer was in it: this laptop is enrolled."""
        self.context.opened(self.context.ws)

    def ask_letters(self, letters: str) -> None:
        """Let a person compare the letters of this first pack."""
        clear(self._result)
        self._result.addWidget(
            LettersPanel(letters, lambda: self._presenter.confirm(letters), self._other_letters)
        )

    def busy(self, busy: bool) -> None:
        super().busy(busy)
        if busy:
            self.notify("", "")

    # -- what a person does ------------------------------------------------------------------------

    def _next_step(self) -> None:
        self.strip.reset()
        self.strip.leading(_("Anterior"), self.escape)
        self.strip.space()
        load = self.strip.act(_("Cargar la respuesta"), self._load, kind="primary", icon_name="usb")
        load.setEnabled(self._memory.folder is not None)

    def _load(self) -> None:
        assert self._memory.folder is not None
        self._presenter.load(self._memory.folder)

    def _ask_where(self) -> None:
        title = _("Guarde la solicitud en la memoria")
        asked = FileQuestion(
            Purpose.PACKS,
            title,
            Wanted.NEW_FILE,
            endings=(".json",),
            name="solicitud.json",
            start=self._memory.folder,
        )
        ask_for(self, self.context.preferences, asked, lambda paths: self._write(paths[0]))

    def _write(self, path: Path) -> None:
        self._presenter.request(path, self._code.text().strip())

    def _other_letters(self) -> None:
        words = _("No se usó nada de él. Avise a su coordinación.")
        self._say(Banner("error", words, lead=_("No cargue este paquete.")))

    def _say(self, banner: Banner) -> None:
        clear(self._result)
        self._result.addWidget(banner)
