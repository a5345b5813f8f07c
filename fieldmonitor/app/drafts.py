"""Starting, filling and saving a report; every answer is saved at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import uuid4

from fieldmonitor.app.accreditation import require_may_visit
from fieldmonitor.app.compiled import compiled
from fieldmonitor.app.findings import proposed_findings, words_of
from fieldmonitor.app.instances import answers_by_name, previous_instance, work_instance
from fieldmonitor.app.progress import Progress, progress
from fieldmonitor.app.rows import start_empty
from fieldmonitor.app.wishes import Wish, grant
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Report
from fieldmonitor.domain.records import (
    Activity,
    Assignment,
    ChecklistRecord,
    FindingTemplate,
    RecordKind,
    Work,
)
from fieldmonitor.domain.reports import SENT, Finding, ReportKey, ReportState, require_draft
from fieldmonitor.domain.visit import VisitMark
from fieldmonitor.forms import Changes, Session
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.store import UnitOfWork
from fieldmonitor.sync.enrolment import VOLUNTEER

COMPANIONS = "companions"
"""The question of the shipped checklists that asks who went along."""

SWITCH = (Activity.SITE_VISIT, Activity.STOPPED_WORK)
"""The one change of activity that a volunteer may make on the site."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A draft as it is to be saved: made on the caller's thread, written on the database's."""

    key: ReportKey
    answers_xml: bytes
    position: str | None
    findings: tuple[Finding, ...]
    progress: Progress


class Draft:
    """An open report: the live checklist session, and how to save it.

    `answer` computes and changes nothing on disk; `snapshot` + `save` write it. A caller that is not a
    window uses `answer_and_save`.
    """

    def __init__(
        self,
        report: Report,
        work: Work,
        session: Session,
        texts: dict[str, FindingTemplate],
        *,
        usual: Callable[[], frozenset[str]] = frozenset,
        number: int = 1,
        begun: datetime | None = None,
        previous: dict[str, str] | None = None,
    ) -> None:
        self.key = report.key
        self.report = report
        self.work = work
        self.session = session
        self._read_usual = usual
        self.previous = previous or {}
        """What the visit before this one answered, by the question's name."""
        self.number = number
        """Which of this volunteer's visits to the work it is, from 1 on."""
        self.begun = begun or report.started_at
        """When the visit was begun; a correction begins later than its visit."""
        self.unsaved = False
        """Whether something was answered that no write has confirmed yet."""
        self._texts = texts
        self._kept = {finding.id: finding for finding in report.findings}

    @cached_property
    def usual(self) -> frozenset[str]:
        """The parts that are asked where nothing is answered yet: an answer may take some of them away."""
        return self._read_usual()

    def answer(self, ref: str, value: str) -> Changes:
        """Answer a question and return exactly the nodes that changed."""
        changes = self.session.answer(ref, value)
        self.session.position = ref
        return changes

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings the answers give, in the volunteer's words where they were confirmed."""
        return proposed_findings(self.key, self.session, self._texts, self._kept, self.work)

    def findings_of(self, ref: str) -> tuple[Finding, ...]:
        """Return those of one question, without working the others out."""
        return proposed_findings(self.key, self.session, self._texts, self._kept, self.work, ref)

    def proposed(self, finding_id: str) -> Finding | None:
        """Return a finding as the checklist words it, whatever the volunteer made of it."""
        proposals = proposed_findings(self.key, self.session, self._texts, {}, self.work)
        return next((one for one in proposals if one.id == finding_id), None)

    def reword(self, finding: Finding) -> None:
        """Keep a finding as the volunteer worded or set it aside."""
        proposed = self.proposed(finding.id)
        reworded = proposed is None or words_of(finding) != words_of(proposed)
        self._kept[finding.id] = replace(finding, reworded=reworded)

    def snapshot(self) -> Snapshot:
        """Return what is to be saved now."""
        return Snapshot(
            self.key,
            self.session.to_xml(final=False),
            self.session.position or None,
            self.findings,
            progress(self.session),
        )


def start(
    ws: Workspace,
    assignment_id: str,
    *,
    activity: Activity | None = None,
    practice: bool = False,
    marks: tuple[VisitMark, ...] = (),
    wish: Wish | None = None,
) -> ReportKey:
    """Start a report on an assignment and return its key; an open draft of it is returned instead.

    `activity` may switch a site visit to the short form for a stopped work. A practice visit can never be
    signed. `marks` tell how the visit was prepared (`app.prepare`), `wish` why nobody goes in: its answer
    is given, and the report opens there. Raises InputError where the accreditation does not open visits.
    """
    require_may_visit(ws, practice=practice)
    key = ReportKey(str(uuid4()), 1)
    now = ws.clock.now()
    with ws.store.write() as uow:
        assignment = _assignment(uow, assignment_id)
        begun = uow.overview.open_draft(assignment_id, activity, practice=practice)
        if begun is not None:
            return begun
        checklist = _checklist_for(uow, assignment, activity or assignment.activity)
        previous = _last_answers(uow, key, assignment.work_id, checklist.id, now)
        known = _instances(_work(uow, assignment.work_id), previous)
        session = compiled(checklist.xform).start(instances=known, now=ws.clock.now)
        start_empty(session)
        _name_companions(session, assignment, uow.settings.get(VOLUNTEER))
        session.position = grant(session, wish) if wish is not None else ""
        far = progress(session)
        uow.reports.add(
            Report(
                key=key,
                state=ReportState.DRAFT,
                activity=activity or assignment.activity,
                assignment_id=assignment_id,
                work_id=assignment.work_id,
                checklist_id=checklist.id,
                checklist_version=checklist.version,
                answers_xml=session.to_xml(final=False),
                position=session.position or None,
                findings=(),
                practice=practice,
                started_at=now,
                saved_at=now,
                answered=far.answered,
                questions=far.questions,
                part=far.part,
                parts=far.parts,
            )
        )
        for mark in marks:
            uow.visit_marks.add(key, mark)
    return key


def open_draft(
    ws: Workspace, key: ReportKey, language: str = "es", *, instead: Snapshot | None = None
) -> Draft:
    """Open a report's checklist where it was left; a signed one can be read, not saved.

    `instead` is how it stood, where the store could not take it.
    """
    with ws.store.read() as uow:
        report = _report(uow, key)
        if instead is not None:
            answers, at, told = instead.answers_xml, instead.position, instead.findings
            report = replace(report, answers_xml=answers, position=at, findings=told)
        checklist = uow.records.checklist(report.checklist_id, report.checklist_version)
        if checklist is None:
            raise InputError("checklist.missing", checklist=report.checklist_id)
        work, begun = _work(uow, report.work_id), _begun(uow, key, report.started_at)
        previous = _last_answers(uow, key, report.work_id, report.checklist_id, begun)
        number = _number(uow, report, begun)
    form, known = compiled(checklist.xform), _instances(work, previous)
    session = form.start(report.answers_xml, language=language, instances=known, now=ws.clock.now)
    session.position = report.position or ""

    def usual() -> frozenset[str]:
        blank = form.start(instances=known, now=ws.clock.now)
        return frozenset(group.ref for group in blank.groups() if group.relevant)

    return Draft(
        report,
        work,
        session,
        checklist.findings,
        usual=usual,
        number=number,
        begun=begun,
        previous=answers_by_name(previous),
    )


def save(ws: Workspace, snapshot: Snapshot) -> str:
    """Write a draft in one commit and return the time to show: "Guardado 10:42" is true after this."""
    now = ws.clock.now()
    with ws.store.write() as uow:
        require_draft(_report(uow, snapshot.key).state)
        uow.reports.save_answers(
            snapshot.key,
            snapshot.answers_xml,
            position=snapshot.position,
            findings=snapshot.findings,
            answered=snapshot.progress.answered,
            questions=snapshot.progress.questions,
            part=snapshot.progress.part,
            parts=snapshot.progress.parts,
            saved_at=now,
        )
    return now.isoformat()


def answer_and_save(ws: Workspace, draft: Draft, ref: str, value: str) -> Changes:
    """Answer one question and save the draft."""
    changes = draft.answer(ref, value)
    save(ws, draft.snapshot())
    return changes


def correct(ws: Workspace, key: ReportKey, reason: str) -> ReportKey:
    """Start a corrected version of a sent report: same id, version + 1, citing the old hash."""
    if not reason.strip():
        raise InputError("report.reason_needed")
    now = ws.clock.now()
    with ws.store.write() as uow:
        versions = uow.reports.versions(key.id)
        newest = max(versions, key=lambda report: report.key.version, default=None)
        if newest is None:
            raise InputError("report.unknown", report=str(key))
        if newest.state is ReportState.DRAFT:
            return newest.key
        if newest.state not in SENT and newest.state is not ReportState.CONTENT_RECEIVED:
            raise InputError("report.not_sent_yet")
        corrected = ReportKey(key.id, newest.key.version + 1)
        original = _report(uow, newest.key)
        uow.reports.add(
            Report(
                key=corrected,
                state=ReportState.DRAFT,
                activity=original.activity,
                assignment_id=original.assignment_id,
                work_id=original.work_id,
                checklist_id=original.checklist_id,
                checklist_version=original.checklist_version,
                answers_xml=original.answers_xml,
                position=None,
                findings=original.findings,
                practice=False,
                started_at=now,
                saved_at=now,
                replaces=original.manifest_sha256,
                reason=reason.strip(),
                answered=original.answered,
                questions=original.questions,
                part=min(1, original.parts),
                parts=original.parts,
            )
        )
        for evidence in uow.evidence.list(newest.key):
            uow.evidence.add(replace(evidence, id=str(uuid4()), report=corrected))
        for mark in uow.visit_marks.list(newest.key):
            uow.visit_marks.add(corrected, mark)
    return corrected


def _instances(work: Work, previous: bytes | None) -> dict[str, bytes]:
    return {"work": work_instance(work), "previous": previous_instance(previous)}


def _name_companions(session: Session, assignment: Assignment, own: str | None) -> None:
    """Put the codes of the others of a pair or group into the question that asks who came along.

    It is a proposal: who did not come is taken out by hand. Each laptop's own report stays its own.
    """
    others = [code for code in assignment.volunteers if code != own]
    asked = (node for node in session.root.walk() if node.ref.rpartition("/")[2] == COMPANIONS)
    for node in asked if others else ():
        session.answer(node.ref, ", ".join(others))
    session.position = ""


def _last_answers(
    uow: UnitOfWork, key: ReportKey, work_id: str, checklist_id: str, begun: datetime
) -> bytes | None:
    """Return what the visit before this one answered; `begun`: when its first version was begun."""
    return uow.overview.last_answers(work_id, checklist_id, before=begun, other_than=key.id)


def _begun(uow: UnitOfWork, key: ReportKey, default: datetime) -> datetime:
    """Return when the first version of a report was begun."""
    return min((report.started_at for report in uow.reports.versions(key.id)), default=default)


def _number(uow: UnitOfWork, report: Report, begun: datetime) -> int:
    """Return which visit to its work a report is of, counted by when each was begun; practice left out."""
    earlier = {
        other.key.id
        for other in uow.overview.of_work(report.work_id)
        if other.started_at < begun and other.activity in SWITCH and not other.practice
    }
    return len(earlier - {report.key.id}) + 1


def _checklist_for(uow: UnitOfWork, assignment: Assignment, activity: Activity) -> ChecklistRecord:
    if activity is not assignment.activity and (assignment.activity, activity) != SWITCH:
        raise InputError("activity.not_assigned", asked=activity.value, assigned=assignment.activity.value)
    if activity is assignment.activity:
        checklist = uow.records.checklist(assignment.checklist_id)
    else:
        kept = (from_plain(body, ChecklistRecord) for body in uow.overview.bodies(RecordKind.CHECKLIST))
        checklist = next((record for record in kept if record.activity is activity), None)
    if checklist is None:
        raise InputError("checklist.missing", checklist=activity.value)
    return checklist


def _assignment(uow: UnitOfWork, assignment_id: str) -> Assignment:
    assignment = uow.records.assignment(assignment_id)
    if assignment is None:
        raise InputError("assignment.unknown", assignment=assignment_id)
    return assignment


def _report(uow: UnitOfWork, key: ReportKey) -> Report:
    report = uow.reports.get(key)
    if report is None:
        raise InputError("report.unknown", report=str(key))
    return report


def _work(uow: UnitOfWork, work_id: str) -> Work:
    work = uow.records.work(work_id)
    if work is None:
        raise InputError("work.unknown", work=work_id)
    return work
