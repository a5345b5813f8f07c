"""The roads without a network as rules of the exchange's machine: sticks, and a hub."""

import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from random import Random

from fieldmonitor.domain.errors import InputError, Offline
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.sync.bundle.export import export_bundle
from fieldmonitor.sync.bundle.reading import bundles_in, take_acknowledgements
from fieldmonitor.sync.hub.forwarding import forward
from fieldmonitor.sync.hub.outgoing import Outgoing
from tests.fakes.comptroller import Weather
from tests.fakes.laptop import Laptop
from tests.fakes.roads import FakeRoad, ServerEnd, SimHub
from tests.fakes.service_comptroller import ServiceComptroller


class Carried:
    """A laptop's stick and hub, each with a folder of its own and the hub with weather of its own."""

    def __init__(self, folder: Path, laptop: Laptop[ServiceComptroller], rng: Random) -> None:
        self.folder = folder / secrets.token_hex(8)
        self.stick = self.folder / "stick"
        self.stick.mkdir(parents=True)
        self.laptop, self.comptroller, self._rng = laptop, laptop.comptroller, rng
        self.hub = SimHub(self.folder / "hub", self.comptroller)
        self.hub_weather, self.way_weather = Weather(rng), Weather(rng)
        self.honest = True

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def export(self, originals: bool) -> None:
        """Write what waits onto the stick."""
        laptop = self.laptop
        with suppress(InputError):
            export_bundle(
                laptop.disk, laptop.disk, laptop.enrolment, self.stick, laptop.now(), originals=originals
            )

    def import_one(self, which: int) -> None:
        """The comptroller takes a bundle in from the stick, perhaps not for the first time."""
        bundles = bundles_in(self.stick)
        if bundles:
            import_bundle(self.comptroller.context, bundles[which % len(bundles)])

    def come_home(self) -> None:
        """The stick is back at the laptop, with whatever receipts are on it."""
        laptop = self.laptop
        take_acknowledgements(laptop.disk, laptop.enrolment, self.stick, laptop.now())

    def lose_stick(self) -> None:
        """Nobody sees it again; there is another, empty."""
        shutil.rmtree(self.stick)
        self.stick.mkdir()

    def visit(self) -> None:
        """The laptop is at the hub."""
        side, road = self._side(), FakeRoad(self.hub, self.laptop.clock, self.hub_weather)
        with suppress(Offline):
            side.visit(road)

    def pass_on(self) -> None:
        """The hub is where there is a network."""
        road = FakeRoad(ServerEnd(self.comptroller), self.comptroller.clock, self.way_weather)
        with suppress(Offline):
            forward(road, self.hub.key, self.hub.depot)

    def misbehave(self, which: int) -> None:
        """The hub forgets a bundle, or hands back nonsense instead of what the comptroller answered."""
        self.honest = False
        found = sorted((self.hub.folder / "indexes").iterdir()) + sorted(
            (self.hub.folder / "answers").iterdir()
        )
        if not found:
            return
        path = found[which % len(found)]
        if path.parent.name == "indexes":
            path.unlink()
        else:
            path.write_bytes(self._rng.randbytes(200))

    def lost_in_custody(self) -> list[str]:
        """Return the bundles that the hub has signed for, and neither has whole nor an answer to."""
        depot, lost = self.hub.depot, []
        with self.laptop.disk.read() as unit:
            notes = unit.custody.list()
        for note in notes:
            announced = depot.find(note.bundle)
            held = all(depot.path_of(part.sha256).exists() for part in announced.parts)
            if not (held or depot.answer_of(note.bundle)):
                lost.append(note.bundle)
        return lost

    def converge_by_hub(self) -> None:
        """In good weather the hub alone is enough."""
        self.hub_weather.clear()
        self.way_weather.clear()
        self.visit()
        self.pass_on()
        self.visit()

    def converge_by_stick(self) -> None:
        """So is a stick."""
        self.lose_stick()
        self.export(originals=True)
        for which in range(len(bundles_in(self.stick))):
            self.import_one(which)
        self.come_home()

    def _side(self) -> Outgoing:
        laptop, out = self.laptop, self.folder / "outgoing"
        return Outgoing(laptop.disk, laptop.disk, laptop.enrolment, self.hub.known, out, laptop.now)
