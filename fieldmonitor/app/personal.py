"""Whose laptop this is, whom it talks to, and what is still to be answered there."""

from fieldmonitor.app.queries import SyncLine, sync_line_of
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.records import AccreditationState
from fieldmonitor.protocol.envelope import APPLICATION_TYPE
from fieldmonitor.sync.enrolment import SERVER_URL, VOLUNTEER, Enrolment, enrolment


def who_and_where(ws: Workspace) -> tuple[str | None, str | None, SyncLine]:
    """Return the volunteer's code, the server's address, and how the exchange stands."""
    with ws.store.read() as uow:
        return uow.settings.get(VOLUNTEER), uow.settings.get(SERVER_URL), sync_line_of(uow)


def open_call(ws: Workspace) -> Enrolment | None:
    """Return the enrolment of an applicant who still has to answer the call; None for everybody else."""
    with ws.store.read() as uow:
        known = enrolment(uow.settings)
        answered = bool(uow.messages.of_type(APPLICATION_TYPE))
        held = uow.records.accreditation()
    waiting = held is None or held.state is AccreditationState.APPLICANT
    return known if known and known.call_id and waiting and not answered else None
