"""How a laptop becomes known to a server, and what it remembers of it."""

from dataclasses import dataclass

from fieldmonitor.domain.errors import InputError, Refused, TrustError
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.messages import EnrolmentAnswer, EnrolmentRequest
from fieldmonitor.sync.addresses import server_address
from fieldmonitor.sync.carrier import Carrier
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.ports import Settings, Store, Unit
from fieldmonitor.sync.rotation import RECEIPT_KEY as RECEIPT_KEY
from fieldmonitor.sync.rotation import follow_rotations, receipt_keys
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from fieldmonitor.trust.rotation import EarlierKey, ReceiptKeys

DEVICE_SEED = "device.seed"
SERVER_URL = "server.url"
SERVER_NAME = "server.name"
VOLUNTEER = "volunteer.id"
REGION = "volunteer.region"
CALL = "call.id"
REQUIREMENTS = "call.requirements"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Whom this laptop belongs to; `receipt_key` is the server's raw public key, pinned, `earlier` those
    that it has replaced.

    `call_id` and `requirements` (codes to swear to) are what an applicant answers.
    """

    server_url: str
    server_name: str
    receipt_key: bytes
    device_key: SigningKey
    volunteer: str
    region: str
    call_id: str | None = None
    requirements: tuple[str, ...] = ()
    earlier: tuple[EarlierKey, ...] = ()

    @property
    def keys(self) -> ReceiptKeys:
        """The keys whose receipts are believed."""
        return ReceiptKeys(self.receipt_key, self.earlier)

    @property
    def device(self) -> str:
        """This laptop's name: its key's."""
        return self.device_key.id


def device_key(store: Store[Unit]) -> SigningKey:
    """Return this laptop's key; the first call makes it, and keeps it before anybody hears of it."""
    with store.write() as unit:
        seed = unit.settings.get(DEVICE_SEED)
        if seed is not None:
            return SigningKey(from_text(seed))
        key = SigningKey.generate()
        unit.settings.set(DEVICE_SEED, to_text(key.seed))
        return key


def enrolment(settings: Settings) -> Enrolment | None:
    """Return what this laptop remembers of its enrolment; None before it."""
    keys, seed = receipt_keys(settings), settings.get(DEVICE_SEED)
    if keys is None or seed is None:
        return None
    return Enrolment(
        server_url=settings.get(SERVER_URL) or "",
        server_name=settings.get(SERVER_NAME) or "",
        receipt_key=keys.current,
        device_key=SigningKey(from_text(seed)),
        volunteer=settings.get(VOLUNTEER) or "",
        region=settings.get(REGION) or "",
        call_id=settings.get(CALL) or None,
        requirements=tuple((settings.get(REQUIREMENTS) or "").split()),
        earlier=keys.earlier,
    )


def enrol(store: Store[Unit], carrier: Carrier, url: str, code: str, device_name: str) -> Enrolment:
    """Enrol with a one-time code, and pin the server's key.

    May be called again after a lost answer. Raises Offline or Refused with the server's code, InputError
    when the laptop belongs to another server already, TrustError when the answer contradicts itself.
    """
    url = server_address(url)
    with store.read() as unit:
        before = enrolment(unit.settings)
    if before is not None and before.server_url != url:
        raise InputError("enrolment.other_server", server=before.server_url)
    key = device_key(store)
    info = carrier.server_info().required()
    if info.protocol != VERSION:
        raise Refused("enrolment.protocol", server=info.protocol, ours=VERSION)
    answer = carrier.enrol(EnrolmentRequest(code.strip(), to_text(key.public), device_name)).required()
    if answer.device != key.id or answer.receipt_key != info.receipt_key:
        raise TrustError("enrolment.contradiction")
    if before is not None:
        with store.write() as unit:
            follow_rotations(unit, info.rotations, info.time)
            before = enrolment(unit.settings)
    if before is not None and to_text(before.receipt_key) != answer.receipt_key:
        raise Refused(Trouble.OTHER_SERVER, server=url)
    return remember(store, url, answer)


def remember(store: Store[Unit], url: str, answer: EnrolmentAnswer) -> Enrolment:
    """Keep an answer to an enrolment, from whichever road it came."""
    with store.write() as unit:
        return remember_in(unit.settings, url, answer)


def remember_in(settings: Settings, url: str, answer: EnrolmentAnswer) -> Enrolment:
    """The same, within the caller's transaction."""
    if len(from_text(answer.receipt_key)) != 32:
        raise TrustError("enrolment.contradiction")
    settings.set(SERVER_URL, url)
    settings.set(SERVER_NAME, answer.server_name)
    settings.set(RECEIPT_KEY, answer.receipt_key)
    settings.set(VOLUNTEER, answer.volunteer)
    settings.set(REGION, answer.region)
    settings.set(CALL, answer.call_id or "")
    settings.set(REQUIREMENTS, " ".join(answer.requirements))
    kept = enrolment(settings)
    assert kept is not None
    return kept
