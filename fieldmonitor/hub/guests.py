"""Who may use a hub: laptops that were paired, their sign-in, and how often a code may be guessed.

Pairings outlive a restart; nonces and tokens do not, and a laptop signs in again by itself.
"""

import hashlib
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.hub.identity import HubIdentity
from fieldmonitor.hub.problems import Refusal
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.hub import HUB_TOKEN_CONTEXT, PairingAnswer, PairingRequest
from fieldmonitor.protocol.messages import NonceAnswer, TokenAnswer, TokenRequest
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.keys import from_text, key_id, to_text, verify
from fieldmonitor.trust.pairing import check_proof, device_proof, hub_proof

PAIRED_FILE = "paired.json"
TRIES, TRIES_OF_ALL, WINDOW = 5, 100, timedelta(minutes=15)
NONCE_LIFE, TOKEN_LIFE = timedelta(minutes=2), timedelta(hours=1)
MOST_NONCES = MOST_PAIRED = 2000
KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class Paired:
    """A laptop that knew the code."""

    key: str
    name: str
    at: datetime


class Guests:
    """`code_key` is the stretched code of this run; `now` the hub's clock."""

    def __init__(
        self, folder: Path, identity: HubIdentity, name: str, code_key: bytes, now: Callable[[], datetime]
    ) -> None:
        self._path = folder / PAIRED_FILE
        self._identity, self._name, self._code_key, self._now = identity, name, code_key, now
        self._lock = Lock()
        self._paired = _load(self._path)
        self._failures: deque[tuple[datetime, str]] = deque()
        self._nonces: dict[bytes, tuple[str, datetime]] = {}
        self._tokens: dict[bytes, tuple[str, datetime]] = {}

    def pair(self, request: PairingRequest, source: str) -> PairingAnswer:
        """Take a laptop in that proves the code over our certificate, and prove it back.

        Raises Refusal `pairing.wrong_code`, `pairing.too_many_tries`, `request.malformed`.
        """
        key = _public(request.device_key)
        with self._lock:
            self._require_tries(source)
            certificate = self._identity.certificate
            try:
                check_proof(device_proof(self._code_key, certificate, key), request.proof)
            except TrustError as error:
                self._failures.append((self._now(), source))
                raise Refusal("pairing.wrong_code") from error
            self._keep(key_id(key), Paired(request.device_key, request.device_name[:200], self._now()))
        proof = hub_proof(self._code_key, certificate, key, self._identity.key.public)
        return PairingAnswer(to_text(self._identity.key.public), self._name, to_text(proof))

    def new_nonce(self, device: str) -> NonceAnswer:
        """Give a paired laptop something to sign, good once."""
        nonce = secrets.token_bytes(32)
        with self._lock:
            if device not in self._paired:
                raise Refusal("device.unknown")
            _forget(self._nonces, self._now())
            self._nonces[_digest(nonce)] = (device, self._now() + NONCE_LIFE)
        return NonceAnswer(to_text(nonce))

    def new_token(self, request: TokenRequest) -> TokenAnswer:
        """Sell a token for a nonce that was signed together with our certificate."""
        try:
            nonce, signature = from_text(request.nonce), from_text(request.signature)
        except TrustError as error:
            raise Refusal("token.bad_signature") from error
        with self._lock:
            device, until = self._nonces.pop(_digest(nonce), ("", self._now()))
            paired = self._paired.get(device)
        if paired is None or device != request.device or until <= self._now():
            raise Refusal("token.bad_signature")
        signed = HUB_TOKEN_CONTEXT + self._identity.certificate + nonce
        try:
            verify(from_text(paired.key), signature, signed)
        except TrustError as error:
            raise Refusal("token.bad_signature") from error
        token = secrets.token_urlsafe(32)
        with self._lock:
            _forget(self._tokens, self._now())
            self._tokens[_digest(token.encode())] = (device, self._now() + TOKEN_LIFE)
        return TokenAnswer(token, int(TOKEN_LIFE.total_seconds()))

    def caller(self, authorization: str | None) -> bytes:
        """Return the public key of the laptop behind an Authorization header, or refuse."""
        scheme, _, token = (authorization or "").partition(" ")
        with self._lock:
            device, until = self._tokens.get(_digest(token.strip().encode()), ("", self._now()))
            paired = self._paired.get(device)
        if scheme.casefold() != "bearer" or paired is None or until <= self._now():
            raise Refusal("token.expired")
        return from_text(paired.key)

    def paired(self) -> dict[str, Paired]:
        """Return the paired laptops by their ids."""
        with self._lock:
            return dict(self._paired)

    def _require_tries(self, source: str) -> None:
        since = self._now() - WINDOW
        while self._failures and self._failures[0][0] <= since:
            self._failures.popleft()
        own = sum(origin == source for _at, origin in self._failures)
        if own >= TRIES or len(self._failures) >= TRIES_OF_ALL:
            raise Refusal("pairing.too_many_tries", minutes=15)

    def _keep(self, device: str, paired: Paired) -> None:
        known = self._paired.get(device)
        if known is not None and known.key == paired.key and known.name == paired.name:
            return
        if known is None and len(self._paired) >= MOST_PAIRED:
            raise Refusal("hub.quota", limit=MOST_PAIRED)
        after = {**self._paired, device: paired}
        write_durably(self._path, encode(after))
        self._paired = after


def paired_in(folder: Path) -> dict[str, Paired]:
    """Return the laptops that a hub's folder knows."""
    return _load(folder / PAIRED_FILE)


def _load(path: Path) -> dict[str, Paired]:
    try:
        return decode(path.read_bytes(), dict[str, Paired])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise disk_fault(error, path) from error


def _public(text: str) -> bytes:
    try:
        key = from_text(text)
    except TrustError as error:
        raise Refusal("request.malformed", reason="device_key") from error
    if len(key) != KEY_SIZE:
        raise Refusal("request.malformed", reason="device_key")
    return key


def _forget(held: dict[bytes, tuple[str, datetime]], now: datetime) -> None:
    """Let go of what has run out, and of the oldest where somebody asks for too many."""
    for digest in [digest for digest, (_device, until) in held.items() if until <= now]:
        del held[digest]
    while len(held) >= MOST_NONCES:
        del held[next(iter(held))]


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()
