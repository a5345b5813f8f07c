"""Bundles that a hub passes on: taken in part by part, and answered with receipts sealed to their writer.

The hub that carries the answer home cannot read it, as it could not read the bundle.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from fieldmonitor.domain.errors import EnvironmentFault, TrustError
from fieldmonitor.hub.depot import Announced, OutOfTurn
from fieldmonitor.protocol.bundles import ACK_TYPE, INDEX_TYPE, BundleFiles, BundleIndex, BundlePart
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import BundleState
from fieldmonitor.protocol.messages import MissingFile
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services.bundles import take_in
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.trust.bundles import seal_bundle
from fieldmonitor.trust.envelopes import seal, unseal
from fieldmonitor.trust.keys import to_text

_OURS = {"hub.full": "server.storage", "hub.quota": "request.too_large"}


def announce(context: Context, caller: Caller, index: bytes) -> BundleState:
    """Take a bundle's index from a carrier, or from the device that wrote it."""
    writer = _writer(context, _signer(index))
    if not (caller.carrier or caller.device == writer.id):
        raise Refusal("message.not_yours")
    with refusals():
        return _state(context, context.relayed.announce(index, writer.public_key))


def state(context: Context, caller: Caller, bundle: str) -> BundleState:
    """Say how far a bundle is; one that is whole is taken in here."""
    with refusals():
        return _state(context, _announced(context, caller, bundle))


def part(context: Context, caller: Caller, bundle: str, sha256: str) -> BundlePart:
    """Return a part of a bundle that was announced."""
    with refusals():
        for part in _announced(context, caller, bundle).parts:
            if part.sha256 == sha256:
                return part
    raise Refusal("evidence.not_expected")


def append(context: Context, part: BundlePart, offset: int, data: bytes) -> int:
    """Write bytes of a part; return its new end."""
    try:
        with refusals():
            return context.relayed.append(part, offset, data)
    except OutOfTurn as error:
        raise Refusal("evidence.offset", offset=error.offset) from error


def finish(context: Context, part: BundlePart) -> MissingFile:
    """Keep a part that is whole, and say how far it is."""
    with refusals():
        return MissingFile(part.sha256, part.size, context.relayed.finish(part))


@contextmanager
def refusals() -> Iterator[None]:
    """Say what a depot refuses as this server does."""
    try:
        yield
    except Refusal as refusal:
        raise Refusal(_OURS.get(refusal.code, refusal.code), **refusal.values) from refusal
    except EnvironmentFault as fault:
        raise Refusal("server.storage") from fault


def _signer(index: bytes) -> str:
    signatures = decode(index, Envelope).signatures
    if len(signatures) != 1:
        raise Refusal("request.malformed", reason="signatures")
    return signatures[0].keyid


def _writer(context: Context, device: str) -> Device:
    with context.db.read() as session:
        found = session.get(Device, device)
        if found is None:
            raise Refusal("device.unknown")
        session.expunge(found)
        return found


def _announced(context: Context, caller: Caller, bundle: str) -> Announced:
    announced = context.relayed.find(bundle)
    if not (caller.carrier or caller.device == announced.writer):
        raise Refusal("bundle.unknown")
    return announced


def _state(context: Context, announced: Announced) -> BundleState:
    depot, bundle = context.relayed, announced.bundle
    if depot.answer_of(bundle) is None:
        for part in announced.parts:
            depot.finish(part)
        if not depot.missing(announced):
            _take_in(context, announced)
    answer = depot.answer_of(bundle)
    return BundleState(
        bundle,
        depot.missing(announced),
        answer=None if answer is None else to_text(answer),
        problem=depot.refusal_of(bundle),
    )


def _take_in(context: Context, announced: Announced) -> None:
    """Open a whole bundle, do what its frames say, and keep the answer; what cannot be opened is noted."""
    depot = context.relayed
    with depot.busy:
        if depot.answer_of(announced.bundle) is not None:
            return
        device = _writer(context, announced.writer)
        envelope = decode(depot.index_of(announced.bundle), Envelope)
        index = unseal(envelope, INDEX_TYPE, device.public_key, BundleIndex)
        writer = Caller(device.id, device.volunteer, device.revoked_at is not None, carrier=True)
        try:
            files = BundleFiles(depot.parts, envelope, index, by_hash=True)
            ack = take_in(context, files, writer, announced.bundle)
        except TrustError as error:
            depot.keep_refusal(announced.bundle, error.code)
            return
        sealed = io.BytesIO()
        seal_bundle(io.BytesIO(encode(seal(ack, ACK_TYPE, context.key))), sealed, [device.public_key])
        depot.keep_answer(announced.bundle, sealed.getvalue())
