"""Files of packs from a hub: fetched by name, piece by piece, believed by nobody before their signatures."""

from fieldmonitor.domain.errors import Offline
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.hub.carrier import BundleCarrier

LARGEST_FILE = 512 * 1024 * 1024
TRIES = 3


def fetch(road: BundleCarrier, name: str, limit: int = LARGEST_FILE) -> bytes:
    """Return a file of a pack. Raises Offline, Refused `pack.unknown`."""
    data = bytearray()
    failed = 0
    while True:
        answer = road.pack_piece(name, len(data))
        if answer.value is None:
            failed += 1
            if failed == TRIES or not answer.link_down:
                answer.required()
            continue
        piece, size = answer.value
        data += piece
        if len(data) == size:
            return bytes(data)
        if not piece or len(data) > size or size > limit:
            raise Offline(Trouble.ODD_ANSWER)
