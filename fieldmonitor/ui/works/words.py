"""The register read between the lines, in words a volunteer can act on."""

from datetime import date
from typing import cast

from fieldmonitor.app.assessment_words import stale_words
from fieldmonitor.app.queries import WorkSheet
from fieldmonitor.app.visits_before import last_visit
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.local import AssignmentRow, Report
from fieldmonitor.domain.records import Activity, ProgressPoint, Work, WorkAlert
from fieldmonitor.domain.work_rules import WorkWarning, is_old, last_progress, months_between, warnings
from fieldmonitor.system.formats import day, fact_value, long_month, month_names, percent
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui import names
from fieldmonitor.ui.help.words import meaning
from fieldmonitor.ui.widgets.facts import FactRow
from fieldmonitor.ui.widgets.plot import MonthPoint, PlotWords

TERMS = (
    FactKey.CONTRACT_AMOUNT,
    FactKey.UPDATED_COST,
    FactKey.ADDITIONS,
    FactKey.DEDUCTIONS,
    FactKey.CONTRACT_TERM,
    FactKey.START_DATE,
    FactKey.END_DATE,
    FactKey.REAL_END_DATE,
    FactKey.PHYSICAL_PROGRESS,
    FactKey.PROGRAMMED_PROGRESS,
    FactKey.FINANCIAL_PROGRESS,
    FactKey.LAST_PROGRESS_DATE,
)
"""What the tab of terms and amounts shows; every other fact is shown with the data."""

IN_SHORT = (
    FactKey.PUBLIC_STATE,
    FactKey.PHYSICAL_PROGRESS,
    FactKey.CONTRACT_TERM,
    FactKey.END_DATE,
    FactKey.CONTRACT_AMOUNT,
)
"""What a briefing repeats of the record: what the checklist will ask to compare."""


def warning(found: WorkWarning) -> tuple[str, str]:
    """Return a warning's strong words and what to do about it."""
    params = found.params
    if found.code == "stale_progress":
        return stale_words(params), _("En la visita, compruebe si hay personal trabajando.")
    if found.code == "no_progress":
        lead = _("{source} dice EN EJECUCIÓN, pero nunca registró un avance.").format(source=params["source"])
        since = _("Empezó el {date}. En la visita, compruebe si hay personal trabajando.")
        return lead, since.format(date=day(cast(date, params["since"])))
    if found.code == "stoppage_unsaid":
        lead = _("{source} dice EN EJECUCIÓN y también que la obra está paralizada.")
        cause = str(params["cause"])
        advice = _("Causa publicada: {cause}. En la visita, compruébelo.").format(cause=cause.rstrip("."))
        return lead.format(source=params["source"]), advice if cause else _("En la visita, compruébelo.")
    if found.code == "paid_ahead":
        built, paid = cast(Fact, params["built"]), cast(Fact, params["paid"])
        lead = _("Se pagó más de lo construido: {paid} pagado, {built} construido.")
        advice = _("En la visita, mire si lo valorizado está hecho.")
        return lead.format(paid=fact_value(paid), built=fact_value(built)), advice
    if found.code == "term_passed":
        days = cast(int, params["days"])
        lead = ngettext("El plazo venció hace {n} día.", "El plazo venció hace {n} días.", days).format(
            n=days
        )
        return lead, _("La obra sigue sin fecha real de término. Pregunte por la ampliación de plazo.")
    if found.code == "contradiction":
        one, other = cast(Fact, params["first"]), cast(Fact, params["second"])
        lead = _("Las fuentes no coinciden en: {name}.").format(
            name=names.fact(FactKey(str(params["key"]))).lower()
        )
        says = _("{one_source} dice {one}; {other_source} dice {other}.")
        return lead, says.format(
            one_source=one.source, one=fact_value(one), other_source=other.source, other=fact_value(other)
        )
    return _("Revise los datos de esta obra."), found.code


def to_do(item: AssignmentRow, *, postponed: date | None, open_findings: int) -> str:
    """Return what to know before a visit that is still to be made, in one line."""
    due = _("Vence el {date}").format(date=day(item.due))
    if item.activity is Activity.INFORMATION_ACCESS:
        return due
    parts = []
    if open_findings:
        said = ngettext("revise {n} hallazgo abierto", "revise {n} hallazgos abiertos", open_findings)
        parts.append(said.format(n=open_findings))
    if postponed is not None:
        parts.append(_("la dejó para otro día el {date}").format(date=day(postponed)))
    return " · ".join([due, *(parts or [_("lleve casco, chaleco y credencial")])])


def reported(report: Report) -> str:
    """Return how the report of an assignment stands, in one line."""
    sign = names.report_state(report.state)
    if report.signed_at is None:
        return sign.word
    return _("Firmado el {date} · {state}").format(date=day(report.signed_at), state=sign.word)


def open_findings(sheet: WorkSheet) -> int:
    """Return how many findings of earlier visits have an alert that is still open."""
    told = {feedback.report_id for feedback in sheet.feedback if feedback.alert_open}
    confirmed = (
        finding
        for report in sheet.history
        if report.signed_at and report.key.id in told
        for finding in report.findings
        if finding.confirmed
    )
    return len({finding.id for finding in confirmed})


def news(sheet: WorkSheet) -> tuple[str, str]:
    """Return what was published after the last visit: how much, and the newest of it."""
    visit = last_visit(list(sheet.history))
    count = len(sheet.changes)
    when = day(visit.signed_at) if visit else ""
    lead = ngettext(
        "{n} cambio desde su visita del {date}.",
        "{n} cambios desde su visita del {date}.",
        count,
    ).format(n=count, date=when)
    newest = sheet.changes[0]
    return lead, _("{words} ({source}, {date})").format(
        words=newest.text, source=newest.source, date=day(newest.on)
    )


def source_words(source: str | None, as_of: date | None) -> str:
    """Return who published something and when; that nobody said so is said."""
    if source is None:
        return _("Sin fuente registrada")
    if as_of is None:
        return _("Fuente: {source}, sin fecha").format(source=source)
    return _("Fuente: {source}, {date}").format(source=source, date=day(as_of))


def other_alerts(sheet: WorkSheet) -> tuple[WorkAlert, ...]:
    """Return the open alerts on a work that came from other people's reports."""
    own = {step.reference for told in sheet.feedback for step in told.steps}
    own |= {told.alert_number for told in sheet.feedback}
    return tuple(alert for alert in sheet.work.alerts if alert.number not in own)


def alert_count(sheet: WorkSheet) -> int:
    """Return how many alerts the tab lists."""
    return sum(1 for told in sheet.feedback if told.alert_number) + len(other_alerts(sheet))


def term_rows(work: Work, today: date) -> list[FactRow]:
    """Return the rows of terms and amounts, every source's own."""
    return [_row(fact, work, today) for key in TERMS for fact in work.all_facts(key)]


def short_rows(work: Work, today: date) -> list[FactRow]:
    """Return the newest value of each fact that a briefing repeats."""
    facts = (work.fact(key) for key in IN_SHORT)
    return [_row(fact, work, today) for fact in facts if fact is not None]


def other_rows(work: Work, today: date) -> list[FactRow]:
    """Return the facts that are neither terms nor amounts."""
    return [_row(fact, work, today) for key in FactKey if key not in TERMS for fact in work.all_facts(key)]


def _disputed(fact: Fact, work: Work, today: date) -> str:
    """Return the source that says otherwise of the same thing, where there is one."""
    for found in warnings(work, today):
        if found.code == "contradiction" and fact in (found.params["first"], found.params["second"]):
            pair = (cast(Fact, found.params["first"]), cast(Fact, found.params["second"]))
            return pair[0].source if pair[1] == fact else pair[1].source
    return ""


def _row(fact: Fact, work: Work, today: date) -> FactRow:
    return FactRow(
        name=names.fact(fact.key),
        value=fact_value(fact),
        source=fact.source,
        when=day(fact.as_of),
        note=_note(fact, work, today),
        old=is_old(fact, today, work.as_of),
        meaning=fact_meaning(fact.key),
    )


def fact_meaning(key: FactKey) -> str:
    """Return the glossary's words on what a published value is about."""
    term = {
        FactKey.CONTRACT_TERM: _("Plazo vigente"),
        FactKey.UPDATED_COST: _("Costo actualizado"),
        FactKey.ADDITIONS: _("Adicional"),
        FactKey.DEDUCTIONS: _("Deductivo"),
        FactKey.PHYSICAL_PROGRESS: _("Avance físico"),
        FactKey.PROGRAMMED_PROGRESS: _("Avance físico"),
        FactKey.FINANCIAL_PROGRESS: _("Avance financiero"),
        FactKey.EXECUTION_MODE: _("Modalidad de ejecución"),
        FactKey.SUPERVISOR: _("Supervisor"),
        FactKey.RESIDENT: _("Residente de obra"),
    }.get(key, "")
    return meaning(term) if term else ""


def _note(fact: Fact, work: Work, today: date) -> str:
    notes = []
    if fact.previous:
        before = fact_value(Fact(fact.key, fact.previous, fact.source, fact.as_of))
        notes.append(_("antes {value}").format(value=before))
    end = fact.as_date() if fact.key is FactKey.END_DATE else None
    if end and end < today and not work.fact(FactKey.REAL_END_DATE):
        days = (today - end).days
        notes.append(ngettext("venció hace {n} día", "venció hace {n} días", days).format(n=days))
    if other := _disputed(fact, work, today):
        notes.append(_("no coincide con {source}").format(source=other))
    return " · ".join(notes)


PlotShown = tuple[list[MonthPoint], PlotWords, int | None]
"""What the plot is made of."""


def plot(work: Work, today: date) -> PlotShown | None:
    """Return what the progress plot shows, up to this month; None without any entry."""
    if not work.progress:
        return None
    by_month = {point.month.replace(day=1): point for point in work.progress}
    first = min(by_month)
    last = max(max(by_month), today.replace(day=1))
    points = [_point(month, by_month.get(month)) for month in _months(first, last)]
    real = [index for index, point in enumerate(points) if point.real is not None]
    gap_from = real[-1] + 1 if real and real[-1] + 1 < len(points) else None
    ended = work.fact(FactKey.REAL_END_DATE) is not None
    words = _plot_words(points, real, work, today)
    return points, words, gap_from if words.gap and not ended else None


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + (first.month - 1 + index) // 12, (first.month - 1 + index) % 12 + 1, 1)
        for index in range(count)
    ]


def _point(month: date, point: ProgressPoint | None) -> MonthPoint:
    if point is None:
        return MonthPoint(month, None, None)
    return MonthPoint(
        month,
        float(point.programmed) if point.programmed is not None else None,
        float(point.real) if point.real is not None else None,
    )


def _plot_words(points: list[MonthPoint], real: list[int], work: Work, today: date) -> PlotWords:
    said, named, gap = _("Sin avance real registrado."), "", ""
    if real:
        last = points[real[-1]]
        assert last.real is not None
        named = _("Real: {value} en {month}").format(value=percent(last.real), month=long_month(last.month))
        missing = months_between(last_progress(work) or last.month, today)
        if missing > 0:
            gap = ngettext("{n} mes\nsin registro", "{n} meses\nsin registro", missing).format(n=missing)
        said = f"{named}. {gap}".replace("\n", " ")
    return PlotWords(_("Programado"), named, gap, said, month_names())
