"""What a laptop remembers of packs: whom it trusts for them, and which one it loaded last."""

from dataclasses import dataclass
from datetime import datetime

from fieldmonitor.packs.layout import Trusted
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.sync.ports import Settings

PACK_TRUSTED = "pack.trusted"
PACK_LOADED = "pack.loaded"
CODE_DIGEST = "enrolment.code"
MAPS = "maps"
"""The profile's folder of map pictures."""

MAP_DISTRICTS = "map.districts"
MAP_TILES = "map.tiles"


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """The pack that was loaded last; `complete` when every file of it is here.

    `done` are the hashes of its lists that were taken in for good.
    """

    region: str
    version: int
    root_version: int
    built_at: datetime
    expires: datetime
    loaded_at: datetime
    complete: bool
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTiles:
    """An encrypted MBTiles file in the profile's folder of maps; `key` in base64."""

    file: str
    key: str


def trusted_packs(settings: Settings) -> Trusted | None:
    """Return what this laptop trusts for packs; None before its first."""
    text = settings.get(PACK_TRUSTED)
    return decode(text, Trusted) if text else None


def trust_packs(settings: Settings, trusted: Trusted) -> None:
    """Hold packs to this from now on."""
    settings.set(PACK_TRUSTED, encode(trusted).decode())


def loaded_pack(settings: Settings) -> LoadedPack | None:
    """Return which pack was loaded last."""
    text = settings.get(PACK_LOADED)
    return decode(text, LoadedPack) if text else None


def remember_pack(settings: Settings, loaded: LoadedPack) -> None:
    """Note which pack was loaded."""
    settings.set(PACK_LOADED, encode(loaded).decode())


def kept_tiles(settings: Settings) -> KeptTiles | None:
    """Return the map pictures that a pack brought."""
    text = settings.get(MAP_TILES)
    return decode(text, KeptTiles) if text else None


def keep_tiles(settings: Settings, tiles: KeptTiles) -> None:
    """Show these map pictures from now on."""
    settings.set(MAP_TILES, encode(tiles).decode())
