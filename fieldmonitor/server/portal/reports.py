"""The queue, a report as it is read, and what the staff decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from fieldmonitor.domain.records import QuestionComment
from fieldmonitor.domain.reports import Finding
from fieldmonitor.protocol.manifests import FileEntry, FileRole
from fieldmonitor.server.files import PICTURES, send_file, send_opened
from fieldmonitor.server.portal import pages
from fieldmonitor.server.portal.visit import Form, PortalRoute, Sent, SignedIn, Visit, to
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Act
from fieldmonitor.server.routes.messages import Sha256, Version
from fieldmonitor.server.routes.staff_control import Id
from fieldmonitor.server.services import actions, alerts, answers, fieldwork, originals, triage
from fieldmonitor.server.services.states import OPEN, ReviewDecision

router = APIRouter(prefix="/portal", include_in_schema=False, route_class=PortalRoute)

FORMS = {"return": "report_return.html", "dismiss": "report_dismiss.html", "alert": "report_alert.html"}


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the report: the file to show (None if it is still missing), and where it was taken.

    `sealed` is the untouched original of a covered one, where its sender let that leave.
    """

    number: int
    entry: FileEntry
    shown: str | None
    sealed: FileEntry | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a page needs of one report."""

    view: triage.ReportView
    findings: Sequence[Finding]
    photos: tuple[Photo, ...]
    others: tuple[FileEntry, ...]
    parts: tuple[answers.Part, ...]
    comparisons: tuple[answers.Comparison, ...]
    alerts: tuple[alerts.AlertLine, ...]
    actions: dict[str, list[actions.ActionLine]]

    def evidence(self, finding: Finding) -> list[Photo]:
        """Return the photos that a finding names, by hash or by their question."""
        return [
            photo
            for photo in self.photos
            if photo.entry.sha256 in finding.evidence or photo.entry.question_ref in finding.evidence
        ]


@router.get("/triage")
def queue(visit: SignedIn) -> Response:
    """The queue with its first report open."""
    visit.person.require(Act.READ_REPORTS)
    with visit.context.db.read() as session:
        lines = triage.queue(session, visit.person)
    if not lines:
        return pages.page(visit, "triage.html", lines=lines, reading=None, selected=None)
    return _report_page(visit, lines[0].id, lines[0].version)


@router.get("/reports/{id}/{version}")
def report(visit: SignedIn, id: Id, version: Version) -> Response:
    """A report beside the queue."""
    return _report_page(visit, id, version)


@router.get("/reports/{id}/{version}/files/{sha256}")
def report_file(visit: SignedIn, id: Id, version: Version, sha256: Sha256) -> Response:
    """A file of a report."""
    visit.person.require(Act.READ_REPORTS)
    with visit.context.db.read() as session:
        entry = triage.file_entry(session, visit.person, id, version, sha256)
    return send_file(visit.context, entry)


@router.get("/reports/{id}/{version}/originals/{sha256}")
def open_original(visit: SignedIn, id: Id, version: Version, sha256: Sha256) -> Response:
    """The original of a covered picture; that it was opened is written down."""
    return send_opened(originals.open_original(visit.context, visit.person, id, version, sha256), sha256)


@router.get("/reports/{id}/{version}/{form}")
def decision_page(visit: SignedIn, id: Id, version: Version, form: str) -> Response:
    """The page on which a report is returned, set aside, or made an alert."""
    if form not in FORMS:
        raise Refusal("report.unknown", report=id)
    visit.person.require(Act.ISSUE_ALERTS if form == "alert" else Act.REVIEW)
    return pages.page(visit, FORMS[form], reading=_read(visit, id, version))


@router.post("/reports/{id}/{version}/review")
def review(visit: SignedIn, form: Sent, id: Id, version: Version) -> Response:
    """Accept a report, set it aside, or return it with comments."""
    visit.person.require(Act.REVIEW)
    comments = tuple(QuestionComment(ref, text) for ref, text in form.starting("comment:").items())
    wanted = triage.ReviewRequest(_decision(form), form.get("text"), comments)
    with visit.context.db.write() as session:
        triage.review(session, visit.context, visit.person, id, version, wanted)
    return to("/portal/triage")


@router.post("/reports/{id}/{version}/alert")
def issue_alert(visit: SignedIn, form: Sent, id: Id, version: Version) -> Response:
    """Issue an alert on the findings that were chosen."""
    visit.person.require(Act.ISSUE_ALERTS)
    chosen = tuple(form.all("finding"))
    if not chosen:
        raise Refusal("alert.without_evidence", report=id)
    if not form.get("title") or not form.get("text"):
        raise Refusal("form.incomplete")
    new = alerts.NewAlert(id, version, form.get("title"), form.get("text"), chosen)
    with visit.context.db.write() as session:
        number = alerts.issue(session, visit.context, visit.person, new)
    return to(f"/portal/alerts/{number}")


def _decision(form: Form) -> ReviewDecision:
    try:
        return ReviewDecision(form.get("decision"))
    except ValueError as error:
        raise Refusal("form.incomplete") from error


def _report_page(visit: Visit, id: str, version: int) -> Response:
    reading = _read(visit, id, version)
    with visit.context.db.write() as session:
        if visit.person.may(Act.REVIEW):
            triage.start(session, visit.context, visit.person, id, version)
        lines = triage.queue(session, visit.person, OPEN)
    return pages.page(visit, "triage.html", lines=lines, reading=reading, selected=(id, version))


def _read(visit: Visit, id: str, version: int) -> Reading:
    visit.person.require(Act.READ_REPORTS)
    with visit.context.db.write() as session:
        view = triage.read(session, visit.context, visit.person, id, version)
        ref = view.report.checklist if view.report else None
        checklist = fieldwork.checklist_of(session, ref.id, ref.version) if ref else None
        of_work = alerts.alerts(session, visit.person, view.line.work_id)
        after = actions.actions(session, visit.context, visit.person)
    with pages.speaking(visit.language):
        parts = answers.read_answers(view.report, checklist, view.work, visit.language) if view.report else ()
    by_alert: dict[str, list[actions.ActionLine]] = {}
    for action in after:
        by_alert.setdefault(action.alert_number, []).append(action)
    photos = _photos(view)
    shown = {photo.entry.sha256 for photo in photos} | {p.sealed.sha256 for p in photos if p.sealed}
    return Reading(
        view=view,
        findings=view.report.findings if view.report else [view.urgent.finding] if view.urgent else [],
        photos=photos,
        others=tuple(file for file in view.manifest.files if _beside(file, shown)),
        parts=parts,
        comparisons=answers.compare(view.report, parts, view.work) if view.report else (),
        alerts=tuple(of_work),
        actions=by_alert,
    )


def _beside(file: FileEntry, shown: set[str]) -> bool:
    """Tell whether a file is listed apart from the pictures: a seal without its covered copy is, too."""
    if file.role is FileRole.SEALED:
        return file.sha256 not in shown
    return file.media_type not in PICTURES


def _photos(view: triage.ReportView) -> tuple[Photo, ...]:
    """Return the originals, each shown by its small copy as long as that is what is here."""
    files = [
        file
        for file in view.manifest.files
        if file.media_type in PICTURES and file.role is not FileRole.SEALED
    ]
    sealed = {file.of: file for file in view.manifest.files if file.role is FileRole.SEALED and file.of}
    small = {file.of: file.sha256 for file in files if file.role is FileRole.SMALL and file.of}
    originals = [file for file in files if file.role is not FileRole.SMALL or not file.of]
    known = {file.sha256 for file in originals}
    # A marked copy cites an original that stays with the volunteer; only small copies stand for another.
    small_ones = (file for file in files if file.role is FileRole.SMALL and file.of)
    originals += [file for file in small_ones if file.of not in known]
    held = set(view.held)
    return tuple(
        Photo(
            number,
            file,
            next((sha for sha in (small.get(file.sha256), file.sha256) if sha in held), None),
            sealed.get(file.of) if file.of and file.role is not FileRole.SMALL else None,
        )
        for number, file in enumerate(originals, 1)
    )
