"""What is said of a credential that somebody shows."""

from datetime import datetime

from fieldmonitor.app.accreditation import CheckedCredential, Verdict
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _


def verdict_words(checked: CheckedCredential) -> tuple[str, str, str]:
    """Return a verdict as the kind of banner, what is so, and what to do."""
    until = shown_date(checked.credential.valid_until) if checked.credential else ""
    since = shown_date(checked.credential.valid_from) if checked.credential else ""
    ask = _("Pida también su documento de identidad.")
    return {
        Verdict.VALID: ("ok", _("La credencial vale hasta el {date}.").format(date=until), ask),
        Verdict.NONE: (
            "warn",
            _("Este texto no es una credencial."),
            _("Copie el texto del código QR entero, sin nada más, y péguelo aquí."),
        ),
        Verdict.FORGED: (
            "error",
            _("La firma no es de la Contraloría."),
            _("No confíe en ella. Revise que copió todo el texto; si sigue igual, avise a su coordinación."),
        ),
        Verdict.NOT_YET: (
            "warn",
            _("La credencial vale desde el {date}.").format(date=since),
            _("Todavía no permite visitar."),
        ),
        Verdict.EXPIRED: (
            "warn",
            _("La credencial venció el {date}.").format(date=until),
            _("Pida que la persona renueve su acreditación."),
        ),
        Verdict.REVOKED: (
            "error",
            _("La Contraloría retiró esta credencial el {date}.").format(date=day(checked.on)),
            _("No permite visitar. Avise a su coordinación."),
        ),
    }[checked.verdict]


def shown_date(value: str) -> str:
    """Return an ISO date as 22/11/2026; anything else as it came."""
    try:
        return f"{datetime.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value
