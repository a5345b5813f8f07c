"""Where the volunteer stands, and whether new visits are open to them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from fieldmonitor.app.consent import require_consent
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.domain.records import Accreditation, AccreditationState, RevokedSubject
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE, Envelope
from fieldmonitor.protocol.messages import Credential
from fieldmonitor.sync.enrolment import VOLUNTEER
from fieldmonitor.sync.pack.memory import loaded_pack
from fieldmonitor.sync.rotation import receipt_keys
from fieldmonitor.trust.rotation import ReceiptKeys


@dataclass(frozen=True, slots=True)
class Standing:
    """A volunteer's standing today; `credential` only where the comptroller's signature holds."""

    volunteer: str | None
    state: AccreditationState | None
    accreditation: Accreditation | None
    credential: Credential | None
    may_visit: bool
    laptop_revoked: bool = False


def standing(ws: Workspace) -> Standing:
    """Return the volunteer's standing as last heard from the comptroller."""
    with ws.store.read() as uow:
        accreditation = uow.records.accreditation()
        volunteer = uow.settings.get(VOLUNTEER)
        keys = receipt_keys(uow.settings)
        laptop = uow.records.revocation(RevokedSubject.DEVICE, ws.device.id)
    state = _state_today(accreditation, ws.today())
    credential = _credential(accreditation, keys)
    may_visit = state is AccreditationState.ACTIVE and laptop is None
    return Standing(volunteer, state, accreditation, credential, may_visit, laptop is not None)


def require_may_visit(ws: Workspace, *, practice: bool) -> None:
    """Refuse to start a visit without consent and an active accreditation; practice is open to everyone."""
    now = standing(ws)
    if not practice:
        with ws.store.read() as uow:
            require_consent(uow)
    if not practice and now.laptop_revoked:
        raise InputError("device.revoked")
    if not practice and not now.may_visit:
        raise InputError("accreditation.not_active", state=now.state.value if now.state else "none")


def read_credential(text: str, keys: ReceiptKeys) -> Credential:
    """Verify a credential as read from a QR code, with nothing but the comptroller's public keys."""
    return keys.unseal(decode(text, Envelope), CREDENTIAL_TYPE, Credential, _valid_from)


def _valid_from(credential: Credential) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(credential.valid_from), time(), UTC)
    except ValueError as error:
        raise TrustError("protocol.malformed") from error


class Verdict(StrEnum):
    """What is to be said of a credential that somebody shows."""

    VALID = "valid"
    NONE = "none"
    FORGED = "forged"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class CheckedCredential:
    """A credential that was shown, and the verdict; `on` is the day of its revocation."""

    verdict: Verdict
    credential: Credential | None
    on: date | None = None


def check_credential(ws: Workspace, text: str) -> CheckedCredential:
    """Check a credential without a network: the comptroller's signature, its days, and the revocations that
    the last pack brought."""
    with ws.store.read() as uow:
        keys = receipt_keys(uow.settings)
    if keys is None:
        raise InputError("profile.not_enrolled")
    if not _is_credential(text):
        return CheckedCredential(Verdict.NONE, None)
    try:
        shown = read_credential(text, keys)
        first, last = date.fromisoformat(shown.valid_from), date.fromisoformat(shown.valid_until)
    except (TrustError, ValueError):
        return CheckedCredential(Verdict.FORGED, None)
    with ws.store.read() as uow:
        revoked = uow.records.revocation(RevokedSubject.CREDENTIAL, shown.number)
    if revoked is not None:
        return CheckedCredential(Verdict.REVOKED, shown, revoked.on)
    today = ws.today()
    if today < first:
        return CheckedCredential(Verdict.NOT_YET, shown)
    return CheckedCredential(Verdict.EXPIRED if today > last else Verdict.VALID, shown)


def _is_credential(text: str) -> bool:
    """Tell whether a text is a credential at all, whoever signed it."""
    try:
        return decode(text, Envelope).payloadType == CREDENTIAL_TYPE
    except TrustError:
        return False


def revocations_listed(ws: Workspace) -> datetime | None:
    """Return of when the list of everybody's revocations is that the last pack brought; None before one."""
    with ws.store.read() as uow:
        pack = loaded_pack(uow.settings)
    return pack.built_at if pack is not None else None


def _state_today(accreditation: Accreditation | None, today: date) -> AccreditationState | None:
    if accreditation is None:
        return None
    until = accreditation.valid_until
    if accreditation.state is AccreditationState.ACTIVE and until is not None and until < today:
        return AccreditationState.EXPIRED
    return accreditation.state


def _credential(accreditation: Accreditation | None, keys: ReceiptKeys | None) -> Credential | None:
    if accreditation is None or accreditation.credential is None or keys is None:
        return None
    try:
        return read_credential(accreditation.credential, keys)
    except TrustError:
        return None
