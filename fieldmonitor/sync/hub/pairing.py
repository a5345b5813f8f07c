"""How a laptop comes to know a hub: by a code that both prove and neither tells."""

import hashlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fieldmonitor.domain.errors import InputError, Offline, TrustError
from fieldmonitor.protocol import HUB_PORT
from fieldmonitor.protocol.hub import PairingAnswer, PairingRequest
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.ports import Settings, Store, Unit
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from fieldmonitor.trust.pairing import (
    CODE_COST,
    CodeCost,
    PairingLink,
    check_proof,
    code_key,
    device_proof,
    hub_proof,
    read_code,
)

HUB_ADDRESS = "hub.address"
HUB_NAME = "hub.name"
HUB_KEY = "hub.key"
HUB_CERTIFICATE = "hub.certificate"
KEY_SIZE = 32
SALT_SIZES = range(8, 65)
CONNECT_WITHIN = 10.0

Dial = Callable[[str, bytes], BundleCarrier]
"""Makes the road to a hub: its address, and the SHA-256 of the certificate that it must show."""


@dataclass(frozen=True, slots=True)
class KnownHub:
    """A hub that this laptop was paired with: raw public key and certificate's SHA-256, both pinned."""

    address: str
    name: str
    key: bytes
    certificate: bytes


def known_hub(settings: Settings) -> KnownHub | None:
    """Return the hub that this laptop was paired with last."""
    address, key = settings.get(HUB_ADDRESS), settings.get(HUB_KEY)
    if not address or not key:
        return None
    certificate = from_text(settings.get(HUB_CERTIFICATE) or "")
    return KnownHub(address, settings.get(HUB_NAME) or "", from_text(key), certificate)


def pair(
    store: Store[Unit],
    key: SigningKey,
    link: PairingLink,
    device_name: str,
    dial: Dial,
    *,
    cost: CodeCost = CODE_COST,
    certificate_at: "Callable[[str], bytes] | None" = None,
) -> KnownHub:
    """Pair with a hub by its QR code or its typed address and code, and pin its key and certificate.

    Raises InputError for a bad address or code, Offline, Refused `pairing.wrong_code` or
    `pairing.too_many_tries`, TrustError `pairing.not_proven` when something stands in between.
    """
    address, code = hub_address(link.address), read_code(link.code)
    certificate = link.certificate or (certificate_at or shown_certificate)(address)
    road = dial(address, certificate)
    try:
        info = road.hub_info().required()
        salt = from_text(info.salt)
        if len(salt) not in SALT_SIZES:
            raise TrustError("pairing.not_proven")
        stretched = code_key(code, salt, cost)
        proof = to_text(device_proof(stretched, certificate, key.public))
        answer = road.pair(PairingRequest(to_text(key.public), device_name, proof)).required()
    finally:
        road.close()
    hub = _proven(answer, address, certificate, stretched, key)
    with store.write() as unit:
        unit.settings.set(HUB_ADDRESS, hub.address)
        unit.settings.set(HUB_NAME, hub.name)
        unit.settings.set(HUB_KEY, to_text(hub.key))
        unit.settings.set(HUB_CERTIFICATE, to_text(hub.certificate))
    return hub


def _proven(
    answer: PairingAnswer, address: str, certificate: bytes, stretched: bytes, key: SigningKey
) -> KnownHub:
    hub_key = from_text(answer.hub_key)
    if len(hub_key) != KEY_SIZE:
        raise TrustError("pairing.not_proven")
    check_proof(hub_proof(stretched, certificate, key.public, hub_key), answer.proof)
    return KnownHub(address, answer.name[:100], hub_key, certificate)


def hub_address(text: str) -> str:
    """Return a hub's address in its one form, from how a person types it: `192.168.1.5:8480` is enough."""
    text = text.strip().rstrip("/")
    parts = urlsplit(text if "://" in text else f"https://{text}")
    try:
        port = parts.port or HUB_PORT
    except ValueError as error:
        raise InputError("pairing.bad_address", address=text) from error
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.query:
        raise InputError("pairing.bad_address", address=text)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{host}:{port}"


def shown_certificate(address: str) -> bytes:
    """Return the SHA-256 of the certificate shown at an address; the pairing proves whose it is."""
    parts = urlsplit(address)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname, parts.port), CONNECT_WITHIN) as plain,
            context.wrap_socket(plain) as secure,
        ):
            shown = secure.getpeercert(binary_form=True)
    except OSError as error:
        raise Offline("hub.offline", address=address) from error
    if shown is None:
        raise Offline(Trouble.ODD_ANSWER)
    return hashlib.sha256(shown).digest()
