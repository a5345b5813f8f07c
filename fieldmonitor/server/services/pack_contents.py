"""What goes into a laptop's pack: the very records that its feed would bring, and the comptroller's word.

What many laptops get alike (a checklist, the course) is sealed once; what only one gets is sealed to it.
"""

from pathlib import Path

from sqlalchemy.orm import Session

from fieldmonitor.domain.records import RecordKind, Work
from fieldmonitor.packs.building import Repository
from fieldmonitor.packs.ceremony import read_root
from fieldmonitor.packs.opening import packed
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import decode, digest, encode, from_plain, to_plain
from fieldmonitor.protocol.messages import Checkpoint, Record
from fieldmonitor.protocol.packs import (
    CERTIFICATE_TYPE,
    CarriedCheckpoint,
    CarriedRecord,
    Certificate,
    PackContent,
    PackFile,
    PackRole,
)
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device, ServerFact
from fieldmonitor.server.services import feed, log, revocations
from fieldmonitor.server.services.enrolment import code_digest_of, standing_answer
from fieldmonitor.system.durable import write_durably
from fieldmonitor.trust import introductions
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import from_text

PUBLIC_URL = "public_url"
CHECKPOINTS = "checkpoints.json"
PAGE = 500
SHARED_FROM = 8 * 1024
"""Bytes of a record from which it is sealed once for all who get it."""

PROOFS = 64
"""How many earlier checkpoints a pack proves the log to have grown from."""


FOR_THE_REVOKED = frozenset({RecordKind.ACCREDITATION, RecordKind.SERVER_KEYS})


class Gatherer:
    """Gathers contents for one signing; `store` is the region's repository."""

    def __init__(self, session: Session, context: Context, store: Repository) -> None:
        self._session = session
        self._context = context
        self._store = store
        root = store.root
        self._root_sha256 = digest(root)
        self._root_version = read_root(root).signed.version
        url = session.get(ServerFact, PUBLIC_URL)
        self._url = url.value if url else ""
        self._shared: dict[tuple[str, str, int], PackFile] = {}

    def content(self, device: Device, shared: list[PackFile]) -> PackContent:
        """Return what a laptop is to have. A revoked one learns that it is, and nothing else."""
        records, files = self._records(device), list(shared)
        if device.revoked_at is not None:
            records = [record for record in records if record.kind in FOR_THE_REVOKED]
            files = [file for file in shared if file.role is PackRole.REGION]
        own: list[CarriedRecord] = []
        for record in records:
            body = encode(record.body)
            if len(body) < SHARED_FROM:
                own.append(_carried(record))
            else:
                files.append(self._share(record))
            if record.kind is RecordKind.WORK and record.body is not None:
                files += self._documents(from_plain(record.body, Work))
        return PackContent(
            protocol=VERSION,
            region=self._store.region,
            device=device.id,
            certificate=seal(self._certificate(device), CERTIFICATE_TYPE, self._context.key),
            records=tuple(own),
            files=tuple({file.target: file for file in files}.values()),
        )

    def region_file(self, region: str) -> PackFile:
        """Seal what everybody gets: revocations, and how the log of receipts stands."""
        records = [
            CarriedRecord(row.kind, row.id, row.version, decode(row.body, dict) if row.body else None)
            for row in revocations.of_region(self._session, region)
        ]
        checkpoint = self._checkpoint()
        if checkpoint is not None:
            records.append(checkpoint)
        return self._store.share_bytes(PackRole.REGION, packed(encode(tuple(records))))

    def _records(self, device: Device) -> list[Record]:
        found: list[Record] = []
        cursor, more = None, True
        while more:
            page = feed.page(self._session, device.volunteer, cursor, PAGE)
            found += page.records
            cursor, more = page.cursor, page.more
        return sorted(found, key=lambda record: (record.kind, len(record.id), record.id))  # 2 before 10

    def _share(self, record: Record) -> PackFile:
        key = (record.kind.value, record.id, record.version)
        if key not in self._shared:
            self._shared[key] = self._store.share_bytes(PackRole.RECORDS, packed(encode((_carried(record),))))
        return self._shared[key]

    def _documents(self, work: Work) -> list[PackFile]:
        """Share the documents of a work whose bytes are here."""
        files = []
        for link in work.documents:
            sha256 = link.sha256
            if sha256 is not None and self._context.blobs.size(sha256) is not None:
                files.append(self._store.share_known(PackRole.DOCUMENT, sha256, self._context.blobs.open))
        return files

    def _certificate(self, device: Device) -> Certificate:
        answer = standing_answer(self._session, self._context, device)
        code = code_digest_of(self._session, device.id)
        proof = None
        if code is not None:
            receipt_key = from_text(answer.receipt_key)
            proof = introductions.certificate_proof(code, device.public_key, receipt_key, self._root_sha256)
        return Certificate(
            protocol=VERSION,
            answer=answer,
            server_url=self._url,
            region=self._store.region,
            root_version=self._root_version,
            root_sha256=self._root_sha256,
            issued_at=device.enrolled_at,
            code_proof=proof,
        )

    def _checkpoint(self) -> CarriedRecord | None:
        """Return the log's state with proofs from the states that earlier packs carried."""
        envelope = log.checkpoint(self._session, self._context)
        size = decode(from_text(envelope.payload), Checkpoint).size
        if size == 0:
            return None
        path = self._store.folder / CHECKPOINTS
        earlier = _sizes(path)
        proofs = tuple(log.consistency(self._session, old, size) for old in earlier if old < size)
        write_durably(path, encode([*(old for old in earlier if old != size), size][-PROOFS:]))
        body = to_plain(CarriedCheckpoint(envelope, proofs))
        assert isinstance(body, dict)
        return CarriedRecord(RecordKind.CHECKPOINT, "receipts", size, body)


def set_public_url(session: Session, url: str) -> None:
    """Note under which address laptops reach this server: packs tell those enrolled without a network."""
    row = session.get(ServerFact, PUBLIC_URL)
    if row is None:
        session.add(ServerFact(name=PUBLIC_URL, value=url))
    else:
        row.value = url


def _carried(record: Record) -> CarriedRecord:
    return CarriedRecord(record.kind.value, record.id, record.version, record.body)


def _sizes(path: Path) -> list[int]:
    return decode(path.read_bytes(), list[int]) if path.is_file() else []
