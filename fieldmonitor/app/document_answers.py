"""A report's answers as documents show them: part by part, in words, beside what the state published."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from fieldmonitor.app.findings import compare
from fieldmonitor.documents.model import Answer, AnswerGroup
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.records import Work
from fieldmonitor.forms import NodeView, Session
from fieldmonitor.system.formats import NBSP, day, shown_fact, soles
from fieldmonitor.system.translations import _, ngettext

REASON, UNVERIFIED = ENDINGS = ("_reason", "_unverified")

PhotosOf = Callable[[str], str]
"""Gives the photos of a question in words ("Fotos 2 y 3"), empty where it has none."""


def answer_groups(
    session: Session, work: Work, photos_of: PhotosOf, leave_out: frozenset[str] = frozenset()
) -> tuple[AnswerGroup, ...]:
    """Return every part that is asked, with its questions, but for the groups named in `leave_out`."""
    groups = []
    for part in session.root.children:
        answers = _joined(_answers(part, "", work, photos_of, leave_out))
        if answers:
            groups.append(AnswerGroup(part.label or _("Otras preguntas"), answers))
    return tuple(groups)


def _joined(answers: Iterator[tuple[str, Answer]]) -> tuple[Answer, ...]:
    """Put a question's reason, and its box "could not be verified", into its own answer.

    Checklists name them `X_reason` and `X_unverified` (see their README).
    """
    found: dict[str, Answer] = {}
    for ref, answer in answers:
        asked, ending = next(((ref.removesuffix(e), e) for e in ENDINGS if ref.endswith(e)), (ref, ""))
        if ending == REASON and asked in found:
            found[asked] = replace(found[asked], reason=answer.answer)
        elif ending == UNVERIFIED and asked in found and not found[asked].answer:
            found[asked] = replace(found[asked], answer=answer.question)
        else:
            found[ref] = answer
    return tuple(found.values())


def _answers(
    view: NodeView, part: str, work: Work, photos_of: PhotosOf, leave_out: frozenset[str]
) -> Iterator[tuple[str, Answer]]:
    if not view.relevant or view.ref in leave_out:
        return
    if view.kind == "question":
        if view.value or view.control != "trigger":
            yield view.ref, _answer(view, part, work, photos_of)
        return
    for child in view.children:
        yield from _answers(child, _part(child) or part, work, photos_of, leave_out)


def _part(view: NodeView) -> str:
    """Return the title of a sub-group; a repeat's row carries its number."""
    if view.kind == "repeat-instance":
        return " ".join(filter(None, (view.label, str(view.index))))
    return view.label if view.kind in ("group", "repeat") else ""


def _answer(view: NodeView, part: str, work: Work, photos_of: PhotosOf) -> Answer:
    said = photos_of(view.ref) if view.control == "upload" else answer_words(view)
    beside = compare(view, work) if view.type in ("int", "decimal", "date", "string") else None
    published = ""
    if beside is not None and view.value and view.control == "input":
        published = _("Publicado: {value} ({source}, {date})").format(
            value=shown_fact(beside.expected, beside.key),
            source=beside.source,
            date=day(date.fromisoformat(beside.as_of)),
        )
    return Answer(
        question=view.label,
        answer=said,
        part=part,
        photos=view.control == "upload",
        published=published,
        differs=bool(published and beside and beside.differs),
    )


def answer_words(view: NodeView) -> str:
    """Return an answer as a person reads it; empty where there is none."""
    value = view.value
    if not value:
        return ""
    if view.control in ("select1", "select", "rank"):
        labels = {choice.value: choice.label for choice in view.choices}
        chosen = [value] if view.control == "select1" else value.split()
        return ", ".join(labels.get(one, one) for one in chosen)
    if view.control == "trigger":
        return _("Sí")
    return _typed(view.type, value, view.extra.get("fm:unit", ""))


def _typed(kind: str, value: str, unit: str) -> str:
    try:
        if kind == "date":
            return day(date.fromisoformat(value[:10]))
        if kind == "time":
            return f"{in_peru(datetime.combine(date(2000, 1, 2), time.fromisoformat(value))):%H:%M}"
        if kind == "dateTime":
            return f"{in_peru(datetime.fromisoformat(value)):%d/%m/%Y, %H:%M}"
        if kind in ("int", "decimal"):
            return _number(Decimal(value), unit)
        if kind == "geopoint":
            return ", ".join(value.split()[:2])
    except (ValueError, InvalidOperation):
        return value
    return value


def in_peru(when: datetime) -> datetime:
    """Return a time as Peru's wall clock shows it; one without offset is of that clock already."""
    return lima(when.astimezone(UTC)) if when.tzinfo else when


def _number(number: Decimal, unit: str) -> str:
    plain = f"{number.normalize():f}"
    if unit == "soles":
        return soles(number)
    if unit == "percent":
        return f"{plain}{NBSP}%"
    count = int(number) if number == int(number) else 2
    words = {
        "days": ngettext("día calendario", "días calendario", count),
        "people": ngettext("persona", "personas", count),
    }.get(unit, unit)
    return f"{plain}{NBSP}{words}" if words else plain
