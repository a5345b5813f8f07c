"""A receipt as a document: what the comptroller signed when a message had arrived."""

from fieldmonitor.app import names
from fieldmonitor.app.document_content import work_head
from fieldmonitor.app.queries import last_word
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.model import ReceiptSheet, WorkHead
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import OutboundMessage, StoredReceipt
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import REPORT_TYPE, Envelope
from fieldmonitor.protocol.messages import Receipt, ReceiptKind
from fieldmonitor.store import UnitOfWork
from fieldmonitor.trust.keys import from_text


def read_receipt(ws: Workspace, key: ReportKey, language: str = "es") -> ReceiptSheet:
    """Gather a message's last word of receipt: the complete one, else that of its content.

    Raises InputError `receipt.none` where there is none yet. The signature was checked when it came.
    """
    with ws.store.read() as uow:
        message = uow.messages.get(key.id, key.version)
        last = last_word(uow.receipts.for_message(key.id, key.version))
        if message is None or last is None:
            raise InputError("receipt.none")
        work = _work(uow, key) if message.payload_type == REPORT_TYPE else None
        what = in_language(language, lambda: _what(uow, key, message))
        originals = frozenset(evidence.sha256 for evidence in uow.evidence.list(key))
    return _sheet(last, message, what, work, originals)


def make_receipt(sheet: ReceiptSheet, language: str = "es") -> bytes:
    """Return a receipt as PDF."""
    from fieldmonitor.documents.receipt_pdf import build_receipt  # slow import: reportlab

    return build_receipt(sheet, language)


def _sheet(
    stored: StoredReceipt,
    message: OutboundMessage,
    what: str,
    work: WorkHead | None,
    originals: frozenset[str],
) -> ReceiptSheet:
    envelope = decode(stored.envelope, Envelope)
    signed = decode(from_text(envelope.payload), Receipt)
    received = len(originals.intersection(signed.files))
    return ReceiptSheet(
        number=signed.number,
        complete=signed.kind is ReceiptKind.COMPLETE,
        received_at=signed.received_at,
        what=what,
        message_id=message.id,
        version=message.version,
        manifest_sha256=signed.manifest_sha256,
        files=received,
        copies=len(signed.files) - received,
        key_id=envelope.signatures[0].keyid,
        work=work,
    )


def _what(uow: UnitOfWork, key: ReportKey, message: OutboundMessage) -> str:
    report = uow.reports.get(key) if message.payload_type == REPORT_TYPE else None
    return names.report_title(report.activity) if report is not None else message.title


def _work(uow: UnitOfWork, key: ReportKey) -> WorkHead | None:
    report = uow.reports.get(key)
    work = uow.records.work(report.work_id) if report is not None else None
    return work_head(work) if work is not None else None
