"""Where the volunteer stands, and whether new visits are open to them."""

from dataclasses import dataclass
from datetime import date

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.domain.records import Accreditation, AccreditationState
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE, Envelope
from fieldmonitor.protocol.messages import Credential
from fieldmonitor.sync.enrolment import RECEIPT_KEY, VOLUNTEER
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import from_text


@dataclass(frozen=True, slots=True)
class Standing:
    """A volunteer's standing today; `credential` only where the comptroller's signature holds."""

    volunteer: str | None
    state: AccreditationState | None
    accreditation: Accreditation | None
    credential: Credential | None
    may_visit: bool


def standing(ws: Workspace) -> Standing:
    """Return the volunteer's standing as last heard from the comptroller."""
    with ws.store.read() as uow:
        accreditation = uow.records.accreditation()
        volunteer = uow.settings.get(VOLUNTEER)
        receipt_key = uow.settings.get(RECEIPT_KEY)
    state = _state_today(accreditation, ws.today())
    credential = _credential(accreditation, receipt_key)
    return Standing(volunteer, state, accreditation, credential, state is AccreditationState.ACTIVE)


def require_may_visit(ws: Workspace, *, practice: bool) -> None:
    """Refuse to start a visit without an active accreditation; practice is open to everyone."""
    now = standing(ws)
    if not practice and not now.may_visit:
        raise InputError("accreditation.not_active", state=now.state.value if now.state else "none")


def read_credential(text: str, public_key: bytes) -> Credential:
    """Verify a credential as read from a QR code, with nothing but the comptroller's public key."""
    return unseal(decode(text, Envelope), CREDENTIAL_TYPE, public_key, Credential)


def _state_today(accreditation: Accreditation | None, today: date) -> AccreditationState | None:
    if accreditation is None:
        return None
    until = accreditation.valid_until
    if accreditation.state is AccreditationState.ACTIVE and until is not None and until < today:
        return AccreditationState.EXPIRED
    return accreditation.state


def _credential(accreditation: Accreditation | None, receipt_key: str | None) -> Credential | None:
    if accreditation is None or accreditation.credential is None or receipt_key is None:
        return None
    try:
        return read_credential(accreditation.credential, from_text(receipt_key))
    except TrustError:
        return None
