"""Memoria USB: reports out on a stick, receipts back on it; the same promises as by the network."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.app.stick import Load
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.system.volumes import Volume
from fieldmonitor.ui.outbox.stick_presenter import StickPresenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, set_paragraph, text
from fieldmonitor.ui.wording import size

if TYPE_CHECKING:
    from fieldmonitor.app.bundles import BroughtIn
    from fieldmonitor.sync.bundle.export import Exported
    from fieldmonitor.ui.context import UiContext

SEGMENTS = 12


class StickScreen(Screen):
    """One page, in the order of the hands: which memory, what goes on it, what came back on it."""

    place = "outbox"
    _moved = Signal(object, object)  # bytes: more than Qt's own integers hold

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = StickPresenter(context.ws, context.runner, self)
        self._places: tuple[Volume, ...] = ()
        self._memory_rows: dict[Volume, ChoiceRow] = {}
        self._amount_rows: dict[bool, ChoiceRow] = {}
        self._folder: Path | None = None
        self._load = Load(0, 0, 0)
        self._originals = True
        self._moved.connect(self._show_moved)
        self._page = page = Page()
        page.body.setMaximumWidth(look().px(1000))
        lines = page.column
        lines.addWidget(text(_("Memoria USB"), "title"))
        lines.addWidget(rule("ruleTitle"))
        lines.addSpacing(look().px(4))
        words = _("Vale igual que la red: todo va cifrado y recibirá la misma constancia.")
        lines.addWidget(paragraph(words, tone="secondary"))
        self._result = column(gap=0)
        lines.addLayout(self._result)
        lines.addSpacing(look().px(12))
        self._where(lines)
        self._what(lines)
        self._back(lines)
        lines.addStretch(1)
        self.set_body(page)
        self._next_step()

    def start(self) -> None:
        self._presenter.begin()

    def close_screen(self) -> None:
        self._presenter.close()

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
        self._next_step()

    def show_places(self, places: tuple[Volume, ...]) -> None:
        """List the memories; the first is taken where none was."""
        self._places = places
        if self._folder not in [place.folder for place in places]:
            self._folder = places[0].folder if places else None
        if places and places == tuple(self._memory_rows):
            for place, option in self._memory_rows.items():
                option.choose(place.folder == self._folder)
            self._next_step()
            return
        clear(self._memories)
        self._memory_rows = {place: self._memory(place) for place in places}
        if not places:
            words = _("No se ve ninguna memoria. Conéctela y espere un momento, o elija su carpeta.")
            self._memories.addWidget(paragraph(words))
        else:
            self._memories.addWidget(ChoiceGrid(list(self._memory_rows.values()), 1))
        self._next_step()

    def show_copied(self, done: "Exported") -> None:
        """Say that the stick may be taken out: everything on it was read back."""
        count = len(done.messages)
        words = ngettext(
            "{n} envío, {size}, leído de vuelta y comprobado. Archivo {name}",
            "{n} envíos, {size}, leídos de vuelta y comprobados. Archivo {name}",
            count,
        ).format(n=count, size=size(done.size), name=done.index.name)
        kept = _("Los envíos siguen en la Bandeja hasta que vuelva su constancia.")
        self._say("ok", f"{words}. {kept}", _("Puede retirar la memoria."))
        self._presenter.look()

    def show_interrupted(self) -> None:
        """Say that nothing was left behind."""
        self._say("info", _("En la memoria no quedó nada de esta copia."), _("Copia cancelada."))

    def show_taken(self, done: "BroughtIn") -> None:
        """Say which proofs came back."""
        if done.complete:
            words = ngettext(
                "Llegó la constancia de {n} envío.", "Llegaron las constancias de {n} envíos.", done.complete
            ).format(n=done.complete)
            self._say("ok", _("Ya figuran como enviados."), words)
        else:
            words = _("En esa carpeta no hay constancias nuevas para usted.")
            self._say("info", _("Revise que sea la memoria que le devolvieron."), words)
        self.context.counts_changed()
        self._presenter.begin()

    def tell_moved(self, done: int, total: int) -> None:
        """Tell of bytes on their way, from whichever thread writes them."""
        self._moved.emit(done, total)

    def stopped(self) -> None:
        """Show the page as it was before a copy that did not end well."""
        clear(self._result)
        self._next_step()

    # -- the page's parts --------------------------------------------------------------------------

    def _heading(self, lines: QVBoxLayout, words: str) -> None:
        lines.addSpacing(look().px(12))
        lines.addWidget(text(words, "heading"))
        lines.addWidget(rule("ruleStrong"))
        lines.addSpacing(look().px(4))

    def _where(self, lines: QVBoxLayout) -> None:
        self._heading(lines, _("Memoria"))
        self._memories = column(gap=8)
        lines.addLayout(self._memories)
        across = row(gap=12)
        across.addWidget(Button(_("Otra carpeta"), "secondary", self._ask_folder, icon_name="folder-open"))
        across.addWidget(Button(_("Buscar otra vez"), "quiet", self._presenter.look, icon_name="refresh-cw"))
        across.addStretch(1)
        lines.addLayout(across)

    def _what(self, lines: QVBoxLayout) -> None:
        self._heading(lines, _("Guardar en memoria USB"))
        self._amounts = column(gap=8)
        lines.addLayout(self._amounts)

    def _back(self, lines: QVBoxLayout) -> None:
        self._heading(lines, _("Traer constancias de la memoria"))
        words = _("Cuando su coordinación le devuelva la memoria, traiga de ella las constancias.")
        lines.addWidget(paragraph(words))
        self._take = Button(_("Traer constancias"), "secondary", self._bring, icon_name="download")
        lines.addWidget(self._take)

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

    def _memory(self, place: Volume) -> ChoiceRow:
        free = _("{size} libres").format(size=size(place.space.free))
        option = ChoiceRow(f"{place.name} · {free}")
        option.choose(place.folder == self._folder)
        option.clicked.connect(lambda _c=False: self._choose_place(place.folder))
        return option

    def _needs(self, amount: int) -> str:
        count = ngettext("{n} envío", "{n} envíos", self._load.messages).format(n=self._load.messages)
        return _("{count}; se necesitan {size}").format(count=count, size=size(amount))

    def _next_step(self) -> None:
        self.strip.reset()
        self._take.setEnabled(self._folder is not None and not self._presenter.copying)
        if self._presenter.copying:
            self.strip.say(_("Copiando"), _("No retire la memoria todavía."))
            self.strip.act(_("Cancelar"), self._presenter.interrupt, icon_name="circle-x")
            return
        amount = self._load.whole if self._originals else self._load.light
        place = next((place for place in self._places if place.folder == self._folder), None)
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
        self._next_step()

    def _choose_place(self, folder: Path) -> None:
        self._folder = folder
        self.show_places(self._places)

    def _ask_folder(self) -> None:
        title = _("Elija la carpeta de la memoria")
        asked = FileQuestion(Purpose.STICK, title, Wanted.FOLDER, start=self._folder)
        ask_for(self, self.context.preferences, asked, self._folder_chosen)

    def _folder_chosen(self, paths: list[Path]) -> None:
        self._folder = paths[0]
        self._presenter.choose(paths[0])

    def _copy(self) -> None:
        assert self._folder is not None
        self.notify("", "")
        clear(self._result)
        self._result.addSpacing(look().px(12))
        line = row(gap=14)
        self._mira = Mira(SEGMENTS, 0, _("Copiando"), done=0, part=0.0)
        line.addWidget(self._mira, 1)
        self._percent = text("", strong=True, figures=True)
        line.addWidget(self._percent)
        self._result.addLayout(line)
        self._detail = paragraph(_("Preparando la copia"), tone="secondary")
        self._result.addWidget(self._detail)
        self._presenter.copy(self._folder, originals=self._originals)
        self._next_step()

    def _bring(self) -> None:
        assert self._folder is not None
        self.notify("", "")
        clear(self._result)
        self._presenter.take(self._folder)

    def _show_moved(self, done: int, total: int) -> None:
        if not self._presenter.copying:
            return
        share = min(1.0, done / total) if total else 1.0
        filled = int(share * SEGMENTS)
        said = _("{done} de {total}").format(done=size(done), total=size(total))
        if done >= total:
            said = _("Comprobando lo escrito: se lee todo de vuelta")
        current = filled if filled < SEGMENTS else None
        self._mira.set_progress(filled, current, share * SEGMENTS - filled, said)
        self._percent.setText(f"{share * 100:.0f}\u00a0%")
        set_paragraph(self._detail, said)

    def _say(self, kind: str, words: str, lead: str) -> None:
        clear(self._result)
        self._result.addSpacing(look().px(12))
        self._result.addWidget(Banner(kind, words, lead=lead))
        self._page.verticalScrollBar().setValue(0)  # what happened is said on top
        self._next_step()
