"""A danger to life: signed and sent before its report, and once more where more is known of it."""

from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.findings import questions, words_of
from fieldmonitor.app.queue import queue_message
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.reports import Finding, ReportKey
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import URGENT_TYPE, Envelope
from fieldmonitor.protocol.manifests import UrgentFinding
from fieldmonitor.store import UnitOfWork
from fieldmonitor.trust.keys import from_text


def untold(draft: Draft, finding: Finding) -> str:
    """Return the first question without an answer that whoever helps must know: what it is, where.

    Empty where all of them are answered, or the volunteer worded the finding.
    """
    if finding.reworded:
        return ""
    names = draft.session.node(finding.question_ref).extra.get("fm:details", "").split()
    asked = questions(draft.session) if names else ()
    return next(
        (
            view.ref
            for view in asked
            if view.ref.rpartition("/")[2] in names and view.required and not view.value.strip()
        ),
        "",
    )


def send_urgent(ws: Workspace, draft: Draft, finding: Finding) -> UrgentFinding:
    """Sign a danger to life and put it first in the outbox, before the report is finished.

    Where it was sent already, other words of it are its next version, and the same are not sent again.
    Raises InputError for another finding, for a practice visit, and while nobody said where it is.
    """
    if not finding.urgent:
        raise InputError("finding.not_urgent")
    if draft.report.practice:
        raise InputError("report.practice")
    if untold(draft, finding):
        raise InputError("finding.untold")
    with ws.store.write() as uow:
        last = last_sent(uow, finding.id)
        if last is not None and not more_to_tell(last.finding, finding):
            return last
        message = UrgentFinding(
            id=finding.id,
            version=last.version + 1 if last is not None else 1,
            protocol=VERSION,
            report_id=draft.key.id,
            work_id=draft.report.work_id,
            volunteer=ws.volunteer(),
            device=ws.device.id,
            finding=finding,
            signed_at=ws.moment(),
        )
        queue_message(ws, uow, message, title=finding.condition)
    return message


def more_to_tell(sent: Finding, finding: Finding) -> bool:
    """Tell whether a danger reads otherwise now than it was sent."""
    return words_of(sent) != words_of(finding)


def sent_ahead(ws: Workspace, key: ReportKey) -> dict[str, Finding]:
    """Return, by id, a report's findings that were signed and queued before it, as they were sent last."""
    with ws.store.read() as uow:
        report = uow.reports.get(key)
        sent = (last_sent(uow, finding.id) for finding in (report.findings if report else ()))
        return {message.id: message.finding for message in sent if message is not None}


def last_sent(uow: UnitOfWork, finding_id: str) -> UrgentFinding | None:
    """Return the last version of a finding that was sent by itself."""
    found, version = None, 1
    while (kept := uow.messages.get(finding_id, version)) and kept.payload_type == URGENT_TYPE:
        found, version = kept, version + 1
    if found is None:
        return None
    return decode(from_text(decode(found.envelope, Envelope).payload), UrgentFinding)
