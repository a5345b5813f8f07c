"""A report's photos and files as documents show them: numbered, described, each with its hash."""

from collections.abc import Iterable
from datetime import datetime

from fieldmonitor.app import names
from fieldmonitor.app.document_answers import in_peru
from fieldmonitor.app.photos import facts_of
from fieldmonitor.documents.model import FileLine, Photo
from fieldmonitor.domain.local import Evidence
from fieldmonitor.forms import ChecklistError, Session
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.system.formats import distance, size
from fieldmonitor.system.translations import _, ngettext

NEAR_METRES = 1000
"""Farther from the site than this, a photo's point may be somebody's home: only its distance is printed."""

_SAID_ELSEWHERE = frozenset({"no_location", "no_time"})


class PhotoList:
    """Numbers a report's evidence from 1, in the order it was added.

    `pictures` holds the bytes to show by hash. `exact_places` prints every photo's coordinates.
    """

    def __init__(
        self,
        evidence: tuple[Evidence, ...],
        session: Session,
        pictures: dict[str, bytes | None],
        *,
        exact_places: bool,
    ) -> None:
        self._rows = list(enumerate(evidence, 1))
        self._session = session
        self._pictures = pictures
        self._exact = exact_places

    def named(self, hashes: Iterable[str]) -> str:
        """Return files by their numbers: "Foto 2", "Fotos 2, 3 y 8"."""
        wanted = set(hashes)
        return _in_words([number for number, row in self._rows if wanted & {row.sha256, row.original_sha256}])

    def of_question(self, ref: str) -> str:
        """Return the numbers of a question's files in words; empty where it has none."""
        return _in_words([number for number, row in self._rows if ref and row.question_ref == ref])

    def shown(self) -> tuple[Photo, ...]:
        """Return the photos; files that are no pictures stand in `files` alone."""
        return tuple(self._photo(number, row) for number, row in self._rows if is_picture(row))

    def files(self) -> tuple[FileLine, ...]:
        """Return every distinct file with its hash."""
        by_hash: dict[str, list[int]] = {}
        rows = {row.sha256: row for _number, row in self._rows}
        for number, row in self._rows:
            by_hash.setdefault(row.sha256, []).append(number)
        return tuple(
            FileLine(_in_words(numbers), rows[sha256].media_type, size(rows[sha256].size), sha256)
            for sha256, numbers in by_hash.items()
        )

    def _photo(self, number: int, row: Evidence) -> Photo:
        facts = facts_of(row)
        return Photo(
            number=number,
            picture=self._pictures.get(row.sha256),
            caption=row.caption,
            question=self._question(row.question_ref),
            facts=(_taken(facts), *self._place(facts)),
            warnings=tuple(names.photo_flag(flag) for flag in facts.flags if flag not in _SAID_ELSEWHERE),
            sha256=row.sha256,
            original_sha256=row.original_sha256 or "",
        )

    def _question(self, ref: str | None) -> str:
        if ref is None:
            return ""
        try:
            return self._session.node(ref).label
        except ChecklistError:
            return ""  # a row of a repeat that was taken away; its photo stays

    def _place(self, facts: PhotoFacts) -> tuple[str, ...]:
        if facts.latitude is None or facts.longitude is None:
            return (_("Sin ubicación"),)
        near = facts.distance_m is None or facts.distance_m <= NEAR_METRES
        point = f"{facts.latitude:.5f}, {facts.longitude:.5f}" if near or self._exact else ""
        if facts.distance_m is None:
            return (point,)
        away = _("A {distance} de la obra").format(distance=distance(facts.distance_m))
        return (away, point) if point else (away,)


def is_picture(row: Evidence) -> bool:
    """Tell whether a file has a copy that can be shown."""
    return row.small_sha256 is not None or row.thumbnail_sha256 is not None


def _taken(facts: PhotoFacts) -> str:
    if not facts.taken_at:
        return _("Sin hora")
    try:
        when = f"{in_peru(datetime.fromisoformat(facts.taken_at)):%d/%m/%Y, %H:%M}"
    except ValueError:
        when = facts.taken_at
    return _("{when}, según la cámara").format(when=when)


def _in_words(numbers: list[int]) -> str:
    if not numbers:
        return ""
    listed = [str(number) for number in numbers]
    joined = listed[0]
    if len(listed) > 1:
        joined = _("{first} y {last}").format(first=", ".join(listed[:-1]), last=listed[-1])
    return ngettext("Foto {list}", "Fotos {list}", len(numbers)).format(list=joined)
