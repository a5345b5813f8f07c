"""What a photo says of itself, in words: when, where, and what a volunteer should look at."""

from datetime import datetime, timedelta

from fieldmonitor.app.names import photo_flag
from fieldmonitor.app.photos import facts_of
from fieldmonitor.domain.local import Evidence
from fieldmonitor.media.flags import edited_with, taken_at_utc
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.system.formats import distance, moment_comma
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.widgets.photo_grid import PhotoCard

_GRAVEST = (
    "same_file",
    "reused",
    "far_from_site",
    "impossible_location",
    "impossible_time",
    "before_visit",
    "after_visit",
    "edited",
    "no_location",
    "no_time",
)


_OF_TIME = ("before_visit", "after_visit", "impossible_time")
_ICONS = {
    "no_location": "map-pin-off",
    "impossible_location": "map-pin-off",
    "no_time": "clock",
    "impossible_time": "clock",
    "before_visit": "clock",
    "after_visit": "clock",
    "reused": "copy",
    "same_file": "copy",
}


def flag_words(flag: str) -> tuple[str, str]:
    """Return a flag's word and icon; a flag from a newer version is shown as it came."""
    return photo_flag(flag), _ICONS.get(flag, "triangle-alert")


def explained(facts: PhotoFacts, flag: str, begun: datetime) -> tuple[str, str]:
    """Return in a sentence what is odd about a photo, with its values, and the icon; never a reproach."""
    word, icon = flag_words(flag)
    when = taken_at_utc(facts)
    sentences = {
        "no_location": _("La foto no dice dónde se tomó."),
        "impossible_location": _("El lugar que dice la foto no existe: la cámara no tenía señal."),
        "no_time": _("La foto no dice cuándo se tomó."),
        "impossible_time": _("La hora que dice la foto no puede ser. Diga la hora de la cámara."),
        "reused": _("Se parece mucho a otra foto guardada en esta laptop."),
        "same_file": _("Es la misma foto que ya está guardada."),
    }
    if flag in sentences:
        return sentences[flag], icon
    if flag == "far_from_site" and facts.distance_m is not None:
        far = distance(facts.distance_m)
        return _("Se tomó a {distance} del punto registrado de la obra.").format(distance=far), icon
    if flag == "before_visit" and when is not None:
        return _("Se tomó {span} antes de empezar la visita.").format(span=span(begun - when)), icon
    if flag == "after_visit" and when is not None:
        return _("Se tomó {span} después de empezar la visita.").format(span=span(when - begun)), icon
    if flag == "edited":
        return _("Se guardó con el programa {name}.").format(name=edited_with(facts.software) or "?"), icon
    return word, icon


def span(length: timedelta) -> str:
    """Return a length of time in its largest unit."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes < 120:
        return ngettext("{n} minuto", "{n} minutos", minutes).format(n=minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("{n} hora", "{n} horas", hours).format(n=hours)
    days = round(hours / 24)
    return ngettext("{n} día", "{n} días", days).format(n=days)


def corrected(facts: PhotoFacts) -> str:
    """Return when a photo was taken by the laptop's clock, with the correction that was stated."""
    when = taken_at_utc(facts)
    return moment_comma(when) if when is not None else ""


def clock_words(offset_s: float) -> str:
    """Return a camera's correction in words."""
    length = span(timedelta(seconds=abs(offset_s)))
    if offset_s > 0:
        return _("cámara {span} atrasada").format(span=length)
    return _("cámara {span} adelantada").format(span=length)


def taken(facts: PhotoFacts) -> str:
    """Return when a photo was taken, as its camera said."""
    if not facts.taken_at:
        return ""
    try:
        return f"{datetime.fromisoformat(facts.taken_at):%d/%m/%Y, %H:%M}"
    except ValueError:
        return facts.taken_at


def place(facts: PhotoFacts) -> str:
    """Return where a photo was taken, as far as it says."""
    if facts.distance_m is not None:
        return _("A {distance} de la obra").format(distance=distance(facts.distance_m))
    if facts.latitude is not None and facts.longitude is not None:
        return f"{facts.latitude:.5f}, {facts.longitude:.5f}"
    return _("Sin ubicación")


def warnings(facts: PhotoFacts) -> list[str]:
    """Return a photo's flags, the gravest first."""
    known = [flag for flag in _GRAVEST if flag in facts.flags]
    return known + [flag for flag in facts.flags if flag not in _GRAVEST]


def card(evidence: Evidence, thumbnail: bytes = b"") -> PhotoCard:
    """Return a photo as the card that shows it; the gallery fetches the thumbnail by itself."""
    facts = facts_of(evidence)
    flags = warnings(facts)
    when = taken(facts) or _("Sin hora")
    odd_time = next((photo_flag(flag) for flag in flags if flag in _OF_TIME), "")
    if flags and flags[0] != "far_from_site":
        words, icon = flag_words(flags[0])
    elif flags and facts.distance_m is not None:
        words, icon = _("A {distance}").format(distance=distance(facts.distance_m)), "triangle-alert"
    else:
        words, icon = place(facts), "map-pin" if facts.latitude is not None else "map-pin-off"
    return PhotoCard(
        evidence.id,
        thumbnail,
        title(evidence),
        when,
        words,
        icon,
        warn=bool(flags),
        odd_time=odd_time,
        picture=evidence.thumbnail_sha256 or "",
    )


def title(evidence: Evidence) -> str:
    """Return a photo's caption, or that it has none."""
    return evidence.caption or _("Falta el pie de foto")
