"""A hostile hub: what it keeps altered, dropped, swapped, its answers forged; what becomes of it."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from fieldmonitor.domain.errors import FieldMonitorError, Offline
from fieldmonitor.protocol.bundles import ACK_TYPE, BundleAck
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.messages import MessageAnswer, MessageStatus, Receipt, ReceiptKind
from fieldmonitor.server.models import Message
from fieldmonitor.sync.hub.forwarding import Forwarded, forward
from fieldmonitor.sync.hub.outgoing import HubVisit, Outgoing
from fieldmonitor.trust.bundles import seal_bundle
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import from_text, to_text
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Weather
from tests.fakes.laptop import Laptop
from tests.fakes.reports import Signed
from tests.fakes.roads import FakeRoad, ServerEnd, SimHub
from tests.fakes.service_comptroller import ServiceComptroller

CANARY = "Canario García Ñahui, DNI 40302010"
WAYS = (
    "flip a part", "cut a part", "drop a part", "swap parts", "flip an index", "drop an index",
    "flip an answer", "cut an answer", "swap answers", "drop an answer", "forge an answer", "forge a note",
)  # fmt: skip


class HostileHub:
    """Two laptops that handed over to one hub, which a tamperer has before or after it passes on."""

    def __init__(self, folder: Path) -> None:
        self.comptroller = ServiceComptroller(folder / "server", SimClock())
        self.folder, self._tries = folder, 0

    def close(self) -> None:
        self.comptroller.close()

    def tampered(self, rng: Random) -> list[str]:
        """Hand over, tamper once, pass on, go home; return what is wrong."""
        self._tries += 1
        scene = Scene(self.folder / f"try{self._tries}", self.comptroller, rng)
        try:
            return scene.play(rng.choice(WAYS), rng)
        finally:
            shutil.rmtree(scene.folder)


class Scene:
    """One try: its own hub and laptops, at the shared comptroller's."""

    def __init__(self, folder: Path, comptroller: ServiceComptroller, rng: Random) -> None:
        self.folder, self.comptroller, self._rng = folder, comptroller, rng
        self.hub = SimHub(folder / "hub", comptroller)
        self.laptops = [Laptop(comptroller, Random(rng.random())) for _ in range(2)]
        self.signed: list[Signed] = []
        for laptop in self.laptops:
            laptop.rng.seed(f"{laptop.enrolment.volunteer}")
            answers = f"<data><q>{CANARY}</q></data>"
            self.signed.append(laptop.record(photos=1, small=900, original=4_000, answers=answers))
            self.visit(laptop)

    def visit(self, laptop: "Laptop[ServiceComptroller]") -> HubVisit:
        """A laptop at the hub."""
        out = self.folder / laptop.enrolment.volunteer
        side = Outgoing(laptop.disk, laptop.disk, laptop.enrolment, self.hub.known, out, laptop.now)
        return side.visit(FakeRoad(self.hub, laptop.clock, Weather(self._rng)))

    def pass_on(self) -> Forwarded:
        """The hub at the server."""
        road = FakeRoad(ServerEnd(self.comptroller), self.comptroller.clock, Weather(self._rng))
        return forward(road, self.hub.key, self.hub.depot)

    def play(self, how: str, rng: Random) -> list[str]:
        """Tamper, and return what is wrong: silence, or something false taken for true."""
        if how == "forge an answer":
            self._forge_answer()
        else:
            if "answer" in how:
                self.pass_on()
            self._tamper(how, rng)
        noticed = False
        with suppress(Offline):
            noticed = self.pass_on().refused > 0
        for laptop in self.laptops:
            try:
                noticed = bool(self.visit(laptop).problems) or noticed
            except FieldMonitorError:
                noticed = True
        wrong = [f"{how}: {problem}" for problem in self._false()]
        if not noticed and how.endswith(("part", "parts", "index")):
            wrong.append(f"{how}: nobody noticed")
        return wrong + [f"{how}: {problem}" for problem in self._mended()]

    def _pending(self) -> list[bool]:
        """Say of each report whether its laptop shows it as not received."""
        with_receipts = [
            {r.kind for key, r in laptop.disk.tables.receipts.items() if key[0] == signed.message.id}
            for laptop, signed in zip(self.laptops, self.signed, strict=True)
        ]
        return ["complete" not in kinds for kinds in with_receipts]

    def _false(self) -> list[str]:
        """What is green and is not there; what the comptroller has that nobody signed so."""
        found = []
        for signed, pending in zip(self.signed, self._pending(), strict=True):
            key = (signed.message.id, signed.message.version)
            if not pending and not self.comptroller.holds(key):
                found.append("a false green")
            with self.comptroller.context.db.read() as session:
                row = session.get(Message, key)
                if row is not None and row.envelope != signed.message.envelope:
                    found.append("something altered was taken in")
        return found

    def _mended(self) -> list[str]:
        """By the network all arrives all the same: the hub has cost nothing but time."""
        for laptop in self.laptops:
            laptop.sync("drained")
        keys = [(signed.message.id, signed.message.version) for signed in self.signed]
        lost = [key for key in keys if not self.comptroller.holds(key) or self.comptroller.copies(key) != 1]
        return [f"{len(lost)} reports lost"] if lost or any(self._pending()) else []

    def _forge_answer(self) -> None:
        """Sign a receipt as if one were the comptroller, and seal it to the laptop as he would."""
        message, device = self.signed[0].message, self.laptops[0].key
        (bundle,) = (one for one in self.hub.depot.waiting() if one.writer == device.id)
        manifest = message.manifest_sha256
        files = tuple(self.signed[0].files)
        now = self.laptops[0].now()
        receipt = Receipt(ReceiptKind.COMPLETE, "1", message.id, 1, manifest, files, now)
        envelope = seal(receipt, RECEIPT_TYPE, self.hub.key)
        answer = MessageAnswer(MessageStatus.ALREADY, message.id, 1, manifest, (), (envelope,))
        ack = seal(BundleAck("x", (answer,), ()), ACK_TYPE, self.hub.key)
        sealed = io.BytesIO()
        seal_bundle(io.BytesIO(encode(ack)), sealed, [device.public])
        self.hub.depot.keep_answer(bundle.bundle, sealed.getvalue())

    def _tamper(self, how: str, rng: Random) -> None:
        what, folder = how.rsplit(" ", 1)[-1].removesuffix("s"), {
            "part": "parts", "index": "indexes", "answer": "answers", "note": "custody",
        }  # fmt: skip
        found = sorted((self.hub.folder / folder[what]).iterdir())
        assert found, how
        path = rng.choice(found)
        data = bytearray(path.read_bytes())
        if how.startswith("flip"):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            path.write_bytes(data)
        elif how.startswith("cut"):
            path.write_bytes(data[: rng.randrange(len(data))])
        elif how.startswith("drop"):
            path.unlink()
        elif how.startswith("swap"):
            contents = [one.read_bytes() for one in found]
            for one, other in zip(found, reversed(contents), strict=True):
                one.write_bytes(other)
        else:
            note = decode(bytes(data), Envelope)
            signature = bytearray(from_text(note.signatures[0].sig))
            signature[rng.randrange(64)] ^= 1
            forged = type(note.signatures[0])(note.signatures[0].keyid, to_text(bytes(signature)))
            path.write_bytes(encode(Envelope(note.payloadType, note.payload, (forged,))))


def canaries(scene: Scene) -> list[str]:
    """Search everything that the hub and the spool hold for what was written or photographed."""
    texts = [CANARY, *(signed.message.id for signed in scene.signed), "<data>", "W-1"]
    needles = [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")]
    needles += [data[:24] for signed in scene.signed for data in signed.files.values()]
    needles += [sha.encode() for signed in scene.signed for sha in signed.files]
    needles += [bytes.fromhex(sha) for signed in scene.signed for sha in signed.files]
    kept = [path for path in scene.folder.rglob("*") if path.is_file()]
    names = "\n".join(map(str, kept)).encode()
    contents = [path.read_bytes() for path in kept]
    return [
        f"{needle[:12]!r} in {path.name}"
        for needle in needles
        for path, data in zip(kept, contents, strict=True)
        if needle in data or needle in names
    ]


@contextmanager
def hostile_hub() -> Iterator[HostileHub]:
    """Set a comptroller up for tries with hostile hubs."""
    folder = Path(tempfile.mkdtemp(prefix="exchange-hub-"))
    try:
        made = HostileHub(folder)
        yield made
        made.close()
    finally:
        shutil.rmtree(folder)
