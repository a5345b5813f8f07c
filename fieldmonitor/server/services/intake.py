"""Messages up: kept once under (id, version), whoever sends them, however often, by whatever road."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.records import AccreditationState
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.manifests import (
    Application,
    AssignmentReply,
    CourseAttempt,
    ReportManifest,
    UrgentFinding,
)
from fieldmonitor.protocol.messages import MessageAnswer, MessageStatus, MissingFile
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Application as ApplicationRow
from fieldmonitor.server.models import AssignmentVolunteer, Message, MessageFile, Volunteer
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services import course, evidence, reports
from fieldmonitor.server.services.checks import EMPTY, LARGEST_VERSION, Checked, check
from fieldmonitor.server.services.receipts import note_held, receipts_of, settle
from fieldmonitor.server.services.rows import insert_once, next_number
from fieldmonitor.server.services.tokens import Caller


def put(context: Context, caller: Caller, id: str, version: int, body: bytes) -> MessageAnswer:
    """Keep a signed message: CREATED the first time, ALREADY for the same again, refused if it differs."""
    with context.db.read() as session:
        checked = check(session, context, caller, body, id, version)
    with context.db.write() as session:
        created = _insert(session, context, caller, checked, body)
        message = session.get_one(Message, (id, version), with_for_update=True)
        if message.manifest_sha256 != checked.sha256:
            raise Refusal("message.different")
        if message.withdrawn_at is not None:
            raise Refusal("message.withdrawn")
        if created:
            _extract(session, context, message, checked)
        missing = settle(session, context, message)
        status = MessageStatus.CREATED if created else MessageStatus.ALREADY
        answer = _answer(session, message, status, missing)
    return _finish_staged(context, answer)


def get(context: Context, caller: Caller, id: str, version: int) -> MessageAnswer:
    """Return what is missing of a message, and its receipts."""
    if not 1 <= version <= LARGEST_VERSION:
        raise Refusal("message.unknown")
    with context.db.write() as session:
        message = session.get(Message, (id, version), with_for_update=True)
        if message is None or not (caller.carrier or message.volunteer == caller.volunteer):
            raise Refusal("message.unknown")
        if message.withdrawn_at is not None:
            raise Refusal("message.withdrawn")
        missing = settle(session, context, message)
        answer = _answer(session, message, MessageStatus.ALREADY, missing)
    return _finish_staged(context, answer)


def _insert(session: Session, context: Context, caller: Caller, checked: Checked, body: bytes) -> bool:
    manifest = checked.manifest
    known = session.get(Message, (manifest.id, manifest.version))
    if known is not None:
        return False
    now = context.now()
    created = insert_once(
        session,
        Message,
        id=manifest.id,
        version=manifest.version,
        payload_type=checked.payload_type,
        manifest_sha256=checked.sha256,
        envelope=body,
        device=checked.device,
        carrier=caller.device,
        volunteer=checked.volunteer,
        number=f"{context.today().year}-{next_number(session, f'message-{context.today().year}'):06d}",
        received_at=now,
        quarantine=_quarantine(session, checked),
    )
    if created:
        _refuse_foreign_id(session, manifest.id, checked)
        session.add_all(
            MessageFile(
                message_id=manifest.id,
                message_version=manifest.version,
                position=position,
                sha256=file.sha256,
                size=file.size,
                media_type=file.media_type,
                role=file.role,
            )
            for position, file in enumerate(manifest.files)
        )
        session.flush()
        if any(file.sha256 == EMPTY for file in manifest.files):
            note_held(session, context, EMPTY, 0)
    return created


def _refuse_foreign_id(session: Session, id: str, checked: Checked) -> None:
    """Refuse a version of somebody else's message: an id belongs to who first used it.

    Asked after the number was drawn: its counter is locked, so nobody else is entering a message now.
    """
    owners = select(Message.volunteer).where(Message.id == id, Message.volunteer != checked.volunteer)
    if session.scalar(owners.limit(1)) is not None:
        raise Refusal("message.not_yours")


def _quarantine(session: Session, checked: Checked) -> str | None:
    """Return why a message is kept apart, if it is; it is receipted all the same."""
    if checked.device_revoked:
        return "device.revoked"
    standing = session.get_one(Volunteer, checked.volunteer).state
    is_report = isinstance(checked.manifest, ReportManifest | UrgentFinding)
    if standing == AccreditationState.REVOKED:
        return "volunteer.revoked"
    if is_report and standing == AccreditationState.APPLICANT:
        return "volunteer.not_accredited"
    return None


def _extract(session: Session, context: Context, message: Message, checked: Checked) -> None:
    """Do what a new message asks for. What is quarantined is listed, but changes nothing."""
    manifest = checked.manifest
    if isinstance(manifest, ReportManifest | UrgentFinding):
        reports.enter(session, context, message, manifest)
    elif message.quarantine is not None:
        return
    elif isinstance(manifest, CourseAttempt):
        course.grade(session, context, checked.volunteer, manifest)
    elif isinstance(manifest, Application):
        _apply(session, context, checked.volunteer, manifest)
    else:
        _reply(session, checked.volunteer, manifest)


def _apply(session: Session, context: Context, volunteer: str, manifest: Application) -> None:
    session.add(
        ApplicationRow(
            message_id=manifest.id,
            message_version=manifest.version,
            call_id=manifest.call_id,
            volunteer=volunteer,
            ubigeo=manifest.ubigeo,
            sworn=encode(manifest.sworn).decode(),
            received_at=context.now(),
        )
    )


def _reply(session: Session, volunteer: str, manifest: AssignmentReply) -> None:
    part = session.get(AssignmentVolunteer, (manifest.assignment_id, volunteer))
    if part is not None and part.state != "withdrawn":
        part.state = "accepted" if manifest.accepted else "declined"
        part.reason = manifest.reason


def _answer(
    session: Session, message: Message, status: MessageStatus, missing: list[MissingFile]
) -> MessageAnswer:
    return MessageAnswer(
        status=status,
        message_id=message.id,
        message_version=message.version,
        manifest_sha256=message.manifest_sha256,
        missing=tuple(missing),
        receipts=receipts_of(session, message.id, message.version),
    )


def _finish_staged(context: Context, answer: MessageAnswer) -> MessageAnswer:
    """Finish files that a killed server left staged whole, and answer with what that changed."""
    whole = [file for file in answer.missing if file.offset == file.size]
    if not whole:
        return answer
    for file in whole:
        evidence.finish(context, file.sha256, file.size)
    with context.db.write() as session:
        message = session.get_one(Message, (answer.message_id, answer.message_version), with_for_update=True)
        return _answer(session, message, answer.status, settle(session, context, message))
