"""Accepting an assignment, or declining it with a reason: signed and sent like everything else."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from fieldmonitor.app.queue import queue_message
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.manifests import AssignmentReply
from fieldmonitor.store import UnitOfWork
from fieldmonitor.store.assignments import DECLINED

ACCEPTED = "accepted:"
"""Setting, with the assignment's id: when it was accepted. `DECLINED` holds the reason too."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What this volunteer answered to an assignment last."""

    accepted: bool
    on: date
    reason: str = ""


def accept(ws: Workspace, assignment_id: str) -> Reply:
    """Say that the volunteer will go; an assignment that was declined comes back to the list."""
    return _answer(ws, assignment_id, Reply(True, ws.today()))


def decline(ws: Workspace, assignment_id: str, reason: str) -> Reply:
    """Say that the volunteer will not go, and why; it leaves what is to be done at once.

    Raises InputError `assignment.reason_needed` without a reason.
    """
    if not reason.strip():
        raise InputError("assignment.reason_needed")
    return _answer(ws, assignment_id, Reply(False, ws.today(), reason.strip()))


def reply_of(uow: UnitOfWork, assignment_id: str) -> Reply | None:
    """Return what was answered to an assignment, or None."""
    declined = uow.settings.get(f"{DECLINED}{assignment_id}")
    if declined:
        held = json.loads(declined)
        return Reply(False, date.fromisoformat(held["on"]), held["reason"])
    accepted = uow.settings.get(f"{ACCEPTED}{assignment_id}")
    return Reply(True, date.fromisoformat(accepted)) if accepted else None


def _answer(ws: Workspace, assignment_id: str, reply: Reply) -> Reply:
    with ws.store.write() as uow:
        assignment = uow.records.assignment(assignment_id)
        work = uow.records.work(assignment.work_id) if assignment else None
        if assignment is None or work is None:
            raise InputError("assignment.unknown", assignment=assignment_id)
        message = AssignmentReply(
            id=str(uuid4()),
            version=1,
            protocol=VERSION,
            assignment_id=assignment_id,
            device=ws.device.id,
            accepted=reply.accepted,
            signed_at=ws.moment(),
            reason=reply.reason,
        )
        queue_message(ws, uow, message, title=work.name)
        if reply.accepted:
            uow.settings.delete(f"{DECLINED}{assignment_id}")
            uow.settings.set(f"{ACCEPTED}{assignment_id}", reply.on.isoformat())
        else:
            kept = {"on": reply.on.isoformat(), "reason": reply.reason}
            uow.settings.set(f"{DECLINED}{assignment_id}", json.dumps(kept))
            uow.settings.delete(f"{ACCEPTED}{assignment_id}")
    return reply
