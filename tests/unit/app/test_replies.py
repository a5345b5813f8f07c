"""Accepting and declining an assignment: signed, queued, and at once out of what is to be done."""

import pytest

from fieldmonitor.app import queries, replies
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import ASSIGNMENT_REPLY_TYPE, Envelope
from fieldmonitor.protocol.manifests import AssignmentReply
from fieldmonitor.trust.envelopes import unseal
from tests import factories


def _sent(ws: Workspace) -> list[AssignmentReply]:
    with ws.store.read() as uow:
        kept = [row.message for row in uow.overview.queue.waiting(9)]
        found = [uow.messages.get(one.id, one.version) for one in kept]
    envelopes = [decode(one.envelope, Envelope) for one in found if one is not None]
    return [unseal(one, ASSIGNMENT_REPLY_TYPE, ws.device.public, AssignmentReply) for one in envelopes]


def test_what_was_declined_is_no_more_to_do_and_comes_back_when_accepted(ws: Workspace) -> None:
    assignment = factories.assignment_of()
    before = queries.home(ws).counts.to_do
    replies.decline(ws, assignment, " No puedo hacerla dentro del plazo ")
    assert queries.home(ws).counts.to_do == before - 1
    assert assignment not in {row.id for row in queries.assignments(ws, only_open=True)}
    kept = next(row for row in queries.assignments(ws) if row.id == assignment)
    assert kept.declined
    sheet = queries.work_sheet(ws, kept.work_id, assignment)
    assert sheet.reply is not None and sheet.reply.reason == "No puedo hacerla dentro del plazo"
    replies.accept(ws, assignment)
    assert queries.home(ws).counts.to_do == before
    again = queries.work_sheet(ws, kept.work_id, assignment).reply
    assert again is not None and again.accepted


def test_a_reply_is_signed_by_the_laptop(ws: Workspace) -> None:
    replies.decline(ws, factories.assignment_of(), "Tengo un conflicto de interés")
    (message,) = _sent(ws)
    assert (message.accepted, message.reason) == (False, "Tengo un conflicto de interés")
    assert message.assignment_id == factories.assignment_of()


def test_nobody_declines_without_a_reason(ws: Workspace) -> None:
    with pytest.raises(InputError, match=r"assignment\.reason_needed"):
        replies.decline(ws, factories.assignment_of(), "  ")
    assert _sent(ws) == []


def test_a_sheet_names_those_who_go_along(ws: Workspace) -> None:
    work = factories.works(1)[0]
    own = ws.volunteer()
    together = factories.assigned(ws, work, id="pair", volunteers=(own, "MCC-0077"))
    assert queries.work_sheet(ws, work.id, together).companions == ("MCC-0077",)
    assert queries.work_sheet(ws, work.id, factories.assignment_of()).companions == ()
