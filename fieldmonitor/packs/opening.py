"""A laptop's own part of a pack, opened in memory: nothing is kept before all of it has held."""

import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from fieldmonitor.domain.errors import EnvironmentFault, TrustError
from fieldmonitor.packs.layout import CONTENT_LIMIT, PackSource, Readable, content_target, target_file
from fieldmonitor.packs.trusted import Target, VerifiedPack
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.packs import PackContent, PackFile
from fieldmonitor.trust.bundles import open_bundle
from fieldmonitor.trust.keys import SigningKey, from_text
from fieldmonitor.trust.sealing import open_sealed

BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack that holds, and what is in it for one laptop."""

    pack: VerifiedPack
    content: PackContent
    content_sha256: str


def open_content(source: PackSource, pack: VerifiedPack, key: SigningKey) -> Opened:
    """Open a laptop's content; TrustError `pack.not_for_us` where there is none for this key."""
    target = pack.targets.get(content_target(key.public))
    if target is None:
        raise TrustError("pack.not_for_us")
    if target.length > CONTENT_LIMIT:
        raise TrustError("pack.endless", name=target.name)
    sealed, clear = io.BytesIO(read_target(source, target)), io.BytesIO()
    try:
        open_bundle(sealed, clear, key)
    except TrustError as error:
        code = "pack.not_for_us" if error.code == "bundle.not_for_us" else "pack.damaged"
        raise TrustError(code, name=target.name) from error
    content = decode(unpacked(clear.getvalue(), target.name), PackContent)
    if content.device != key.id or content.region != pack.region:
        raise TrustError("pack.not_for_us")
    return Opened(pack, content, target.sha256)


def read_target(source: PackSource, target: Target) -> bytes:
    """Return a small target, its length and hash checked."""
    return b"".join(target_blocks(source, target))


def target_blocks(source: PackSource, target: Target, held: int = 0) -> Iterator[bytes]:
    """Give a target's bytes from an offset on, never more than were signed for.

    The hash is checked at the end if it is read from the start; who goes on with a part checks the whole.
    """
    name = target_file(target.name, target.sha256)
    stream = source.open(name, held)
    if stream is None:
        raise TrustError("pack.incomplete", name=name)
    try:
        yield from _checked(stream, target, held, name)
    finally:
        stream.close()


def _checked(stream: Readable, target: Target, held: int, name: str) -> Iterator[bytes]:
    digest, left = hashlib.sha256(), target.length - held
    while left > 0:
        block = stream.read(min(BLOCK, left))
        if not block:
            raise TrustError("pack.damaged", name=name)
        left -= len(block)
        digest.update(block)
        yield block
    if stream.read(1):
        raise TrustError("pack.endless", name=name)
    if held == 0 and digest.hexdigest() != target.sha256:
        raise TrustError("pack.damaged", name=name)


def shared_target(pack: VerifiedPack, file: PackFile) -> Target:
    """Return where a shared file is; a content that names what was not signed is refused."""
    target = pack.targets.get(file.target)
    if target is None:
        raise TrustError("pack.damaged", name=file.target[:80])
    return target


def read_shared(source: PackSource, pack: VerifiedPack, file: PackFile) -> bytes:
    """Return the clear bytes of a small shared file."""
    target = shared_target(pack, file)
    if target.length > CONTENT_LIMIT:
        raise TrustError("pack.endless", name=target.name)
    sealed = io.BytesIO(read_target(source, target))
    try:
        with open_sealed(sealed, from_text(file.key)) as clear:
            data = clear.read()
    except (EnvironmentFault, ValueError) as error:
        raise TrustError("pack.damaged", name=target.name) from error
    if file.sha256 is not None and hashlib.sha256(data).hexdigest() != file.sha256:
        raise TrustError("pack.damaged", name=target.name)
    return data


def packed(data: bytes) -> bytes:
    """Return lists of records as they are sealed: small."""
    return zlib.compress(data, 6)


def unpacked(data: bytes, name: str) -> bytes:
    """Undo `packed`, never beyond what a pack may hold; TrustError `pack.endless`, `pack.damaged`."""
    unpacker = zlib.decompressobj()
    try:
        clear = unpacker.decompress(data, CONTENT_LIMIT + 1)
    except zlib.error as error:
        raise TrustError("pack.damaged", name=name) from error
    if len(clear) > CONTENT_LIMIT or not unpacker.eof:
        raise TrustError("pack.endless", name=name)
    return clear
