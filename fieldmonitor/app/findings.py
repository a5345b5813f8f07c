"""Findings proposed from answers: what the checklist says an answer means, in four parts.

A question's `fm:finding` reads `answer=code …`; the answer `differs` stands for a value that is not the
one the work record gives for `fm:expected`. `fm:evidence` names the photo question that must support it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import NAMESPACE_URL, uuid5

from fieldmonitor.app.rows import rows_of
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.documents.language import in_language
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import FindingTemplate, Work
from fieldmonitor.domain.reports import Finding, ReportKey, Severity
from fieldmonitor.forms import NodeView, Session
from fieldmonitor.system.formats import shown_fact

DIFFERS = "differs"

_ROW = re.compile(r"\[\d+\]")
"""The number of a row in a ref."""


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that the comptroller issued on the same work and has not closed."""

    number: str
    title: str
    summary: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer beside the published value it names; `differs` where both are known and unequal."""

    ref: str
    key: FactKey
    expected: str
    source: str
    as_of: str
    differs: bool


def compare(node: NodeView, work: Work) -> Comparison | None:
    """Return the published value beside a question that names one (`fm:expected`)."""
    name = node.extra.get("fm:expected", "")
    if name not in FactKey._value2member_map_:
        return None
    fact = work.fact(FactKey(name))
    if fact is None:
        return None
    differs = bool(node.value) and _unequal(node.value, fact.value)
    return Comparison(node.ref, fact.key, fact.value, fact.source, fact.as_of.isoformat(), differs)


def proposed_findings(
    key: ReportKey,
    session: Session,
    texts: dict[str, FindingTemplate],
    kept: dict[str, Finding],
    work: Work,
    only: str = "",
) -> tuple[Finding, ...]:
    """Return the findings that the answers give now; what the volunteer reworded keeps their words.

    A finding's id depends on report, question and code alone, so that it survives every recomputation.
    `only` names the one question whose findings are asked for.
    """
    found = []
    for node in _telling(session, only):
        if not node.relevant or not node.value:
            continue
        for code in _codes(node, work):
            if code in texts:
                finding = _finding(key, session, node, code, texts[code], work)
                found.append(_as_kept(finding, kept.get(finding.id)))
    return tuple(found)


def open_alerts(ws: Workspace, work_id: str, key: ReportKey) -> tuple[OpenAlert, ...]:
    """Return the open alerts on a work that came from other reports, anybody's, the newest first."""
    with ws.store.read() as uow:
        heard, work = uow.overview.feedback(work_id=work_id), uow.records.work(work_id)
    own = {step.reference for one in heard if one.report_id == key.id for step in one.steps}
    told = [one for one in heard if one.report_id != key.id]
    known = {one.alert_number for one in told}
    others = [
        OpenAlert(one.number, one.title, "", one.issued_on)
        for one in (work.alerts if work is not None else ())
        if one.number not in own | known
    ]
    found = [
        OpenAlert(
            one.alert_number,
            one.title,
            one.summary,
            next((step.on for step in one.steps if step.step == "alert"), None),
        )
        for one in told
        if one.alert_open and one.alert_number
    ]
    return tuple(
        sorted([*found, *others], key=lambda alert: (alert.since or date.min, alert.number), reverse=True)
    )


def words_of(finding: Finding) -> tuple[str, ...]:
    """Return what a volunteer may word."""
    return (finding.severity, finding.criterion, finding.condition, finding.effect)


def _as_kept(proposed: Finding, kept: Finding | None) -> Finding:
    """Let what the volunteer decided stand; words that are the checklist's follow the answers."""
    if kept is None:
        return proposed
    if kept.reworded:
        return replace(kept, evidence=proposed.evidence)
    return replace(
        proposed,
        confirmed=kept.confirmed,
        same_alert=kept.same_alert,
        decided=kept.decided and words_of(kept) == words_of(proposed),
        no_photo=kept.no_photo,
    )


def questions(session: Session) -> Iterator[NodeView]:
    """Yield the questions that are asked now, in the order of the checklist."""
    return (view for view in session.root.walk() if view.kind == "question" and view.relevant)


def _telling(session: Session, only: str) -> Iterator[NodeView]:
    """Yield the nodes that name findings, calculated ones too, in the order of the checklist.

    `only` one of them where it is given, without looking the others up.
    """
    binds = session.checklist.definition.binds
    if only:
        node = binds.get(_ROW.sub("", only))
        if node is not None and "fm:finding" in node.bind.extra:
            yield session.node(only)
        return
    for ref, node in binds.items():
        if "fm:finding" in node.bind.extra:
            yield from (session.node(there) for there in _there(session, ref))


def _there(session: Session, ref: str) -> list[str]:
    """Return where a node of the checklist stands in the report: once, or once in each row of its repeat."""
    binds = session.checklist.definition.binds
    known, places = "", [""]
    for part in ref.split("/")[1:]:
        known = f"{known}/{part}"
        places = [f"{place}/{part}" for place in places]
        if binds[known].repeat is not None:
            places = [row.ref for place in places for row in rows_of(session, place)]
    return places


def _codes(node: NodeView, work: Work) -> list[str]:
    rules = dict(rule.split("=", 1) for rule in node.extra.get("fm:finding", "").split() if "=" in rule)
    answers = node.value.split() if node.control == "select" else [node.value]
    codes = [rules[answer] for answer in answers if answer in rules]
    comparison = compare(node, work)
    if DIFFERS in rules and comparison and comparison.differs:
        codes.append(rules[DIFFERS])
    return list(dict.fromkeys(codes))


def _finding(
    key: ReportKey, session: Session, node: NodeView, code: str, text: FindingTemplate, work: Work
) -> Finding:
    language = language_code(session.language, text.condition)
    # A unit ("días") is of the finding's language, whatever the program speaks now.
    values = in_language(language, lambda: _values(node, compare(node, work)))
    values["details"] = _details(session, node)
    return Finding(
        id=str(uuid5(NAMESPACE_URL, f"fieldmonitor:{key.id}:{node.ref}:{code}")),
        code=code,
        question_ref=node.ref,
        severity=Severity(node.extra.get("fm:severity") or text.severity),
        criterion=_fill(text.criterion[language], values),
        condition=_fill(text.condition[language], values),
        effect=_fill(text.effect[language], values),
        evidence=_evidence(session, node),
    )


def _values(node: NodeView, comparison: Comparison | None) -> dict[str, str]:
    return {
        "answer": _shown(node, comparison),
        "expected": shown_fact(comparison.expected, comparison.key) if comparison else "",
        "source": comparison.source if comparison else "",
    }


def _details(session: Session, node: NodeView) -> str:
    """Return what was answered to the questions that tell more of this one, as sentences."""
    names = node.extra.get("fm:details", "").split()
    told = questions(session) if names else ()
    said = [_shown(other, None).strip() for other in told if other.ref.rpartition("/")[2] in names]
    return " ".join(words if words.endswith((".", "!", "?")) else f"{words}." for words in said if words)


def language_code(named: str, texts: dict[str, str]) -> str:
    """Return the code of a checklist's language, which it may name "Español (es)"; Spanish where unknown."""
    code = named.rpartition("(")[2].rstrip(")")
    return code if code in texts else "es"


def _evidence(session: Session, node: NodeView) -> tuple[str, ...]:
    """Return the hashes of the pictures that the checklist asks for in support of this question."""
    names = node.extra.get("fm:evidence", "").split()
    if not names:
        return ()
    row = node.ref[: node.ref.rfind("]") + 1]  # a row's own photos, where it stands in one
    here = (other for other in questions(session) if other.ref.startswith(row))
    photos = (other for other in here if other.ref.rpartition("/")[2] in names)
    return tuple(photo.value for photo in photos if photo.value)


def _shown(node: NodeView, comparison: Comparison | None) -> str:
    """Return an answer in words; one that is compared reads as the published value does, unit included."""
    labels = [choice.label for choice in node.choices if choice.value in node.value.split()]
    if comparison is not None and not labels:
        return shown_fact(node.value, comparison.key)
    return ", ".join(labels) or node.value


def _fill(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template.strip()


def _unequal(answer: str, expected: str) -> bool:
    try:
        return Decimal(answer) != Decimal(expected)
    except InvalidOperation:
        return answer.strip().casefold() != expected.strip().casefold()
