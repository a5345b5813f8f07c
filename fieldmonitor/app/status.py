"""One page of truth about a profile: `fieldmonitor status` and the settings screen."""

from fieldmonitor.app.accreditation import standing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.local import Report
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.messages import ReceiptKind
from fieldmonitor.sync.conversation import LAST_SYNC
from fieldmonitor.sync.enrolment import SERVER_URL


def status(ws: Workspace) -> dict[str, object]:
    """Return who this profile is, what it holds, what waits and what was proven received."""
    now = standing(ws)
    with ws.store.read() as uow:
        counts = uow.reports.counts()
        reports = uow.reports.list(frozenset(ReportState))
        receipts = {(r.message_id, r.message_version, r.kind) for r in uow.overview.receipts()}
        pending, needs_attention = uow.overview.unfinished()
        return {
            "volunteer": now.volunteer,
            "device": ws.device.id,
            "accreditation": now.state.value if now.state else None,
            "server": uow.settings.get(SERVER_URL),
            "last_sync": uow.settings.get(LAST_SYNC),
            "counts": {
                "to_do": counts.to_do,
                "drafts": counts.drafts,
                "ready": counts.ready,
                "sent": counts.sent,
            },
            "pending_messages": pending,
            "pending_bytes": uow.outbox.pending_bytes(),
            "needs_attention": needs_attention,
            "reports": [_report(report, receipts) for report in reports],
        }


def _report(report: Report, receipts: set[tuple[str, int, str]]) -> dict[str, object]:
    key = report.key
    return {
        "id": key.id,
        "version": key.version,
        "state": report.state.value,
        "activity": report.activity.value,
        "assignment": report.assignment_id,
        "practice": report.practice,
        "saved_at": report.saved_at.isoformat(),
        "signed_at": report.signed_at.isoformat() if report.signed_at else None,
        "content_receipt": (key.id, key.version, ReceiptKind.CONTENT.value) in receipts,
        "complete_receipt": (key.id, key.version, ReceiptKind.COMPLETE.value) in receipts,
    }
