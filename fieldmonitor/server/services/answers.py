"""A report's answers in words, by the very checklist that was answered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.records import ChecklistRecord, Work
from fieldmonitor.forms import Checklist, ChecklistError, NodeView
from fieldmonitor.protocol.manifests import ReportManifest
from fieldmonitor.system.translations import _

EMPTY = b"<root><item/></root>"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer as shown; `expected` is the fact of the work it is held against."""

    ref: str
    label: str
    value: str
    expected: FactKey | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the checklist with its answers."""

    label: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published value beside what was seen; `differs` when the volunteer confirmed a finding on it."""

    fact: Fact
    question: str
    seen: str
    differs: bool


def read_answers(
    manifest: ReportManifest, checklist: ChecklistRecord | None, work: Work | None, language: str
) -> tuple[Part, ...]:
    """Return a report's answered questions by part; without its checklist, the bare names and values."""
    if checklist is None:
        return _bare(manifest.answers_xml)
    instances = {"work": _work_instance(work), "previous": EMPTY}
    try:
        session = _compiled(checklist.xform).start(manifest.answers_xml, language, instances)
        parts = tuple(Part(view.label, tuple(_answers(view))) for view in session.root.children)
    except ChecklistError:
        return _bare(manifest.answers_xml)
    return tuple(part for part in parts if part.answers)


def compare(manifest: ReportManifest, parts: tuple[Part, ...], work: Work | None) -> tuple[Comparison, ...]:
    """Return what is published of the work beside what was seen, for the questions that ask for it."""
    found = {finding.question_ref for finding in manifest.findings if finding.confirmed}
    seen: dict[FactKey, Comparison] = {}
    for answer in (answer for part in parts for answer in part.answers):
        fact = work.fact(answer.expected) if work and answer.expected else None
        if fact is not None and (fact.key not in seen or answer.ref in found):
            seen[fact.key] = Comparison(fact, answer.label, answer.value, answer.ref in found)
    return tuple(seen.values())


@lru_cache(maxsize=32)
def _compiled(xform: str) -> Checklist:
    return Checklist.from_xform(xform)


def _answers(part: NodeView) -> Iterator[Answer]:
    for view in part.walk():
        if view.kind == "question" and view.stored and view.control != "upload":
            yield Answer(view.ref, view.label or view.ref, _words(view), _expected(view))


def _words(view: NodeView) -> str:
    """Return an answer as a person reads it: a choice's label, not its code."""
    labels = {choice.value: choice.label for choice in view.choices}
    if not labels:
        return with_unit(_plain(view.stored, view.type), view.extra.get("fm:unit", ""))
    return ", ".join(labels.get(code, code) for code in view.stored.split())


def _plain(value: str, kind: str) -> str:
    """Return a time or a day without its seconds and zone, as it was entered."""
    if kind == "time":
        return value[:5]
    if kind == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", value):
        return f"{value[8:10]}/{value[5:7]}/{value[:4]}"
    return value


def with_unit(value: str, unit: str) -> str:
    """Return a number with what it counts."""
    shown = {
        "days": _("{value} días"),
        "soles": _("S/ {value}"),
        "percent": _("{value} %"),
        "people": _("{value} personas"),
    }.get(unit, "{value}")
    return shown.format(value=value)


def _expected(view: NodeView) -> FactKey | None:
    key = view.extra.get("fm:expected", "")
    try:
        return FactKey(key)
    except ValueError:
        return None


def _work_instance(work: Work | None) -> bytes:
    """Return the published values as the checklist looks them up: `/root/item/<key>`."""
    root = etree.Element("root")
    item = etree.SubElement(root, "item")
    for key in FactKey:
        fact = work.fact(key) if work else None
        etree.SubElement(item, key.value).text = fact.value if fact else ""
    return etree.tostring(root)


def _bare(answers_xml: str) -> tuple[Part, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(answers_xml.encode(), parser)
    except etree.XMLSyntaxError:
        return ()
    leaves = [element for element in tree.iter("{*}*") if not len(element) and element.text]
    return (
        Part("", tuple(Answer(_path(one), etree.QName(one).localname, one.text or "") for one in leaves)),
    )


def _path(element: etree._Element) -> str:
    names = [etree.QName(element).localname]
    names += [etree.QName(parent).localname for parent in element.iterancestors()]
    return "/" + "/".join(reversed(names))
