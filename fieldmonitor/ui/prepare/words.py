"""What the preparation says, without Qt."""

from dataclasses import dataclass

from fieldmonitor.app.care import SpaceWarning
from fieldmonitor.app.prepare import Preparation
from fieldmonitor.app.wishes import Wish
from fieldmonitor.domain.records import AccreditationState, Party
from fieldmonitor.system.formats import day, size
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its strong beginning."""

    lead: str
    rest: str


def conditions(*, outside: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the conditions of the safety gate as (code, words); all must hold to go in.

    Who stays `outside`, as at a stopped work, needs no helmet, and only comes near.
    """
    if outside:
        return (
            ("ground", _("No veo derrumbes, crecidas, tormenta ni máquinas que me pongan en peligro")),
            ("people", _("No hay perros sueltos ni personas hostiles cerca")),
            ("known", _("Alguien sabe dónde estoy y a qué hora vuelvo")),
        )
    return (
        ("equipment", _("Llevo puestos casco, chaleco y botas")),
        ("ground", _("No veo derrumbes, crecidas, tormenta ni máquinas que me pongan en peligro")),
        ("people", _("No hay perros sueltos ni personas hostiles en el ingreso")),
        ("known", _("Alguien sabe dónde estoy y a qué hora vuelvo")),
    )


def things(told: Preparation) -> tuple[tuple[str, str, str], ...]:
    """Return what to take as (icon, thing, remark)."""
    held = told.standing.accreditation
    until = held.valid_until if held else None
    valid = _("Vigente hasta el {date}").format(date=day(until)) if until else _("La que le dio el programa")
    return (
        ("id-card", _("Credencial impresa"), valid),
        ("hard-hat", _("Casco, chaleco y botas"), _("Sin ellos no se entra a la obra")),
        ("camera", _("Cámara o celular"), _("Con batería cargada y espacio")),
        ("file-text", _("Carta de presentación"), _("Si su coordinación le dio una")),
    )


def blocked(told: Preparation) -> Said | None:
    """Return why no visit can be begun, or None where one can."""
    if told.standing.may_visit:
        return None
    state = told.standing.state
    lead = {
        AccreditationState.SUSPENDED: _("Su acreditación está suspendida."),
        AccreditationState.EXPIRED: _("Su acreditación venció."),
        AccreditationState.REVOKED: _("Su acreditación fue retirada."),
    }.get(state or AccreditationState.APPLICANT, _("Todavía no tiene acreditación."))
    return Said(lead, _("No puede iniciar visitas. Sus borradores y sus envíos siguen funcionando."))


def room(warning: SpaceWarning) -> Said:
    """Return what to say of a disk that may be too full for a visit."""
    lead = _("Queda poco espacio: {free}.").format(free=size(warning.free))
    rest = _("Una visita puede necesitar {needed}. Libere espacio en Ajustes antes de salir.")
    return Said(lead, rest.format(needed=size(warning.needed)))


def who(party: Party) -> str:
    """Return whom to ask for, by office and name."""
    return _("{role}: {name}").format(role=names.party_role(party.role), name=party.name)


def reasons() -> tuple[tuple[str, str, str, str, str], ...]:
    """Return the ways of not going in as (code, icon, title, detail, words of its button)."""
    return (
        (
            "later",
            "calendar-days",
            _("Hoy no es seguro o no es posible"),
            _("Nada se pierde: la obra queda por hacer, con su mismo plazo."),
            _("Dejar para otro día"),
        ),
        (
            Wish.REFUSED,
            "octagon-alert",
            _("No me dejan entrar"),
            _("No insista. Solo anotará el motivo y lo que se ve desde la calle."),
            _("Anotar el acceso denegado"),
        ),
        (
            Wish.CLOSED,
            "lock",
            _("Está cerrado y no hay nadie"),
            _("Toque la puerta y espere unos minutos. Solo anotará lo que se ve desde la calle."),
            _("Anotar que está cerrado"),
        ),
        (
            "stopped",
            "circle-pause",
            _("La obra está parada"),
            _("El cuestionario corto se responde desde afuera."),
            _("Abrir el cuestionario corto"),
        ),
        (
            Wish.NOT_FOUND,
            "map-pin-off",
            _("No encuentro la obra"),
            _("Pregunte a los vecinos. Anotará dónde la buscó y a quién preguntó."),
            _("Anotar que no la encontré"),
        ),
    )
