"""A danger to life is sent from where one is: first what helpers must know is asked, then it goes."""

from collections.abc import Callable
from dataclasses import replace

from fieldmonitor.app import urgent
from fieldmonitor.domain.reports import Finding
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.navigation import Screen
from fieldmonitor.ui.visit.presenter import VisitPresenter
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button


def warn(screen: Screen, presenter: VisitPresenter, finding_id: str, stand: Callable[[str], object]) -> None:
    """Send a danger ahead; `stand` takes the person to the question that is to be answered before."""
    draft, ws = presenter.draft, presenter.ws
    found = next((one for one in presenter.findings() if one.id == finding_id), None)
    if found is None:
        return
    if ref := urgent.untold(draft, found):
        label = draft.session.node(ref).label
        button = Button(_("Avisar ahora"), "danger", lambda: warn(screen, presenter, finding_id, stand))
        words = _("Responda «{question}» y avise: quien ayuda debe saberlo.").format(question=label)
        screen.notify("error", words, lead=_("Todavía no se envió."), button=button)
        stand(ref)
        return
    again = finding_id in presenter.warned

    def sent(_message: object) -> None:
        words = _("Se envía antes que todo lo demás, apenas haya conexión.")
        screen.notify("ok", words, lead=_("Aviso completado.") if again else _("Aviso firmado."))
        draft.reword(replace(found, decided=True))  # who sends a danger ahead has confirmed it
        presenter.save()
        presenter.warned[found.id] = found
        presenter.load_shots()
        screen.context.synchronise()
        screen.context.counts_changed()

    presenter.ask(lambda: urgent.send_urgent(ws, draft, found), sent)


def warning_state(sent: Finding | None, finding: Finding) -> str:
    """Return "new", "more" where it reads otherwise than it was sent, or "sent"."""
    if sent is None:
        return "new"
    return "more" if urgent.more_to_tell(sent, finding) else "sent"


def warning_banner(state: str, send: Callable[[], object], *, ask_below: bool = False) -> Banner:
    """Say what became of a danger, with the button that sends it; `ask_below`: details are asked below."""
    if state == "sent":
        words = _("Se envía antes que todo lo demás. Puede seguir con la visita si está a salvo.")
        return Banner("ok", words, lead=_("Ya avisó de este peligro."))
    if state == "more":
        words = _("Lo que escribió después todavía no se envió.")
        button = Button(_("Completar el aviso"), "danger", send)
        return Banner("error", words, lead=_("Ya avisó de este peligro."), button=button)
    words = _("Salga primero de la zona. Luego avise: se envía antes que todo lo demás.")
    if ask_below:
        words = _("Diga abajo qué es y dónde, y avise: se envía antes que todo lo demás.")
    button = Button(_("Avisar ahora"), "danger", send)
    return Banner("error", words, lead=_("Peligro para personas."), button=button)
