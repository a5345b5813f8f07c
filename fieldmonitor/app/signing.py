"""Review, sign and queue: one commit makes a report frozen, signed and waiting to be sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldmonitor.app import sealed_originals
from fieldmonitor.app.drafts import Draft, open_draft, save
from fieldmonitor.app.findings import questions
from fieldmonitor.app.photos import settle
from fieldmonitor.app.progress import progress
from fieldmonitor.app.queue import queue_message
from fieldmonitor.app.urgent import last_sent
from fieldmonitor.app.visits_before import remember
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.clock import Moment
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence, Report
from fieldmonitor.domain.reports import Finding, ReportKey, ReportState, require_draft
from fieldmonitor.forms import Problem
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.protocol.manifests import (
    ChecklistRef,
    FileEntry,
    FileRole,
    PhotoFacts,
    ReportManifest,
)

STATEMENT = "signing_"
"""How the names of a checklist's notes begin that say what a signature means."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a volunteer sees before signing; signing is open when there are no problems.

    `answered` of `questions` counts the required ones, as the parts of the checklist do. `statements` are
    the checklist's own words on what a signature says of an unusual visit, as one that found no work.
    """

    key: ReportKey
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    missing_evidence: tuple[Finding, ...]
    answered: int
    questions: int
    dropped: tuple[str, ...]
    practice: bool
    statements: tuple[str, ...] = ()

    @property
    def undecided(self) -> tuple[Finding, ...]:
        """The findings that the checklist proposed and the volunteer neither confirmed nor set aside."""
        return tuple(finding for finding in self.findings if finding.confirmed and not finding.decided)


def review(ws: Workspace, draft: Draft) -> Review:
    """Check a draft as a whole."""
    with ws.store.read() as uow:
        evidence = tuple(uow.evidence.list(draft.key))
    if draft.report.state is ReportState.DRAFT:
        settle(draft, evidence)
    far = progress(draft.session)
    return Review(
        key=draft.key,
        problems=tuple(draft.session.validate()),
        findings=draft.findings,
        evidence=evidence,
        missing_evidence=tuple(f for f in draft.findings if lacks_evidence(draft, f)),
        answered=far.answered,
        questions=far.questions,
        dropped=tuple(_dropped(draft)),
        practice=draft.report.practice,
        statements=tuple(_statements(draft)),
    )


def sign(ws: Workspace, key: ReportKey, passphrase: str, *, hold: bool = False) -> ReportManifest:
    """Freeze and sign a report and put it in the outbox, all in one commit.

    `hold`: there it stays until the volunteer lets it go (`sending.release`).
    Raises InputError while problems remain, for a practice visit, and for a wrong passphrase.
    """
    draft = open_draft(ws, key)
    require_draft(draft.report.state)
    if draft.report.practice:
        raise InputError("report.practice")
    checked = review(ws, draft)
    if checked.problems:
        raise InputError("report.problems", count=len(checked.problems))
    if checked.missing_evidence:
        raise InputError("finding.evidence_missing", count=len(checked.missing_evidence))
    ws.confirm(passphrase)
    save(ws, draft.snapshot())
    sealed = sealed_originals.seal_originals(ws, checked.evidence)
    try:
        manifest = _manifest(ws, draft, checked, sealed_originals.entries(sealed))
        with ws.store.write() as uow:
            stored = uow.reports.get(key)
            require_draft(stored.state if stored else ReportState.SIGNED)
            sealed_originals.keep(ws, uow, sealed)
            queue_message(ws, uow, manifest, title=draft.work.name)
            if hold:
                uow.outbox.pause(key.id)
            uow.reports.mark_signed(key, digest(encode(manifest)), manifest.signed_at.utc)
            uow.reports.advance(key, ReportState.QUEUED)
            remember(uow, draft.work)
    except BaseException:
        sealed_originals.discard(ws, sealed)
        raise
    return manifest


def _dropped(draft: Draft) -> Iterator[str]:
    """Yield the labels of answers that no longer apply: kept in the draft, left out of what is signed."""
    for view in draft.session.root.walk():
        if view.kind == "question" and view.stored and not view.relevant:
            yield view.label or view.ref


def _statements(draft: Draft) -> Iterator[str]:
    """Yield the notes of the checklist that say what is being signed: their names begin with `signing_`."""
    for view in draft.session.root.walk():
        if view.kind == "note" and view.relevant and view.ref.rpartition("/")[2].startswith(STATEMENT):
            yield view.label


def _manifest(ws: Workspace, draft: Draft, checked: Review, sealed: tuple[FileEntry, ...]) -> ReportManifest:
    report = draft.report
    with ws.store.read() as uow:
        checklist = uow.records.checklist(report.checklist_id, report.checklist_version)
        marks = uow.visit_marks.list(report.key)
        urgent = tuple(finding.id for finding in checked.findings if last_sent(uow, finding.id))
    if checklist is None:
        raise InputError("checklist.missing", checklist=report.checklist_id)
    return ReportManifest(
        id=report.key.id,
        version=report.key.version,
        protocol=VERSION,
        activity=report.activity,
        assignment_id=report.assignment_id,
        work_id=report.work_id,
        volunteer=ws.volunteer(),
        device=ws.device.id,
        checklist=ChecklistRef(checklist.id, checklist.version, digest(checklist.xform.encode())),
        answers_xml=draft.session.to_xml(final=True).decode(),
        findings=tuple(finding for finding in checked.findings if finding.confirmed),
        files=(*_files(checked.evidence), *sealed),
        started_at=_started(ws, report),
        signed_at=ws.moment(),
        replaces=report.replaces,
        reason=report.reason,
        urgent=urgent,
        dropped_answers=len(checked.dropped),
        visit=marks,
    )


def _files(evidence: tuple[Evidence, ...]) -> tuple[FileEntry, ...]:
    """Return each distinct file once: small copies and their originals.

    Where a person covered or marked something, the copy is listed, and cites the original that stays here.
    """
    entries: dict[str, FileEntry] = {}
    for row in evidence:
        facts = decode(row.facts, PhotoFacts)
        role = FileRole.ORIGINAL if row.small_sha256 else FileRole.DOCUMENT
        entries.setdefault(
            row.sha256,
            FileEntry(
                row.sha256,
                row.size,
                row.media_type,
                role,
                row.question_ref,
                row.caption,
                row.original_sha256,
                facts,
            ),
        )
        if row.small_sha256 and row.small_size is not None:
            entries.setdefault(
                row.small_sha256,
                FileEntry(
                    row.small_sha256,
                    row.small_size,
                    "image/jpeg",
                    FileRole.SMALL,
                    row.question_ref,
                    row.caption,
                    row.sha256,
                ),
            )
    return tuple(entries.values())


def _started(ws: Workspace, report: Report) -> Moment:
    now = ws.moment()
    return Moment(report.started_at, now.utc_offset_minutes, now.error_seconds)


def lacks_evidence(draft: Draft, finding: Finding) -> bool:
    """Tell whether a confirmed finding lacks the photo that is asked for, and a word on why.

    Where none may be taken, none is asked for.
    """
    if not finding.confirmed or finding.no_photo:
        return False
    names = draft.session.node(finding.question_ref).extra.get("fm:evidence", "").split()
    asked = any(view.ref.rpartition("/")[2] in names for view in questions(draft.session))
    return asked and not finding.evidence
