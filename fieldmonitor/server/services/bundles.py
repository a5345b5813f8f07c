"""Bundles taken in: what a stick brings goes the same way as what the network brings, and is receipted.

Files are written aside and moved into place whole, so that a server may serve meanwhile: nothing of the
staging of uploads is touched.
"""

import hashlib
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.bundles import (
    ACK_SUFFIX,
    ACK_TYPE,
    INDEX_SUFFIX,
    INDEX_TYPE,
    BundleAck,
    BundleFiles,
    BundleIndex,
    FrameBody,
    Refused,
    frames_in,
)
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import Frame, Method
from fieldmonitor.protocol.messages import MessageAnswer, Problem
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device, Evidence, MessageFile
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services import intake
from fieldmonitor.server.services.receipts import note_held
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.system.durable import sync_file, write_durably
from fieldmonitor.trust.bundles import opened_bundle
from fieldmonitor.trust.envelopes import seal, unseal


def import_bundle(context: Context, path: Path) -> BundleAck:
    """Take a bundle in by its index, write its acknowledgement beside it, and return that.

    Raises TrustError `bundle.damaged`, `bundle.not_for_us`, EnvironmentFault `bundle.incomplete`, Refusal
    `device.unknown`. Taking it in again changes nothing and gives the same receipts.
    """
    bundle, writer = _checked(context, path)
    ack = take_in(context, bundle, writer, path.name)
    envelope = seal(ack, ACK_TYPE, context.key)
    write_durably(path.with_name(path.name.removesuffix(INDEX_SUFFIX) + ACK_SUFFIX), encode(envelope))
    return ack


def take_in(context: Context, bundle: BundleFiles, writer: Caller, name: str) -> BundleAck:
    """Do what a bundle's frames say, for the device that wrote it; `name` is what the answer calls it."""
    keys: dict[tuple[str, int], None] = {}
    refused: list[Refused] = []
    with closing(bundle.open()) as sealed, opened_bundle(sealed, context.key, *context.rotated.keys) as clear:
        for frame, body in frames_in(clear):
            if frame.method is Method.PUT:
                if (problem := _put(context, writer, frame, body)) is None:
                    keys[(frame.id, frame.number)] = None
                else:
                    refused.append(Refused(frame.id, frame.number, problem))
            elif frame.method is Method.PATCH and frame.number == 0:
                _keep(context, frame, body)
    return BundleAck(name, _answers(context, writer, keys), tuple(refused))


def _checked(context: Context, path: Path) -> tuple[BundleFiles, Caller]:
    """Verify index and parts; return them with who wrote them. A revoked laptop's bundle is taken too."""
    envelope = decode(path.read_bytes(), Envelope)
    if len(envelope.signatures) != 1:
        raise TrustError("bundle.damaged", part=path.name)
    with context.db.read() as session:
        device = session.get(Device, envelope.signatures[0].keyid)
        if device is None:
            raise Refusal("device.unknown")
        writer = Caller(device.id, device.volunteer, device.revoked_at is not None, carrier=True)
        public_key = device.public_key
    bundle = BundleFiles(path.parent, envelope, unseal(envelope, INDEX_TYPE, public_key, BundleIndex))
    bundle.check()
    return bundle, writer


def _put(context: Context, writer: Caller, frame: Frame, body: FrameBody) -> Problem | None:
    if frame.size > context.settings.limits.message:
        return Problem("request.too_large")
    try:
        intake.put(context, writer, frame.id, frame.number, body.read_all())
    except Refusal as refusal:
        return Problem(refusal.code, params=refusal.values or None)
    return None


def _keep(context: Context, frame: Frame, body: FrameBody) -> None:
    """Keep a file that a message here names, if its hash is right and it is not here yet."""
    with context.db.read() as session:
        held = session.get(Evidence, frame.id)
        named = session.scalars(select(MessageFile.size).where(MessageFile.sha256 == frame.id)).all()
    if held is not None or frame.size not in named:
        return
    folder = context.settings.data / "bundles"
    folder.mkdir(exist_ok=True)
    aside = folder / uuid4().hex
    digest, size = hashlib.sha256(), 0
    try:
        with aside.open("xb") as file:
            for block in body.blocks():
                digest.update(block)
                size += len(block)
                file.write(block)
            sync_file(file)
        if digest.hexdigest() == frame.id:
            context.blobs.keep(frame.id, aside)
            with context.db.write() as session:
                note_held(session, context, frame.id, size)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()


def _answers(
    context: Context, writer: Caller, keys: dict[tuple[str, int], None]
) -> tuple[MessageAnswer, ...]:
    return tuple(intake.get(context, writer, id, version) for id, version in keys)
