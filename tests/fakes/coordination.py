"""The coordination of a region beside a real server: the ceremony done, packs built and put on sticks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldmonitor.packs.ceremony import draft_root, sign_root
from fieldmonitor.server.context import Context
from fieldmonitor.server.services import packs
from fieldmonitor.server.services.packs import Extras
from fieldmonitor.trust.keys import SigningKey
from tests.unit.server.factories import ADMIN


class Coordination:
    """Who signs a region's packs at a server's console."""

    def __init__(self, context: Context, folder: Path, region: str) -> None:
        self.context = context
        self.region = region
        self.folder = folder
        self.key = SigningKey.generate()
        holders = [SigningKey.generate() for _ in range(3)]
        public = tuple(holder.public for holder in holders)
        root = draft_root(public, self.key.public, region, datetime.now(UTC) + timedelta(days=900))
        for holder in holders[1:]:
            root = sign_root(root, holder)
        packs.publish_root(context, ADMIN, root)

    def build(self, extras: Extras | None = None) -> None:
        packs.build(self.context, ADMIN, self.region, self.key, extras)

    def stick(self, *volunteers: str) -> Path:
        self.folder.mkdir(exist_ok=True)
        return packs.write(self.context, ADMIN, self.region, self.folder, volunteers).folder
