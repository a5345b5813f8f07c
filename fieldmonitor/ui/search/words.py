"""What was found, as rows in groups, and where each leads; no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldmonitor.app.search import Found, FoundKind
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.help import words as help_words
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.wording import folded

MOST_HELP = 6


@dataclass(frozen=True, slots=True)
class Result:
    """One row: what it is, the words around the match, and the place it opens."""

    title: str
    detail: str
    route: Route


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind under their heading."""

    title: str
    results: tuple[Result, ...]


def groups(found: Iterable[Found], wanted: str) -> list[Group]:
    """Return the groups that have anything, in the order in which they are shown."""
    by_kind: dict[FoundKind, list[Result]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(result(one))
    made = [Group(_title(kind), tuple(by_kind[kind])) for kind in FoundKind if kind in by_kind]
    helped = tuple(_help(wanted))
    return [*made, Group(_("Ayuda y glosario"), helped)] if helped else made


def recent_group(found: Iterable[Found]) -> list[Group]:
    """Return what was worked on last, as the one group that is shown while nothing is asked for."""
    results = tuple(
        Result(names.short_work(one.work_name), _report_detail(one), _report_route(one)) for one in found
    )
    return [Group(_("Lo último en que trabajó"), results)] if results else []


def result(found: Found) -> Result:
    """Return the row of something found."""
    said = _said(found)
    if found.kind is FoundKind.WORK:
        route = Route("work", f"{found.id}|{found.assignment}")
        return Result(names.short_work(found.title), said, route)
    if found.kind is FoundKind.LESSON:
        return Result(found.title, said, Route("course", "", found.id))
    if found.kind is FoundKind.NOTICE or found.report is None:
        return Result(found.title, said, Route("alerts"))
    if found.kind is FoundKind.REPORT:
        return Result(_report_title(found), said, _report_route(found))
    about = names.short_work(found.work_name)
    if found.kind is FoundKind.PHOTO:
        draft = found.state is ReportState.DRAFT
        key = str(found.report)
        detail = f"{said} · {about}" if said else about
        return Result(found.title, detail, Route("photos", key, found.id) if draft else Route("report", key))
    return Result(found.title, f"{about} · {said}" if said else about, Route("report", str(found.report)))


def _said(found: Found) -> str:
    """Return the words around the match, after what they are: a number alone says nothing."""
    words = " ".join(found.words.split())
    label = found.label.rstrip("?:.").lstrip("¿") or _part_word(found.code)
    return _("{part}: {words}").format(part=label, words=words) if label and words else words


def _part_word(code: str) -> str:
    if code.startswith("party."):
        return names.party_role(code.removeprefix("party."))
    return {
        "entity": _("Entidad"),
        "place": _("Lugar"),
        "cui": "CUI",
        "infobras": "INFOBRAS",
        "snip": "SNIP",
        "sector": _("Sector"),
        "change": _("Cambio"),
        "reason": _("Motivo"),
        "finding": _("Hallazgo"),
        "file": _("Archivo"),
        "alert": _("Alerta"),
        "reference": _("Documento"),
        "comment": _("Comentario"),
    }.get(code, "")


def _report_title(found: Found) -> str:
    assert found.activity is not None and found.state is not None
    sign = names.report_state(found.state)
    return _("{kind}, {date} · {state} · {work}").format(
        kind=names.report_title(found.activity),
        date=day(found.saved_at),
        state=sign.word,
        work=names.short_work(found.work_name),
    )


def _report_detail(found: Found) -> str:
    assert found.activity is not None and found.state is not None
    return _("{kind}, {date} · {state}").format(
        kind=names.report_title(found.activity),
        date=day(found.saved_at),
        state=names.report_state(found.state).word,
    )


def _report_route(found: Found) -> Route:
    return Route("visit" if found.state is ReportState.DRAFT else "report", str(found.report))


def _help(wanted: str) -> Iterable[Result]:
    parts = folded(wanted).split()
    known = [*help_words.glossary(), *help_words.answers()]
    fitting = [
        (term, said) for term, said in known if all(part in folded(f"{term} {said}") for part in parts)
    ]
    fitting.sort(key=lambda item: not folded(item[0]).startswith(folded(wanted)))
    return [Result(term, said, Route("help", "", term)) for term, said in fitting[:MOST_HELP]]


def _title(kind: FoundKind) -> str:
    return {
        FoundKind.WORK: _("Obras"),
        FoundKind.REPORT: _("Informes"),
        FoundKind.PHOTO: _("Fotos"),
        FoundKind.FEEDBACK: _("Avisos de sus informes"),
        FoundKind.NOTICE: _("Mensajes del programa"),
        FoundKind.LESSON: _("Lecciones del curso"),
    }[kind]
