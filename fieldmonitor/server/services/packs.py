"""A region's packs on the server: its root taken in, its contents gathered and signed, written to a stick."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from fieldmonitor.domain.errors import InputError
from fieldmonitor.packs.building import Built, Repository
from fieldmonitor.packs.ceremony import RootFacts, root_facts
from fieldmonitor.packs.geography import read_outlines
from fieldmonitor.packs.layout import pack_folder_name
from fieldmonitor.packs.opening import packed
from fieldmonitor.packs.writing import WrittenPack, needed_files, write_pack
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.packs import PackFile, PackPicture, PackRole
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device, Volunteer
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services.pack_contents import Gatherer
from fieldmonitor.server.services.rows import audit
from fieldmonitor.system.instance import hold_folder
from fieldmonitor.trust.keys import SigningKey

PACKS = "packs"
LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Extras:
    """What goes to every laptop beside its records; None keeps what the last pack had."""

    tiles: Path | None = None
    districts: Path | None = None
    pictures: Path | None = None
    without_map: bool = False


def repository(context: Context, region: str) -> Path:
    """Return the folder of a region's packs."""
    return context.settings.data / PACKS / pack_folder_name(region)


def publish_root(context: Context, person: Person, data: bytes) -> RootFacts:
    """Take in a root that its holders have signed."""
    region = root_facts(data).region
    person.require_region(region)
    folder = repository(context, region)
    with _alone(folder):
        facts = Repository(folder).publish_root(data)
    _note(context, person, "pack.root", region, facts.fingerprint)
    return facts


def build(
    context: Context,
    person: Person,
    region: str,
    key: SigningKey,
    extras: Extras | None = None,
    life: timedelta = LIFE,
) -> Built:
    """Gather what every laptop of a region is to have, seal it, and sign the whole.

    The records are read as they stood at one moment; a server that runs meanwhile is not held up.
    """
    person.require_region(region)
    folder = repository(context, region)
    with _alone(folder), context.db.read() as session:
        store = Repository(folder)
        if store.region != region:
            raise InputError("pack.no_root")
        shared = _extras(store, extras or Extras())
        gatherer = Gatherer(session, context, store)
        shared.append(gatherer.region_file(region))
        devices = select(Device).join(Volunteer, Volunteer.code == Device.volunteer)
        for device in session.scalars(devices.where(Volunteer.region == region).order_by(Device.id)):
            store.add_content(device.public_key, gatherer.content(device, shared))
        built = store.sign(key, context.now(), life)
    _note(context, person, "pack.signed", region, str(built.version))
    return built


def write(
    context: Context, person: Person, region: str, folder: Path, volunteers: Iterable[str] = ()
) -> WrittenPack:
    """Write a region's pack to a stick, for some volunteers or for all, and read it back."""
    readers = _readers(context, person, region, volunteers)
    with _alone(repository(context, region)):
        done = write_pack(repository(context, region), folder, region, context.now(), readers)
    _note(context, person, "pack.written", region, str(done.laptops))
    return done


def estimate(context: Context, person: Person, region: str, volunteers: Iterable[str] = ()) -> int:
    """Return how many bytes a stick needs."""
    readers = _readers(context, person, region, volunteers)
    return sum(needed_files(repository(context, region), readers, context.now()).values())


def pack_file(context: Context, volunteer: str, name: str) -> Path:
    """Return a file of the packs of a volunteer's region; what is sealed to others says nothing to them."""
    with context.db.read() as session:
        region = session.get_one(Volunteer, volunteer).region
    path = repository(context, region) / name
    if not path.is_file():
        raise Refusal("pack.unknown", name=name)
    return path


def _extras(store: Repository, extras: Extras) -> list[PackFile]:
    files: list[PackFile] = []
    if extras.tiles is not None:
        files.append(store.share_tiles(extras.tiles))
    elif not extras.without_map:
        files += store.kept(PackRole.TILES)
    if extras.districts is not None:
        outlines = extras.districts
        read_outlines(outlines)  # InputError here, not on a laptop
        files.append(store.share(PackRole.DISTRICTS, lambda: outlines.open("rb"), outlines.name))
    elif not extras.without_map:
        files += store.kept(PackRole.DISTRICTS)
    if extras.pictures is not None:
        known = decode(extras.pictures.read_bytes(), tuple[PackPicture, ...])
        files.append(store.share_bytes(PackRole.PICTURES, packed(encode(known))))
    else:
        files += store.kept(PackRole.PICTURES)
    return files


def _readers(context: Context, person: Person, region: str, volunteers: Iterable[str]) -> list[bytes] | None:
    """Return the keys of some volunteers' laptops; None stands for everybody's."""
    person.require_region(region)
    wanted, keys = list(volunteers), list[bytes]()
    with context.db.read() as session:
        for code in wanted:
            row = session.get(Volunteer, code)
            if row is None or row.region != region:
                raise Refusal("volunteer.unknown", volunteer=code)
            keys += session.scalars(select(Device.public_key).where(Device.volunteer == code))
    return keys if wanted else None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One program at a time makes a region's packs: two would give the same number to different ones."""
    with ExitStack() as stack:
        try:
            stack.enter_context(hold_folder(folder))
        except InputError as error:
            raise InputError("pack.busy") from error
        yield


def _note(context: Context, person: Person, action: str, region: str, detail: str) -> None:
    with context.db.write() as session:
        audit(session, context.now(), person.name, action, region, detail)
