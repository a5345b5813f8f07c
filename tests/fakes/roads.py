"""Bundles by simulated roads: a hub's and the server's own rules, without HTTP, in any weather."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.hub.depot import Depot, DepotLimits
from fieldmonitor.hub.desk import Desk
from fieldmonitor.hub.problems import STATUS as HUB_STATUS
from fieldmonitor.protocol.hub import BundleState
from fieldmonitor.protocol.messages import EnrolmentRequest, MissingFile, Problem, TokenAnswer
from fieldmonitor.server.problems import STATUS, Refusal
from fieldmonitor.server.services import relayed, tokens
from fieldmonitor.server.services.enrolment import DeviceKind
from fieldmonitor.sync.carrier import Answer, Chunk, refused
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.hub.pairing import KnownHub
from fieldmonitor.trust.keys import SigningKey, to_text
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Weather
from tests.fakes.service_comptroller import ServiceComptroller

T = TypeVar("T")


class End(Protocol):
    """Where a road leads."""

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]: ...
    def announce(self, index: bytes) -> BundleState: ...
    def state(self, bundle: str) -> BundleState: ...
    def write(self, bundle: str, sha256: str, offset: int, data: bytes) -> MissingFile: ...


class SimHub:
    """A hub: its folder outlives its kills. Fulfils `End` for whoever signed in last."""

    def __init__(self, folder: Path, comptroller: ServiceComptroller) -> None:
        self.folder, self.key = folder, SigningKey.generate()
        self._clock = comptroller.clock
        self._guest = b""
        code = comptroller.new_code(kind=DeviceKind.HUB)
        comptroller.enrol(EnrolmentRequest(code, to_text(self.key.public), "hub")).required()
        self.start()

    @property
    def known(self) -> KnownHub:
        """The hub as a paired laptop knows it."""
        return KnownHub("https://10.0.0.2:8480", "Posta", self.key.public, b"c" * 32)

    def start(self) -> None:
        """Start the program: everything but the folder is new."""
        self.depot = Depot(self.folder, DepotLimits(reserve=0))
        self._desk = Desk(self.depot, self.key, "Posta", None, self._clock.now)

    def lose_power(self) -> None:
        """Of what was not yet acknowledged, some bytes are gone."""
        for path in (self.folder / "staging").iterdir():
            with path.open("r+b") as file:
                file.truncate(path.stat().st_size // 2)
        self.start()

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        self._guest = key.public
        return Answer(Outcome.ACCEPTED, TokenAnswer("token", 3600))

    def announce(self, index: bytes) -> BundleState:
        return self._desk.announce(self._guest, index)

    def state(self, bundle: str) -> BundleState:
        return self._desk.state(self._guest, bundle)

    def write(self, bundle: str, sha256: str, offset: int, data: bytes) -> MissingFile:
        part = self._desk.part(self._guest, bundle, sha256)
        self._desk.append(part, offset, data)
        return self._desk.finish(part)


class ServerEnd:
    """The server's services for bundles that a hub passes on."""

    def __init__(self, comptroller: ServiceComptroller) -> None:
        self._comptroller = comptroller
        self._token: str | None = None

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        answer = self._comptroller.token(key)
        self._token = answer.value.token if answer.value else None
        return answer

    def announce(self, index: bytes) -> BundleState:
        return relayed.announce(self._comptroller.context, self._caller(), index)

    def state(self, bundle: str) -> BundleState:
        return relayed.state(self._comptroller.context, self._caller(), bundle)

    def write(self, bundle: str, sha256: str, offset: int, data: bytes) -> MissingFile:
        context = self._comptroller.context
        part = relayed.part(context, self._caller(), bundle, sha256)
        relayed.append(context, part, offset, data)
        return relayed.finish(context, part)

    def _caller(self) -> tokens.Caller:
        return tokens.caller(self._comptroller.context, f"Bearer {self._token}")


class FakeRoad:
    """Fulfils `BundleRoad`: requests and answers are lost, bodies cut, as the weather has it."""

    def __init__(self, end: End, clock: SimClock, weather: Weather) -> None:
        self._end, self._clock, self._weather = end, clock, weather

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        return self._travel(600, lambda: self._end.sign_in(key))

    def announce(self, index: bytes) -> Answer[BundleState]:
        return self._travel(len(index), lambda: Answer(Outcome.ACCEPTED, self._end.announce(index)))

    def bundle_state(self, bundle: str) -> Answer[BundleState]:
        return self._travel(300, lambda: Answer(Outcome.ACCEPTED, self._end.state(bundle)))

    def send_part(self, bundle: str, chunk: Chunk) -> Answer[MissingFile]:
        data, rng = chunk.source.read(chunk.length), self._weather.rng
        if len(data) != chunk.length:
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.LOCAL_FILE))
        cut = rng.random() < self._weather.cut_body
        if cut:
            data = data[: rng.randrange(len(data))]

        def ask() -> Answer[MissingFile]:
            if not data:
                return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.NO_ANSWER))
            moved = self._end.write(bundle, chunk.sha256, chunk.offset, data)
            return Answer(Outcome.PROGRESS, moved)

        answer = self._travel(len(data), ask)
        if answer.problem is not None and answer.code == "evidence.offset":
            offset = (answer.problem.params or {}).get("offset", 0)
            return Answer(
                Outcome.PROGRESS, MissingFile(chunk.sha256, chunk.size, int(offset)), answer.problem
            )
        return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.NO_ANSWER)) if cut else answer

    def _travel(self, size: int, ask: Callable[[], Answer[T]]) -> Answer[T]:
        weather, rng = self._weather, self._weather.rng
        if weather.down:
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.OFFLINE), link_down=True)
        self._clock.pass_time(weather.round_trip + size / weather.bytes_per_second)
        if rng.random() < weather.lose_request:
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.NO_ANSWER))
        try:
            answer = ask()
        except Refusal as refusal:
            answer = _refused(refusal)
        if rng.random() < weather.lose_answer:
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.NO_ANSWER))
        return answer


def _refused(refusal: FieldMonitorError) -> Answer[T]:
    status = (HUB_STATUS | STATUS)[refusal.code]
    return refused(status, Problem(refusal.code, params=refusal.params))  # type: ignore[arg-type]
