"""How a device signs in: a nonce, its signature, a token for an hour. Only digests are stored."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.messages import TOKEN_CONTEXT, NonceAnswer, TokenAnswer, TokenRequest
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device, Nonce, Token
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services.enrolment import DeviceKind
from fieldmonitor.server.services.standing import expire_due
from fieldmonitor.trust.keys import from_text, to_text, verify

NONCE_LIFE = timedelta(minutes=2)
TOKEN_LIFE = timedelta(hours=1)
CARRIERS = frozenset({DeviceKind.HUB, DeviceKind.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Caller:
    """The device that sent a request."""

    device: str
    volunteer: str
    revoked: bool
    carrier: bool


def new_nonce(context: Context, device_id: str) -> NonceAnswer:
    """Give a device something to sign, good once."""
    nonce = secrets.token_bytes(32)
    now = context.now()
    with context.db.write() as session:
        if session.get(Device, device_id) is None:
            raise Refusal("device.unknown")
        session.execute(delete(Nonce).where(Nonce.expires_at <= now))
        session.add(Nonce(digest=_digest(nonce), device=device_id, expires_at=now + NONCE_LIFE))
    return NonceAnswer(to_text(nonce))


def new_token(context: Context, request: TokenRequest) -> TokenAnswer:
    """Sell a token for a signed nonce. A blocked (lost) laptop gets none; a revoked one may still send."""
    try:
        nonce, signature = from_text(request.nonce), from_text(request.signature)
    except TrustError as error:
        raise Refusal("token.bad_signature") from error
    now = context.now()
    with context.db.write() as session:
        spent = delete(Nonce).where(
            Nonce.digest == _digest(nonce), Nonce.device == request.device, Nonce.expires_at > now
        )
        known = session.scalar(spent.returning(Nonce.digest)) is not None
        device = session.get(Device, request.device)
    if device is None or not known:
        raise Refusal("token.bad_signature")
    try:
        verify(device.public_key, signature, TOKEN_CONTEXT + nonce)
    except TrustError as error:
        raise Refusal("token.bad_signature") from error
    if device.blocked:
        raise Refusal("device.revoked")
    token = secrets.token_urlsafe(32)
    with context.db.write() as session:
        session.execute(delete(Token).where(Token.expires_at <= now))
        expire_due(session, context)
        session.add(Token(digest=_digest(token.encode()), device=device.id, expires_at=now + TOKEN_LIFE))
    return TokenAnswer(token, int(TOKEN_LIFE.total_seconds()))


def caller(context: Context, authorization: str | None) -> Caller:
    """Return the device behind an Authorization header, or refuse."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.casefold() != "bearer" or not token:
        raise Refusal("token.expired")
    with context.db.read() as session:
        row = session.execute(
            select(Device.id, Device.volunteer, Device.revoked_at, Device.kind, Device.blocked)
            .join(Token, Token.device == Device.id)
            .where(Token.digest == _digest(token.strip().encode()), Token.expires_at > context.now())
        ).one_or_none()
    if row is None or row.blocked:
        raise Refusal("token.expired")
    return Caller(row.id, row.volunteer, row.revoked_at is not None, row.kind in CARRIERS)


def _digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
