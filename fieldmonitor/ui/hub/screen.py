"""Centro de acopio: reports handed over on a village's own network; what it keeps is not yet received."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from fieldmonitor.app.hub import HubStatus
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.hub.presenter import HubPresenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, set_paragraph, text
from fieldmonitor.ui.wording import size

if TYPE_CHECKING:
    from fieldmonitor.app.hub import HubVisit
    from fieldmonitor.ui.context import UiContext

SEGMENTS = 12


class HubScreen(Screen):
    """One page: which hub this laptop knows, what lies with it, and how to know another."""

    place = "outbox"
    _moved = Signal(object, object)  # bytes: more than Qt's own integers hold

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = HubPresenter(context.ws, context.runner, self)
        self._status = HubStatus("", "", 0, 0)
        self._moved.connect(self._show_moved)
        page = Page()
        page.body.setMaximumWidth(look().px(1000))
        lines = page.column
        lines.addWidget(text(_("Centro de acopio"), "title", wrap=True))
        lines.addWidget(rule("ruleTitle"))
        words = _("Guarda sus informes cifrados donde no hay internet y los lleva a la Contraloría.")
        lines.addWidget(paragraph(words, tone="secondary"))
        self._result = column(gap=0)
        lines.addLayout(self._result)
        self._heading(lines, _("Su centro"))
        self._known = column(gap=4)
        lines.addLayout(self._known)
        self._heading(lines, _("Emparejar con un centro"))
        self._pairing(lines)
        lines.addStretch(1)
        self.set_body(page)
        self._next_step()

    def start(self) -> None:
        self._presenter.begin()

    def close_screen(self) -> None:
        self._presenter.close()

    def escape(self) -> bool:
        if not self._presenter.busy:
            return False
        self.notify("warn", _("Espere, o use Cancelar para dejarla."), lead=_("La entrega sigue."))
        return True

    # -- what is shown -----------------------------------------------------------------------------

    def show_status(self, status: HubStatus) -> None:
        """Show which hub is known, and where the reports lie."""
        self._status = status
        clear(self._known)
        if status.name:
            self._known.addWidget(pair(_("Nombre"), text(status.name, wrap=True)))
            self._known.addWidget(
                pair(_("Dirección"), text(status.address.removeprefix("https://"), wrap=True))
            )
        else:
            self._known.addWidget(paragraph(_("Esta laptop aún no conoce un centro de acopio.")))
        if status.kept:
            words = ngettext(
                "{n} envío entregado. Falta la constancia de la Contraloría.",
                "{n} envíos entregados. Faltan las constancias de la Contraloría.",
                status.kept,
            ).format(n=status.kept)
            self._known.addWidget(pair(_("En camino"), text(words, wrap=True)))
        self._next_step()

    def show_paired(self, name: str) -> None:
        """Say whom this laptop knows now."""
        self._hub.clear()
        self._code.clear()
        self._say("ok", _("Ya puede entregar sus informes."), _("Emparejada con {name}.").format(name=name))

    def show_visit(self, done: "HubVisit", *, only_receipts: bool) -> None:
        """Say what was handed over and what came back, and that the one is not the other."""
        facts = []
        if done.messages:
            facts.append(
                ngettext("{n} envío entregado.", "{n} envíos entregados.", len(done.messages)).format(
                    n=len(done.messages)
                )
            )
        if done.complete:
            facts.append(
                ngettext(
                    "Llegó la constancia de {n} envío.",
                    "Llegaron las constancias de {n} envíos.",
                    done.complete,
                ).format(n=done.complete)
            )
        if facts:
            kept = _("Lo entregado sigue en la Bandeja hasta que llegue la constancia de la Contraloría.")
            self._say("ok", kept if done.messages else _("Ya figuran como enviados."), " ".join(facts))
        else:
            lead = _("No hay constancias nuevas.") if only_receipts else _("No había nada por entregar.")
            self._say("info", _("Vuelva cuando el centro haya tenido internet."), lead)
        self.context.counts_changed()

    def stopped(self) -> None:
        """Take the progress away after a visit that did not end well."""
        clear(self._result)
        self._next_step()

    def tell_moved(self, done: int, total: int) -> None:
        """Tell of bytes on their way, from whichever thread sends them."""
        self._moved.emit(done, total)

    # -- the page's parts --------------------------------------------------------------------------

    def _heading(self, lines: QVBoxLayout, words: str) -> None:
        lines.addSpacing(look().px(12))
        lines.addWidget(text(words, "heading"))
        lines.addWidget(rule("ruleStrong"))
        lines.addSpacing(look().px(4))

    def _pairing(self, lines: QVBoxLayout) -> None:
        words = _("Conéctese a la red del centro. Escriba lo que muestra su pantalla.")
        lines.addWidget(paragraph(words))
        self._hub = LineField()
        hint = _("Por ejemplo 192.168.1.5:8480, o todo el texto del código QR.")
        self._hub_row = FieldRow(_("Dirección del centro"), self._hub, hint)
        lines.addWidget(self._hub_row)
        self._code = LineField(width=220)
        hint = _("Ocho letras y números. Con el texto del QR no hace falta.")
        self._code_row = FieldRow(_("Código"), self._code, hint)
        lines.addWidget(self._code_row)
        across = row(gap=12)
        self._again = Button(_("Emparejar"), "secondary", self._pair, icon_name="server")
        self._again.hide()
        across.addWidget(self._again)
        across.addStretch(1)
        lines.addLayout(across)

    def _next_step(self) -> None:
        self.strip.reset()
        if self._presenter.busy:
            self.strip.say(_("Entregando"), _("Puede cancelar: seguirá donde quedó."))
            self.strip.act(_("Cancelar"), self._presenter.interrupt, icon_name="circle-x")
            return
        back = self.strip.leading(_("Bandeja"), lambda: self.go("outbox"))
        back.setAccessibleName(_("Volver a la Bandeja"))
        self._again.setVisible(bool(self._status.name))
        if not self._status.name:
            self.strip.say(_("Empareje primero"), _("Con la dirección y el código que muestra el centro."))
            self.strip.act(_("Emparejar"), self._pair, kind="primary", icon_name="server")
            return
        if self._status.kept:
            self.strip.act(_("Traer constancias"), self._collect, icon_name="download")
        if not self._status.waiting:
            self.strip.say(_("Nada por entregar"), _("Cuando firme un informe podrá entregarlo aquí."))
            return
        count = self._status.waiting
        words = ngettext("Entregar {n} envío", "Entregar {n} envíos", count).format(n=count)
        self.strip.say(self._status.name, _("Conecte la laptop a la red del centro."))
        self.strip.act(words, self._deliver, kind="primary", icon_name="upload")

    # -- what a person does ------------------------------------------------------------------------

    def _pair(self) -> None:
        text_, code = self._hub.text().strip(), self._code.text().strip()
        self._hub_row.show_error("" if text_ else _("Escriba la dirección del centro."))
        needs_code = bool(text_) and not text_.startswith("fmhub:") and not code
        self._code_row.show_error(_("Escriba el código del centro.") if needs_code else "")
        if text_ and not needs_code:
            self._under_way(_("Emparejando"))
            self._presenter.pair(text_, "" if text_.startswith("fmhub:") else code)
            self._next_step()

    def _deliver(self) -> None:
        self._under_way(_("Sellando los envíos"))
        self._presenter.deliver()
        self._next_step()

    def _collect(self) -> None:
        self._under_way(_("Trayendo constancias"))
        self._presenter.collect()
        self._next_step()

    def _under_way(self, words: str) -> None:
        self.notify("", "")
        clear(self._result)
        self._result.addSpacing(look().px(12))
        line = row(gap=14)
        self._mira = Mira(SEGMENTS, 0, words, done=0, part=0.0)
        line.addWidget(self._mira, 1)
        self._percent = text("", strong=True, figures=True)
        line.addWidget(self._percent)
        self._result.addLayout(line)
        self._detail = paragraph(words, tone="secondary")
        self._result.addWidget(self._detail)

    def _show_moved(self, done: int, total: int) -> None:
        if not self._presenter.busy or not total:
            return
        share = min(1.0, done / total)
        filled = int(share * SEGMENTS)
        said = _("{done} de {total}").format(done=size(done), total=size(total))
        current = filled if filled < SEGMENTS else None
        self._mira.set_progress(filled, current, share * SEGMENTS - filled, said)
        self._percent.setText(f"{share * 100:.0f}\u00a0%")
        set_paragraph(self._detail, said)

    def _say(self, kind: str, words: str, lead: str) -> None:
        clear(self._result)
        self._result.addSpacing(look().px(12))
        self._result.addWidget(Banner(kind, words, lead=lead))
        self._next_step()
