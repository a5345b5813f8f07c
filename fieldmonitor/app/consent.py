"""One's consent under Law 29733: given, withdrawn, given again. Without it nothing leaves."""

from dataclasses import dataclass
from datetime import datetime

from fieldmonitor.app.workspace import CONSENT, CONSENT_WITHDRAWN, Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Consent:
    """When a person agreed, and when they withdrew it; None where they did not."""

    given: datetime | None
    withdrawn: datetime | None


def consent(ws: Workspace) -> Consent:
    """Return how this profile's consent stands."""
    with ws.store.read() as uow:
        given, withdrawn = uow.settings.get(CONSENT), uow.settings.get(CONSENT_WITHDRAWN)
    return Consent(*(datetime.fromisoformat(at) if at else None for at in (given, withdrawn)))


def give_consent(ws: Workspace) -> None:
    """Note when the consent text was agreed to; an earlier consent that stands keeps its time."""
    with ws.store.write() as uow:
        if uow.settings.get(CONSENT) is None or uow.settings.get(CONSENT_WITHDRAWN) is not None:
            uow.settings.set(CONSENT, ws.clock.now().isoformat())
        uow.settings.delete(CONSENT_WITHDRAWN)


def withdraw_consent(ws: Workspace) -> None:
    """Note when consent was withdrawn, and hold back all that waits to be sent, also what is half gone.

    Drafts, copies, one's data on request and erasure stay as they are. What is held back stays so when
    consent is given again, until its person lets it go.
    """
    with ws.store.write() as uow:
        uow.settings.set(CONSENT_WITHDRAWN, ws.clock.now().isoformat())
        waiting = {item.message_id for item in uow.outbox.items() if item.state is not OutboxState.DONE}
        for message in sorted(waiting):
            uow.outbox.pause(message)


def require_consent(uow: UnitOfWork) -> None:
    """Refuse what needs consent where it was withdrawn; raises InputError `consent.withdrawn`."""
    if uow.settings.get(CONSENT_WITHDRAWN) is not None:
        raise InputError("consent.withdrawn")
