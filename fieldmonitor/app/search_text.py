"""What can be found of each thing that is kept: its own words, not its codes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import Report
from fieldmonitor.domain.records import Course, Feedback, Notice, RecordKind, Work
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.store import UnitOfWork
from fieldmonitor.store.search import Passage
from fieldmonitor.system.translations import LANGUAGES

_TYPED = re.compile(r"<input\b[^>]*?\bref=\"([^\"]+)\"")
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_#>`|]+|(?m:^\s*-\s)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a thing that can be found: a code of what it is, and its words."""

    code: str
    words: str


class Reader:
    """Reads what is due in one unit of work; the typed questions of a checklist are looked up once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._asked: dict[tuple[str, str], frozenset[str]] = {}

    def passages(self, kind: str, owner: str) -> tuple[Passage, ...]:
        """Return what can be found of a thing now; nothing of what is gone, in the trash or practice."""
        if kind == "report":
            return tuple(self._report(owner))
        if kind == "photo":
            return tuple(self._photo(owner))
        try:
            return tuple(self._record(RecordKind(kind), owner))
        except TrustError:  # a newer server's record, which this program cannot read
            return ()

    def _report(self, owner: str) -> Iterator[Passage]:
        report = self._found(owner)
        if report is None:
            return
        yield Passage(owner, "", _lines(part.words for part in self.report_parts(report)))

    def report_parts(self, report: Report) -> list[Part]:
        """Return what can be found of a report: answers that were typed, and confirmed findings."""
        said = [Part("reason", report.reason or ""), *self._typed_answers(report)]
        for finding in report.findings:
            if finding.confirmed:
                worded = (finding.condition, finding.criterion, finding.effect)
                said += [Part("finding", words or "") for words in worded]
        return [part for part in said if part.words]

    def _found(self, owner: str) -> Report | None:
        id_, _slash, version = owner.rpartition("/")
        report = self._uow.reports.get(ReportKey(id_, int(version)))
        hidden = report is None or report.practice or report.trashed_at is not None
        return None if hidden else report

    def _typed_answers(self, report: Report) -> Iterator[Part]:
        asked = self._typed(report.checklist_id, report.checklist_version)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            tree = etree.fromstring(report.answers_xml, parser)
        except etree.XMLSyntaxError:
            return
        for element, path in _walk(tree, ""):
            if path in asked and element.text:
                yield Part(f"answer.{path}", element.text)

    def _typed(self, checklist: str, version: str) -> frozenset[str]:
        if (checklist, version) not in self._asked:
            record = self._uow.records.checklist(checklist, version)
            refs = _TYPED.findall(record.xform) if record else ()
            self._asked[checklist, version] = frozenset(refs)
        return self._asked[checklist, version]

    def _photo(self, owner: str) -> Iterator[Passage]:
        photo = self._uow.evidence.get(owner)
        if photo is not None and photo.trashed_at is None and self._found(str(photo.report)):
            yield Passage(owner, photo.caption or photo.name, photo.name)

    def _record(self, kind: RecordKind, owner: str) -> Iterator[Passage]:
        body = self._uow.records.get(kind, owner)
        if body is None:
            return
        if kind is RecordKind.WORK:
            yield _work(owner, from_plain(body, Work))
        elif kind is RecordKind.COURSE:
            yield from _lessons(from_plain(body, Course))
        elif kind is RecordKind.FEEDBACK:
            yield _feedback(from_plain(body, Feedback))
        elif kind is RecordKind.NOTICE:
            notice = from_plain(body, Notice)
            yield Passage(owner, notice.title, notice.text)


def _work(owner: str, work: Work) -> Passage:
    return Passage(owner, work.name, _lines(part.words for part in work_parts(work)))


def work_parts(work: Work) -> list[Part]:
    """Return what can be found of a work beside its name."""
    place = ", ".join(part for part in (work.district, work.province, work.department) if part)
    said = [("entity", work.entity), ("place", place), ("cui", work.cui), ("infobras", work.infobras_code),
            ("snip", work.snip), ("sector", work.sector)]  # fmt: skip
    said += [(f"party.{party.role}", party.name) for party in work.parties]
    said += [("change", change.text) for change in work.changes]
    return [Part(code, words) for code, words in said if words]


def _lessons(course: Course) -> Iterator[Passage]:
    for lesson in course.lessons:
        title = "\n".join(lesson.title.get(language, "") for language in LANGUAGES)
        yield Passage(lesson.id, title, _lines(plain(words) for words in lesson.markdown.values()))


def _feedback(told: Feedback) -> Passage:
    words = _lines(part.words for part in feedback_parts(told))
    return Passage(f"{told.report_id}/{told.report_version}", told.title, words)


def feedback_parts(told: Feedback) -> list[Part]:
    """Return what can be found of what came back on a report."""
    said = [("", told.summary), ("alert", told.alert_number), *(("", step.text) for step in told.steps)]
    said += [("reference", step.reference) for step in told.steps]
    said += [("comment", comment.text) for comment in told.comments]
    return [Part(code, words) for code, words in said if words]


def plain(markdown: str) -> str:
    """Return Markdown as words: no marks, and a link's own words only."""
    return " ".join(_MARKUP.sub(r"\1", markdown).split())


def _walk(element: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    here = f"{path}/{etree.QName(element).localname}" if isinstance(element.tag, str) else path
    yield element, here
    for child in element:
        yield from _walk(child, here)


def _lines(said: Iterable[str | None]) -> str:
    return "\n".join(words for words in said if words)
