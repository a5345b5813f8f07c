"""A real server with its staff, and a laptop that came some way with it, for walks in the window."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.bootstrap.entry import QUICK
from fieldmonitor.bootstrap.profile import carrier_for, create_profile, engine_for, open_profile
from fieldmonitor.demo.story import Story
from fieldmonitor.demo.world import World
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.server.services.users import NewUser, create_user
from tests.ui.sample import PASSPHRASE


@dataclass(frozen=True, slots=True)
class Office:
    """The comptroller's side of a walk, and where the laptop's profile lies."""

    server: ServerHandle
    laptop: Path

    def take_in(self, stick: Path) -> int:
        """Import every bundle on a stick, as staff do; return how many messages were receipted."""
        assert self.server.context is not None
        context = self.server.context
        return sum(len(import_bundle(context, path).messages) for path in stick.glob("*.bundle.json"))


@contextmanager
def staff_world(place: Path, server: ServerHandle) -> Iterator[World]:
    """Give the demo's world around a server: staff can be made, and a laptop is there that nobody uses."""

    def add_user(name: str, password: str, role: str) -> None:
        assert server.context is not None
        with server.context.db.write() as session:
            new = NewUser(name=name, password=password, role=Role(role))
            create_user(session, server.context, new, "setup")

    create_profile(place / "laptop", PASSPHRASE, cost=QUICK)
    with open_profile(place / "laptop", PASSPHRASE) as workspace:
        yield World(place, server, add_user, workspace, PASSPHRASE, carrier_for, engine_for)


@contextmanager
def office(place: Path, until: str) -> Iterator[Office]:
    """Start a server, and walk a fresh laptop through the demo's story up to a step, which is taken too."""
    with ServerHandle(ServerSettings(place / "server")) as server:
        with staff_world(place, server) as world:
            for name, act in Story(world).steps():
                act()
                if name == until:
                    break
        yield Office(server, place / "laptop")
