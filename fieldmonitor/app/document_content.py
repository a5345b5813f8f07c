"""A report gathered from the profile for its documents: read once, on the database's thread."""

from dataclasses import replace
from datetime import date, datetime

from fieldmonitor.app import assessment, names
from fieldmonitor.app.assessment import Cell, Matrix, Row, Status, matrix, phase_score, score
from fieldmonitor.app.assessment_hints import Hint, hints
from fieldmonitor.app.assessment_words import (
    hint_words,
    score_detail,
    score_method,
    score_words,
    status_words,
)
from fieldmonitor.app.document_answers import answer_groups
from fieldmonitor.app.document_photos import PhotoList
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.queries import ReportView, last_word
from fieldmonitor.documents.model import (
    FindingText,
    MatrixCell,
    MatrixPhase,
    MatrixRow,
    MatrixTable,
    Person,
    Published,
    ReceiptLine,
    ReportDocument,
    Signing,
    VisitLine,
    WorkHead,
)
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Work
from fieldmonitor.domain.reports import Finding
from fieldmonitor.protocol.manifests import ReportManifest
from fieldmonitor.protocol.messages import ReceiptKind
from fieldmonitor.system.formats import shown_fact
from fieldmonitor.system.translations import _

PERSONAL = frozenset({FactKey.RESIDENT})
"""Published facts that name a natural person: shown only where personal data was asked for."""


def gather(
    draft: Draft,
    view: ReportView,
    signed: ReportManifest | None,
    pictures: dict[str, bytes | None],
    *,
    made_at: datetime,
    volunteer: str,
    checklist: str,
    findings: tuple[Finding, ...],
    people: tuple[Person, ...],
) -> ReportDocument:
    """Return a report as a document, in the language in force; what was signed comes from its manifest."""
    report = draft.report
    work = _as_known(draft.work, report.signed_at)
    photos = PhotoList(view.evidence, draft.session, pictures, exact_places=bool(people))
    seen = matrix(draft.session) if assessment.is_assessment(draft.session) else None
    apart = frozenset(row.ref for row in seen.rows) if seen else frozenset()
    return ReportDocument(
        report_id=report.key.id,
        version=report.key.version,
        title=names.report_title(report.activity),
        work=work_head(work),
        volunteer=signed.volunteer if signed else volunteer,
        checklist=_("{title}, versión {version}").format(title=checklist, version=report.checklist_version),
        started_at=report.started_at,
        made_at=made_at,
        published=_published(work, personal=bool(people)),
        findings=tuple(_finding(finding, photos) for finding in findings if finding.confirmed),
        groups=answer_groups(draft.session, work, photos.of_question, apart),
        photos=photos.shown(),
        files=photos.files(),
        signing=_signing(view, signed),
        matrix=_matrix(seen, photos, work, lima(made_at).date()) if seen else None,
        practice=report.practice,
        people=people,
        visit=tuple(
            VisitLine(names.visit_step(mark.step), mark.at.utc)
            for mark in (signed.visit if signed else view.visit)
        ),
        replaces=report.replaces or "",
        reason=report.reason,
    )


def work_head(work: Work) -> WorkHead:
    """Return what a document says of its work at the top."""
    place = " / ".join(
        dict.fromkeys(part for part in (work.district, work.province, work.department) if part)
    )
    return WorkHead(work.name, work.entity, place, work.cui or "", work.infobras_code or "", work.synthetic)


def _as_known(work: Work, signed_at: datetime | None) -> Work:
    """Return a work without what was published after a report on it was signed."""
    if signed_at is None:
        return work
    last = lima(signed_at).date()
    return replace(work, facts=tuple(fact for fact in work.facts if fact.as_of <= last))


def _published(work: Work, *, personal: bool) -> tuple[Published, ...]:
    facts = (fact for key in FactKey if personal or key not in PERSONAL for fact in work.all_facts(key))
    return tuple(
        Published(
            name=names.fact(fact.key),
            value=shown_fact(fact.value, fact.key),
            source=fact.source,
            as_of=fact.as_of,
            note=_("antes {value}").format(value=shown_fact(fact.previous, fact.key))
            if fact.previous
            else "",
        )
        for fact in facts
    )


def _finding(finding: Finding, photos: PhotoList) -> FindingText:
    why = _("Sin foto: {reason}").format(reason=finding.no_photo) if finding.no_photo else ""
    return FindingText(
        severity=names.severity(finding.severity),
        urgent=finding.urgent,
        criterion=finding.criterion,
        condition=finding.condition,
        evidence=photos.named(finding.evidence) or why,
        effect=finding.effect,
        same_alert=finding.same_alert or "",
    )


def _signing(view: ReportView, signed: ReportManifest | None) -> Signing | None:
    report = view.row.report
    if signed is None or report.manifest_sha256 is None:
        return None
    last = last_word(view.receipts)
    receipts = (
        (ReceiptLine(_receipt_kind(last.kind), last.number, last.received_at),) if last is not None else ()
    )
    clock = _clock_words(signed.signed_at.error_seconds)
    return Signing(signed.signed_at.utc, report.manifest_sha256, signed.device, clock, receipts)


def _clock_words(error_seconds: float | None) -> str:
    if error_seconds is None:
        return _("No se comparó con el de la Contraloría.")
    if abs(error_seconds) < 1:
        return _("A menos de 1 s del de la Contraloría.")
    return _("Diferencia con el de la Contraloría: {n} s.").format(n=f"{error_seconds:+.0f}")


def _receipt_kind(code: str) -> str:
    return {
        ReceiptKind.CONTENT.value: _("Constancia de contenido"),
        ReceiptKind.COMPLETE.value: _("Constancia completa"),
    }.get(code, code)


def _matrix(seen: Matrix, photos: PhotoList, work: Work, today: date) -> MatrixTable:
    total = score(seen.cells)
    phases = tuple(
        MatrixPhase(
            phase.label,
            tuple(_matrix_row(row, seen.portals, photos) for row in phase.rows),
            f"{score_words(counted)}: {score_detail(counted)}",
        )
        for phase in seen.phases
        for counted in (phase_score(phase),)
    )
    noticed = tuple(dict.fromkeys(_noticed(hint) for hint in hints(seen, work, today)))
    columns = tuple(names.portal(portal) for portal in seen.portals)
    return MatrixTable(columns, phases, score_words(total), score_detail(total), score_method(), noticed)


def _noticed(hint: Hint) -> str:
    """Return what was noticed; what to do about it is said to the volunteer, not to a report's reader."""
    what, more = hint_words(hint)
    return f"{what} {more}" if hint.code == "contradiction" else what


def _matrix_cell(cell: Cell) -> MatrixCell:
    return MatrixCell(status_words(cell.status), cell.status in (Status.PUBLISHED, Status.NOT_APPLICABLE))


def _matrix_row(row: Row, portals: tuple[str, ...], photos: PhotoList) -> MatrixRow:
    cells = (row.cell(portal) for portal in portals)
    return MatrixRow(
        label=row.label,
        cells=tuple(None if cell is None else _matrix_cell(cell) for cell in cells),
        seen_on=row.seen_on,
        reason=row.reason,
        evidence=photos.of_question(row.page_ref),
    )
