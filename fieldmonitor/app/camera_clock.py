"""How far a camera's clock was off: asked once per import, stated beside each photo, never written in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.media.flags import Flag, flags_for, taken_at_utc
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.manifests import PhotoFacts

LARGEST_OFFSET = 60 * 365 * 86_400
"""Seconds: a camera that lost its battery says 1980."""

_OF_REUSE = (Flag.REUSED.value, Flag.SAME_FILE.value)


@dataclass(frozen=True, slots=True)
class Camera:
    """A device whose photos a report has, how many, and the correction stated for it in seconds."""

    device: str
    photos: int
    offset_s: float | None


def cameras(evidence: Iterable[Evidence]) -> list[Camera]:
    """Return the devices behind photos that say a time, by name."""
    found: dict[str, Camera] = {}
    for row in evidence:
        facts = decode(row.facts, PhotoFacts)
        if facts.taken_at is not None:
            name = facts.device or ""
            held = found.get(name, Camera(name, 0, None))
            stated = held.offset_s if held.offset_s is not None else facts.clock_offset_s
            found[name] = Camera(name, held.photos + 1, stated)
    return [found[name] for name in sorted(found)]


def offset_from_photo(facts: PhotoFacts, shown: datetime) -> float:
    """Return the correction in seconds from a photo of this screen, which showed a time (aware)."""
    taken = taken_at_utc(replace(facts, clock_offset_s=None))
    if taken is None:
        raise InputError("camera.no_time")
    return round((shown - taken).total_seconds())


def state_offset(ws: Workspace, key: ReportKey, device: str, seconds: float) -> int:
    """State a camera's correction on all of its photos in a draft, and look at their times again.

    Returns how many photos it was stated for. Raises InputError `camera.offset` beyond sixty years.
    """
    if not abs(seconds) <= LARGEST_OFFSET:
        raise InputError("camera.offset")
    return _state(ws, key, {device: float(seconds) or None}, only_unstated=False)


def keep_stated(ws: Workspace, key: ReportKey) -> int:
    """State the correction known of a camera on those of its photos that came later; return how many."""
    with ws.store.read() as uow:
        known = {one.device: one.offset_s for one in cameras(uow.evidence.list(key)) if one.offset_s}
    return _state(ws, key, dict(known), only_unstated=True) if known else 0


def _state(ws: Workspace, key: ReportKey, offsets: dict[str, float | None], *, only_unstated: bool) -> int:
    now, stated = ws.clock.now(), 0
    with ws.store.write() as uow:
        report = uow.reports.get(key)
        if report is None:
            raise InputError("report.unknown", report=str(key))
        for row in uow.evidence.list(key):
            facts = decode(row.facts, PhotoFacts)
            if facts.taken_at is None or (facts.device or "") not in offsets:
                continue
            if only_unstated and facts.clock_offset_s is not None:
                continue
            corrected = replace(facts, clock_offset_s=offsets[facts.device or ""])
            kept = tuple(flag for flag in facts.flags if flag in _OF_REUSE)
            fresh = flags_for(corrected, now=now, visit=(report.started_at, now))
            uow.evidence.update(row.id, facts=encode(replace(corrected, flags=fresh + kept)).decode())
            stated += 1
    return stated
