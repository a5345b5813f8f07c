"""What a volunteer should look at in a photo. Flags are hints in plain words; none ever blocks."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from fieldmonitor.domain.clock import LIMA_OFFSET
from fieldmonitor.protocol.manifests import PhotoFacts

FAR_METRES = 500
"""Works are long and their points rough: less than this says nothing."""

EARLY, LATE = timedelta(hours=1), timedelta(hours=24)
"""A photo is of the visit from an hour before its first answer to a day after."""

NEAR_BITS = 5
"""Difference hashes closer than this are the same picture, scaled or compressed again."""

FIRST_DAY = datetime(1995, 1, 1)  # noqa: DTZ001 - compared with a camera's own time, which knows no zone
"""No digital photo of a work is older; a camera that lost its battery says 1970 or 1980."""

_EDITORS = (
    "photoshop", "lightroom", "gimp", "snapseed", "picsart", "canva", "pixlr", "paint.net", "affinity",
    "darktable", "rawtherapee", "krita", "imagemagick", "acdsee", "faceapp", "facetune", "meitu", "vsco",
    "polarr", "pixelmator", "picasa", "remini", "lightleap", "photoscape", "fotor", "adobe", "corel",
)  # fmt: skip


class Flag(StrEnum):
    """Codes; `app` makes the words."""

    FAR_FROM_SITE = "far_from_site"
    NO_LOCATION = "no_location"
    IMPOSSIBLE_LOCATION = "impossible_location"
    NO_TIME = "no_time"
    IMPOSSIBLE_TIME = "impossible_time"
    BEFORE_VISIT = "before_visit"
    AFTER_VISIT = "after_visit"
    EDITED = "edited"
    REUSED = "reused"
    SAME_FILE = "same_file"


def flags_for(
    facts: PhotoFacts,
    *,
    now: datetime,
    visit: tuple[datetime, datetime] | None = None,
    same_file: bool = False,
    reused: bool = False,
) -> tuple[str, ...]:
    """Return what is odd about a photo.

    `visit` is the first and last time of its answers, aware; `same_file` says that the very same bytes are
    kept already, `reused` that a picture which looks the same is. `facts.distance_m` is to the site.
    """
    found = [*_of_place(facts), *_of_time(facts, now, visit)]
    if edited_with(facts.software):
        found.append(Flag.EDITED)
    if same_file:
        found.append(Flag.SAME_FILE)
    elif reused:
        found.append(Flag.REUSED)
    return tuple(flag.value for flag in found)


def edited_with(software: str | None) -> str | None:
    """Return the program that changed a picture, where its name is one that does."""
    folded = (software or "").casefold()
    return software if any(name in folded for name in _EDITORS) else None


def taken_at_utc(facts: PhotoFacts) -> datetime | None:
    """Return when a picture was taken, with the stated correction; without a zone it is Lima's time."""
    if facts.taken_at is None:
        return None
    try:
        taken = datetime.fromisoformat(facts.taken_at)
    except ValueError:
        return None
    corrected = taken + timedelta(seconds=facts.clock_offset_s or 0)
    return corrected if corrected.tzinfo else (corrected - LIMA_OFFSET).replace(tzinfo=UTC)


def _of_place(facts: PhotoFacts) -> list[Flag]:
    if facts.latitude is None or facts.longitude is None:
        return [Flag.NO_LOCATION]
    zeroed = facts.latitude == 0 and facts.longitude == 0
    if zeroed or abs(facts.latitude) > 90 or abs(facts.longitude) > 180:
        return [Flag.IMPOSSIBLE_LOCATION]
    far = facts.distance_m is not None and facts.distance_m > FAR_METRES + (facts.accuracy_m or 0)
    return [Flag.FAR_FROM_SITE] if far else []


def _of_time(facts: PhotoFacts, now: datetime, visit: tuple[datetime, datetime] | None) -> list[Flag]:
    taken = taken_at_utc(facts)
    if taken is None:
        return [Flag.NO_TIME]
    if taken > now + EARLY or taken.replace(tzinfo=None) < FIRST_DAY:
        return [Flag.IMPOSSIBLE_TIME]
    if visit is None:
        return []
    first, last = visit
    if taken < first - EARLY:
        return [Flag.BEFORE_VISIT]
    return [Flag.AFTER_VISIT] if taken > last + LATE else []
