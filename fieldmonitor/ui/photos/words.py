"""What a photo says of itself, in words: when, where, and what a volunteer should look at."""

from datetime import datetime

from fieldmonitor.app.names import photo_flag
from fieldmonitor.app.photos import facts_of
from fieldmonitor.domain.local import Evidence
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.system.translations import _
from fieldmonitor.ui.widgets.photo_grid import PhotoCard
from fieldmonitor.ui.wording import distance

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
    if flags and flags[0] not in ("far_from_site",):
        words, icon = flag_words(flags[0])
    elif flags:
        words, icon = place(facts), "triangle-alert"
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
        picture=evidence.thumbnail_sha256 or "",
    )


def title(evidence: Evidence) -> str:
    """Return a photo's caption, or that it has none."""
    return evidence.caption or _("Falta el pie de foto")
