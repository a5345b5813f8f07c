"""Files of packs from a hub: fetched by name, piece by piece, believed by nobody before their signatures."""

from fieldmonitor.domain.errors import Offline
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.pack.http import trouble
from fieldmonitor.sync.pack.pieces import Piece, PieceSource

LARGEST_FILE = 512 * 1024 * 1024
TRIES = 3


def hub_pack(road: BundleCarrier, folder: str = "") -> PieceSource:
    """Return the pack that a hub holds, or the one in a folder of its packs (with a slash at the end)."""

    def piece(name: str, offset: int) -> Piece | None:
        answer = road.pack_piece(folder + name, offset)
        if answer.code == "pack.unknown":
            return None
        if answer.value is None:
            raise trouble(Answer(answer.outcome, problem=answer.problem))
        return answer.value

    return PieceSource(piece)


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
