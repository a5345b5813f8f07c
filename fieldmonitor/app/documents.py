"""Documents of a profile: report, acta, letter, credential, recovery sheet.

Two steps, for two threads: `read_…` gathers from the database, `make_…` sets the pages from what was read
and touches nothing else. Neither writes to disk: the bytes are shown in memory or printed, and leave the
vault only by `save`. Without `people` no document names anybody: the volunteer is a code.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from fieldmonitor.app import assessment, names
from fieldmonitor.app.accreditation import standing
from fieldmonitor.app.assessment import Gap, gaps, matrix
from fieldmonitor.app.assessment_words import gap_words
from fieldmonitor.app.document_content import gather, work_head
from fieldmonitor.app.document_findings import in_words_of
from fieldmonitor.app.document_photos import is_picture
from fieldmonitor.app.drafts import Draft, open_draft
from fieldmonitor.app.queries import report_view
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.model import (
    CredentialCard,
    LetterDocument,
    LetterItem,
    Person,
    RecoverySheet,
    ReportDocument,
)
from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import REPORT_TYPE, Envelope
from fieldmonitor.protocol.manifests import ReportManifest
from fieldmonitor.store import UnitOfWork
from fieldmonitor.sync.enrolment import VOLUNTEER
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.trust.keys import from_text

MANY_PHOTOS = 48
"""A report of more photos shows their thumbnails, so that its PDF can still be mailed."""

NO_CODE = "—"
SIGNED_IN = "es"
"""The language in which findings are proposed and signed."""


def read_report(
    ws: Workspace, key: ReportKey, language: str = "es", *, people: tuple[Person, ...] = ()
) -> ReportDocument:
    """Gather a report, signed or draft. `people` names its authors and prints exact places of photos."""
    draft = open_draft(ws, key, language)
    view = report_view(ws, key)
    with ws.store.read() as uow:
        signed = _manifest(uow, key) if draft.report.state is not ReportState.DRAFT else None
        volunteer = uow.settings.get(VOLUNTEER) or NO_CODE
        record = uow.records.checklist(draft.report.checklist_id, draft.report.checklist_version)
        pictures = _pictures(ws, uow, view.evidence)

    findings = signed.findings if signed else draft.findings
    if record is not None and language != SIGNED_IN:
        findings = in_words_of(draft, open_draft(ws, key, SIGNED_IN), record.findings, findings)
    titles = record.title if record else {}
    title = titles.get(language) or titles.get("es") or draft.session.checklist.title

    def make() -> ReportDocument:
        return gather(
            draft,
            view,
            signed,
            pictures,
            made_at=ws.clock.now(),
            volunteer=volunteer,
            checklist=title,
            findings=findings,
            people=people,
        )

    return in_language(language, make)


def make_report(report: ReportDocument, language: str = "es") -> bytes:
    """Return a report as PDF; `language` is the one it was read in."""
    from fieldmonitor.documents.report_pdf import build_report  # slow import: reportlab

    return build_report(report, language)


def read_acta(
    ws: Workspace, key: ReportKey, language: str = "es", *, people: tuple[Person, ...] = ()
) -> ReportDocument:
    """Gather a visit's acta. Raises InputError `document.no_acta` for an assessment, which visits nothing."""
    if report_view(ws, key).row.report.activity is Activity.INFORMATION_ACCESS:
        raise InputError("document.no_acta")
    return read_report(ws, key, language, people=people)


def make_acta(report: ReportDocument, language: str = "es") -> bytes:
    """Return a visit's acta as PDF, with lines to be filled and signed by hand."""
    from fieldmonitor.documents.acta_pdf import build_acta  # slow import: reportlab

    return build_acta(report, language)


def read_letter(
    ws: Workspace, key: ReportKey, language: str = "es", *, requester: Person | None = None
) -> LetterDocument:
    """Gather what an assessment found missing, as a request to the entity.

    Raises InputError `document.no_letter` for a visit, `letter.nothing_missing` where all is published.
    """
    draft = open_draft(ws, key, language)
    return in_language(language, lambda: letter_of(ws, draft, requester))


def letter_of(ws: Workspace, draft: Draft, requester: Person | None = None) -> LetterDocument:
    """Return the letter that an open assessment gives now, in the language in force."""
    if not assessment.is_assessment(draft.session):
        raise InputError("document.no_letter")
    seen = matrix(draft.session)
    missing: dict[str, list[Gap]] = {}
    for gap in gaps(seen):
        missing.setdefault(gap.item, []).append(gap)
    if not missing:
        raise InputError("letter.nothing_missing")
    items = tuple(
        LetterItem(row.label, _first_sentence(row.guidance), tuple(_found(gap) for gap in missing[row.item]))
        for row in seen.rows
        if row.item in missing
    )
    return LetterDocument(work_head(draft.work), ws.today(), items, requester)


def make_letter(letter: LetterDocument, kind: Literal["docx", "pdf"] = "docx", language: str = "es") -> bytes:
    """Return the request for information as DOCX, to be changed, or as PDF, to be printed."""
    build: Callable[[LetterDocument, str], bytes]
    if kind == "pdf":
        from fieldmonitor.documents.letter_pdf import build_letter_pdf as build  # slow import: reportlab
    else:
        from fieldmonitor.documents.letter_docx import build_letter_docx as build  # slow import: docx

    return build(letter, language)


def read_credential_card(ws: Workspace, *, name: str = "") -> CredentialCard:
    """Gather the volunteer's credential; it bears a name only where one is given.

    Raises InputError `credential.none` where there is none whose signature holds.
    """
    now = standing(ws)
    if now.credential is None or now.accreditation is None or now.accreditation.credential is None:
        raise InputError("credential.none")
    envelope = now.accreditation.credential
    signer = decode(envelope, Envelope).signatures[0].keyid
    held = now.credential
    return CredentialCard(
        held.volunteer, held.scope, held.number, held.valid_from, held.valid_until, envelope, signer, name
    )


def make_credential(card: CredentialCard, language: str = "es") -> bytes:
    """Return the credential as a PDF to cut out, with its QR code."""
    from fieldmonitor.documents.credential_pdf import build_credential  # slow import: reportlab

    return build_credential(card, language)


def make_recovery(ws: Workspace, code: str, language: str = "es") -> bytes:
    """Return the sheet of a recovery code that `trust.recovery` has just made, as PDF."""
    from fieldmonitor.documents.recovery_pdf import build_recovery  # slow import: reportlab

    return build_recovery(RecoverySheet(code, ws.today()), language)


def suggested_name(kind: Literal["report", "acta", "letter"], key: ReportKey, ending: str = "pdf") -> str:
    """Return a file name that says what a document is and names neither work nor person."""
    word = {"report": _("informe"), "acta": _("acta"), "letter": _("solicitud")}[kind]
    return f"{word}-{key.id[:8]}-v{key.version}.{ending}"


def save(path: Path, data: bytes) -> None:
    """Write a document where a person chose to: it leaves the vault, in the clear."""
    write_durably(path, data)


def _manifest(uow: UnitOfWork, key: ReportKey) -> ReportManifest | None:
    message = uow.messages.get(key.id, key.version)
    if message is None or message.payload_type != REPORT_TYPE:
        return None
    return decode(from_text(decode(message.envelope, Envelope).payload), ReportManifest)


def _pictures(ws: Workspace, uow: UnitOfWork, evidence: tuple[Evidence, ...]) -> dict[str, bytes | None]:
    """Return the bytes to show for each picture: its small copy, never the original."""
    rows = [row for row in evidence if is_picture(row)]
    many = len(rows) > MANY_PHOTOS
    wanted = {
        row.sha256: (row.thumbnail_sha256 or row.small_sha256)
        if many
        else (row.small_sha256 or row.thumbnail_sha256)
        for row in rows
    }
    return {sha256: _read(ws, uow, copy) for sha256, copy in wanted.items() if copy}


def _read(ws: Workspace, uow: UnitOfWork, sha256: str) -> bytes | None:
    try:
        return ws.blobs.read(uow, sha256)
    except EnvironmentFault:
        return None  # lost or damaged: the report still prints, and says so at the photo


def _first_sentence(guidance: str) -> str:
    """Return what an item consists of; the rest of its guidance tells the volunteer how to look."""
    first, stop, _rest = guidance.partition(". ")
    return f"{first}." if stop else first


def _found(gap: Gap) -> str:
    where = _("{portal}: {how}").format(portal=names.portal_in_full(gap.portal), how=gap_words(gap.status))
    return _("{where} (visto el {day})").format(where=where, day=day(gap.seen_on)) if gap.seen_on else where
