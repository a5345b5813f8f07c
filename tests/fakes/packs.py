"""A region's packs with every key at hand, and laptops with real stores that load them."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from fieldmonitor.domain.records import Notice, RecordKind
from fieldmonitor.packs.building import Built, Repository
from fieldmonitor.packs.ceremony import draft_root, sign_root
from fieldmonitor.packs.layout import PackFolder, PackSource, Trusted
from fieldmonitor.packs.opening import packed
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import digest, encode, to_plain
from fieldmonitor.protocol.messages import EnrolmentAnswer
from fieldmonitor.protocol.packs import (
    CERTIFICATE_TYPE,
    CarriedRecord,
    Certificate,
    PackContent,
    PackFile,
    PackRole,
)
from fieldmonitor.store import Blobs, Store, open_store
from fieldmonitor.sync.enrolment import device_key, remember
from fieldmonitor.sync.pack.loading import PackLoaded, PackLoader
from fieldmonitor.sync.pack.memory import CODE_DIGEST, trusted_packs
from fieldmonitor.trust import introductions
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, to_text
from tests.fakes.clock import START

REGION = "ÁNCASH"
LIFE = timedelta(days=30)
SHARED = "lista compartida " * 600


class PackOffice:
    """Who makes packs: three root holders, a coordinator, a server's receipt key, a folder."""

    def __init__(self, folder: Path, region: str = REGION) -> None:
        self.folder = folder
        self.region = region
        self.holders = [SigningKey.generate() for _ in range(3)]
        self.coordinator = SigningKey.generate()
        self.receipts = SigningKey.generate()
        self.publish(self.coordinator)

    @property
    def root(self) -> bytes:
        return Repository(self.folder).root

    def publish(self, coordinator: SigningKey, previous: bytes | None = None) -> None:
        """Publish a root by two holders; a later one names a new coordinator."""
        self.coordinator = coordinator
        public = tuple(holder.public for holder in self.holders)
        draft = draft_root(public, coordinator.public, self.region, START + 900 * LIFE, previous)
        for holder in self.holders[:2]:
            draft = sign_root(draft, holder, previous)
        Repository(self.folder).publish_root(draft)

    def certificate(self, public: bytes, code: bytes | None = None) -> Certificate:
        """Vouch for a laptop and this office's root."""
        device = laptop_id(public)
        receipt_key = self.receipts.public
        answer = EnrolmentAnswer(device, "MCC-0001", "Contraloría", to_text(receipt_key), self.region)
        root = digest(self.root)
        proof = introductions.certificate_proof(code, public, receipt_key, root) if code else None
        return Certificate(VERSION, answer, "https://c.example", self.region, 1, root, START, proof)

    def content(
        self, public: bytes, number: int, files: tuple[PackFile, ...] = (), code: bytes | None = None
    ) -> PackContent:
        """Return what a laptop gets in the pack of a number: a notice that names it."""
        return PackContent(
            protocol=VERSION,
            region=self.region,
            device=laptop_id(public),
            certificate=seal(self.certificate(public, code), CERTIFICATE_TYPE, self.receipts),
            records=(notice(number),),
            files=files,
        )

    def build(
        self,
        number: int,
        laptops: list[bytes],
        now: datetime = START,
        change: Callable[[Repository, PackContent], PackContent] = lambda _store, content: content,
        code: bytes | None = None,
    ) -> Built:
        """Sign a pack for laptops; `change` alters what the first of them gets."""
        store = Repository(self.folder)
        region = store.share_bytes(PackRole.REGION, packed(encode((notice(number, "r"),))))
        shared = store.share_bytes(PackRole.RECORDS, packed(encode((notice(number, "s", SHARED),))))
        for at, public in enumerate(laptops):
            content = self.content(public, number, (region, shared), code)
            store.add_content(public, change(store, content) if at == 0 else content)
        return store.sign(self.coordinator, now, LIFE)


class PackLaptop:
    """A laptop's profile folder, its store open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store: Store = open_store(folder / "store.db", b"k" * 32, create=True)
        self.blobs = Blobs(folder / "blobs")
        self.key = device_key(self.store)

    def close(self) -> None:
        self.store.close()

    def enrol(self, office: PackOffice) -> None:
        """As if it had been enrolled by the network: it knows the receipt key."""
        remember(self.store, "https://c.example", office.certificate(self.key.public).answer)

    def expect(self, code: str) -> bytes:
        """As if it had written a request with this code."""
        digested = introductions.code_digest(code)
        with self.store.write() as unit:
            unit.settings.set(CODE_DIGEST, to_text(digested))
        return digested

    def load(
        self, source: PackSource | Path, now: datetime = START, fingerprint: str | None = None
    ) -> PackLoaded:
        source = PackFolder(source) if isinstance(source, Path) else source
        return PackLoader(self.store, self.blobs, self.folder / "maps").load(source, now, fingerprint)

    @property
    def trusted(self) -> Trusted | None:
        with self.store.read() as unit:
            return trusted_packs(unit.settings)

    def told(self) -> list[str]:
        """Return the titles of the notices that came, by id."""
        with self.store.read() as unit:
            return [str(body["title"]) for _id, body in unit.records.all(RecordKind.NOTICE)]


def notice(number: int, id: str = "n", text: str = "") -> CarriedRecord:
    """Return the notice that tells a pack's number."""
    body = to_plain(Notice(f"paquete {number}", text, START))
    assert isinstance(body, dict)
    return CarriedRecord(RecordKind.NOTICE, id, number, body)


def copy_pack(folder: Path, target: Path) -> Path:
    """Copy a pack as a stick would carry it."""
    with suppress(FileNotFoundError):
        shutil.rmtree(target)
    target.mkdir(parents=True)
    for path in folder.iterdir():
        if not path.name.startswith(".") and path.name != "state.json":
            shutil.copyfile(path, target / path.name)
    return target


def laptop_id(public: bytes) -> str:
    """Return a laptop's id."""
    return digest(public)
