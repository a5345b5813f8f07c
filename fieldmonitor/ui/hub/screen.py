"""Centro de acopio: reports handed over on a village's own network; what it keeps is not yet received."""

from typing import TYPE_CHECKING

from fieldmonitor.app.hub import HubStatus
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.exchange.screen import ExchangeScreen
from fieldmonitor.ui.hub.presenter import HubPresenter
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.progress import Progress
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.app.hub import HubVisit
    from fieldmonitor.ui.context import UiContext


class HubScreen(ExchangeScreen):
    """One page: which hub this laptop knows, what lies with it, and how to know another."""

    place = "outbox"

    def __init__(self, context: "UiContext", route: Route) -> None:
        words = _("Guarda sus informes cifrados donde no hay internet y los lleva a la Contraloría.")
        super().__init__(context, route, _("Centro de acopio"), words)
        self._presenter: HubPresenter = HubPresenter(context.ws, context.runner, self)
        self._status = HubStatus("", "", 0, 0)
        self.section(_("Su centro"))
        self._known = column(gap=4)
        self.lines.addLayout(self._known)
        self.section(_("Emparejar con un centro"))
        self._pairing()
        self.lines.addStretch(1)
        self.next_step()

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
        self.next_step()

    def show_paired(self, name: str) -> None:
        """Say whom this laptop knows now."""
        self._hub.clear()
        self._code.clear()
        self.say("ok", _("Ya puede entregar sus informes."), _("Emparejada con {name}.").format(name=name))

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
            self.say("ok", kept if done.messages else _("Ya figuran como enviados."), " ".join(facts))
        else:
            lead = _("No hay constancias nuevas.") if only_receipts else _("No había nada por entregar.")
            self.say("info", _("Vuelva cuando el centro haya tenido internet."), lead)
        self.context.counts_changed()

    # -- the page's parts --------------------------------------------------------------------------

    def _pairing(self) -> None:
        words = _("Conéctese a la red del centro. Escriba lo que muestra su pantalla.")
        self.lines.addWidget(paragraph(words))
        self._hub = LineField()
        hint = _("Por ejemplo 192.168.1.5:8480, o todo el texto del código QR.")
        self._hub_row = FieldRow(_("Dirección del centro"), self._hub, hint)
        self._hub_row.setMaximumWidth(look().px(820))
        self.lines.addWidget(self._hub_row)
        self._code = LineField(width=220)
        hint = _("Ocho letras y números. Con el texto del QR no hace falta.")
        self._code_row = FieldRow(_("Código"), self._code, hint)
        self.lines.addWidget(self._code_row)
        across = row(gap=12)
        self._again = Button(_("Emparejar con el centro"), "secondary", self._pair, icon_name="server")
        self._again.hide()
        across.addWidget(self._again)
        across.addStretch(1)
        self.lines.addLayout(across)

    def next_step(self) -> None:
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
            self.strip.act(_("Emparejar con el centro"), self._pair, kind="primary", icon_name="server")
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
            self.next_step()

    def _deliver(self) -> None:
        self._under_way(_("Sellando los envíos"))
        self._presenter.deliver()
        self.next_step()

    def _collect(self) -> None:
        self._under_way(_("Trayendo constancias"))
        self._presenter.collect()
        self.next_step()

    def _under_way(self, words: str) -> None:
        self.notify("", "")
        self.show_result(Progress(self._presenter.pace, words))
