"""A report view as plain values, for `report show --json`."""

from fieldmonitor.app.queries import ReportView
from fieldmonitor.protocol.codec import to_plain


def report_as_plain(view: ReportView) -> dict[str, object]:
    """Return what a script may want to know of a report."""
    report = view.row.report
    return {
        "id": report.key.id,
        "version": report.key.version,
        "state": report.state.value,
        "work": view.row.work_name,
        "activity": report.activity.value,
        "answers_xml": report.answers_xml.decode(),
        "findings": to_plain(report.findings),
        "evidence": [{"sha256": e.sha256, "size": e.size, "question": e.question_ref} for e in view.evidence],
        "receipts": [{"kind": r.kind, "number": r.number} for r in view.receipts],
        "feedback": to_plain(view.feedback),
    }
