"""Who may do what on a device's routes: every route × caller × own and another's, over HTTP."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest
import requests

from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.bundles import INDEX_TYPE, BundleIndex, BundlePart
from fieldmonitor.protocol.codec import digest, encode
from fieldmonitor.protocol.frames import BATCH_TYPE, BatchAnswer, Frame, Method, head
from fieldmonitor.protocol.messages import CHUNK_TYPE, OFFSET_HEADER, ReceiptKind
from fieldmonitor.server.context import Context
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import users
from fieldmonitor.server.services.packs import repository
from fieldmonitor.server.services.users import NewUser, create_user
from fieldmonitor.trust.envelopes import seal
from tests.unit.server.device import NOW, Device, code_of, file_entry, read
from tests.unit.server.factories import PASSWORD, accredit, new_volunteer

TIMEOUT = (5, 30)
FILE = b"x" * 100

OPEN = {
    ("get", "/v1/server"),
    ("post", "/v1/enrolments"),
    ("post", "/v1/nonces"),
    ("post", "/v1/tokens"),
    ("get", "/v1/log/checkpoint"),
    ("get", "/v1/log/consistency"),
    ("post", "/v1/log/proofs"),
}
"""Routes that anybody may ask: they tell nothing about anybody."""

SIGNED_IN = {
    ("get", "/v1/feed"),
    ("get", "/v1/card"),
    ("get", "/v1/log/inclusion/{id}/{version}/{kind}"),
    ("put", "/v1/messages/{id}/{version}"),
    ("get", "/v1/messages/{id}/{version}"),
    ("head", "/v1/evidence/{sha256}"),
    ("patch", "/v1/evidence/{sha256}"),
    ("get", "/v1/packs/{name}"),
    ("get", "/v1/works/{work}/documents/{sha256}"),
    ("post", "/v1/batches"),
    ("post", "/v1/bundles"),
    ("get", "/v1/bundles/{bundle}"),
    ("patch", "/v1/bundles/{bundle}/{part}"),
}
"""Routes for devices; what each may see of another's is tried below."""


@dataclass
class World:
    """Two volunteers' laptops; the first has sent a report whose file is half there."""

    server: ServerHandle
    own: Device
    other: Device
    staff: str
    id: str
    sha256: str
    body: bytes

    def path(self, path: str) -> str:
        values = {
            "id": self.id,
            "version": "1",
            "kind": ReceiptKind.CONTENT.value,
            "sha256": self.sha256,
            "name": "timestamp.json",
            "work": "w-1",
            "bundle": "0" * 64,
            "part": "1" * 64,
        }
        return self.server.url + path.format(**values)

    def call(self, method: str, path: str, token: str | None, data: bytes = b"") -> requests.Response:
        headers = {OFFSET_HEADER: "0", "Content-Type": CHUNK_TYPE} if method == "patch" else {}
        if path == "/v1/batches":
            headers = {"Content-Type": BATCH_TYPE}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        params = {"size": "1", "old": "1", "new": "1"}
        return requests.request(
            method, self.path(path), params=params, data=data, headers=headers, timeout=TIMEOUT
        )


@pytest.fixture
def world(server: ServerHandle, context: Context, enrol: Callable[..., Device]) -> World:
    own, other = enrol(), enrol()
    entry = file_entry(FILE)
    manifest = own.report(entry)
    body = own.seal(manifest)
    assert own.put(manifest, body).status_code == 201
    assert own.patch(entry.sha256, 0, FILE[:50]).status_code == 200
    with context.db.write() as session:
        create_user(session, context, NewUser("boss", PASSWORD, Role.ADMIN), "test")
    staff = users.sign_in(context, "boss", PASSWORD, "test").token
    return World(server, own, other, staff, manifest.id, entry.sha256, body)


def batch(*frames: tuple[Frame, bytes]) -> bytes:
    return b"".join(head(frame) + data for frame, data in frames)


def test_every_route_of_a_device_is_in_the_table_and_nothing_else(server: ServerHandle) -> None:
    described = requests.get(f"{server.url}/openapi.json", timeout=TIMEOUT).json()["paths"]
    routes = {
        (method, path)
        for path, methods in described.items()
        for method in methods
        if not path.startswith("/v1/staff")
    }
    assert routes == OPEN | SIGNED_IN


@pytest.mark.parametrize("token", [None, "", "nonsense", "staff"])
def test_without_a_devices_token_nothing_is_told(world: World, token: str | None) -> None:
    for method, path in sorted(SIGNED_IN):
        said = world.call(method, path, world.staff if token == "staff" else token, b"{}")
        assert said.status_code == 401, (method, path, said.text)


def test_without_a_token_the_open_routes_answer(world: World) -> None:
    for method, path in sorted(OPEN):
        assert world.call(method, path, None, b"{}").status_code not in (401, 403), (method, path)


OWN_AND_OTHER = [
    ("get", "/v1/messages/{id}/{version}", b"", 200, {403, 404}),
    ("put", "/v1/messages/{id}/{version}", None, 208, {403, 422}),
    ("head", "/v1/evidence/{sha256}", b"", 200, {404}),
    ("patch", "/v1/evidence/{sha256}", FILE, 409, {404}),
    ("get", "/v1/log/inclusion/{id}/{version}/{kind}", b"", 200, {404}),
]


@pytest.mark.parametrize(("method", "path", "sent", "own", "others"), OWN_AND_OTHER)
def test_anothers_things_are_refused(
    world: World, method: str, path: str, sent: bytes | None, own: int, others: set[int]
) -> None:
    body = world.body if sent is None else sent
    if "inclusion" in path:  # the receipt is there once the file is
        assert world.own.patch(world.sha256, 50, FILE[50:]).status_code == 200
    assert world.call(method, path, world.own.token, body).status_code == own
    refused = world.call(method, path, world.other.token, body)
    assert refused.status_code in others
    assert world.id not in refused.text and world.sha256 not in refused.text


def test_the_feed_shows_ones_own_only(world: World, context: Context) -> None:
    accredit(context, world.own.volunteer)
    for device in (world.own, world.other):
        assert {record.id for record in device.pull().records} == {device.volunteer}


def test_a_bundle_is_shown_to_who_wrote_it_only(world: World) -> None:
    part = b"noise"
    sha256 = hashlib.sha256(part).hexdigest()
    written = BundleIndex(VERSION, NOW.utc, (BundlePart("a.part", len(part), sha256),))
    index = encode(seal(written, INDEX_TYPE, world.own.key))
    route = f"/v1/bundles/{digest(index)}"
    asked = [
        ("post", "/v1/bundles", index, 201, (403, "message.not_yours")),
        ("get", route, b"", 200, (404, "bundle.unknown")),
        ("patch", f"{route}/{sha256}", part, 200, (404, "bundle.unknown")),
    ]
    for method, path, sent, own, refused in asked:
        assert code_of(world.call(method, path, world.other.token, sent)) == refused
        assert world.call(method, path, world.own.token, sent).status_code == own
        assert code_of(world.call(method, path, world.other.token, sent))[0] == refused[0]


def test_a_pack_is_given_to_its_region_only(
    world: World, context: Context, enrol: Callable[..., Device]
) -> None:
    elsewhere = enrol(volunteer=new_volunteer(context, "MCC-9001", "CUSCO"))
    for region in ("LIMA", "CUSCO"):
        folder = repository(context, region)
        folder.mkdir(parents=True)
        (folder / "timestamp.json").write_text(region, encoding="utf-8")
    sealed = f"{'a' * 64}.{'b' * 32}"
    (repository(context, "LIMA") / sealed).write_bytes(b"noise")
    for device, region in ((world.own, "LIMA"), (world.other, "LIMA"), (elsewhere, "CUSCO")):
        assert world.call("get", "/v1/packs/timestamp.json", device.token).text == region
    assert world.call("get", f"/v1/packs/{sealed}", world.own.token).content == b"noise"
    refused = world.call("get", f"/v1/packs/{sealed}", elsewhere.token)
    assert code_of(refused) == (404, "pack.unknown")


def test_in_a_batch_each_frame_is_judged_as_if_it_came_alone(world: World) -> None:
    frames = batch(
        (Frame(Method.PUT, world.id, 1, len(world.body)), world.body),
        (Frame(Method.PATCH, world.sha256, 50, 50), FILE[50:]),
        (Frame(Method.GET, world.id, 1, 0), b""),
    )
    for device, wanted in (
        (world.other, [{403, 422}, {404}, {403, 404}]),
        (world.own, [{208}, {200}, {200}]),
    ):
        said = read(world.call("post", "/v1/batches", device.token, frames), BatchAnswer)
        for frame, allowed in zip(said.frames, wanted, strict=True):
            assert frame.status in allowed
            if device is world.other:
                assert frame.message is None and frame.file is None


def test_a_revoked_laptop_may_still_send_but_hears_nothing_more(world: World, context: Context) -> None:
    path = f"{world.server.url}/v1/staff/devices/{world.own.key.id}/revocation"
    headers = {"Authorization": f"Bearer {world.staff}"}
    assert requests.post(path, b"{}", headers=headers, timeout=TIMEOUT).status_code in (200, 201)
    assert code_of(world.own.feed())[0] == 403
    assert world.own.patch(world.sha256, 50, FILE[50:]).status_code == 200
    assert world.call("get", "/v1/messages/{id}/{version}", world.own.token).status_code == 200


def made_up(random: Random, world: World) -> Iterator[bytes]:
    """Give the pieces of a batch that nobody sent: right, wrong, cut short and nonsense, mixed."""
    for _ in range(random.randrange(1, 6)):
        data = random.randbytes(random.choice([0, 1, 50, 3000]))
        size = random.choice([len(data), len(data), 0, 10**6, 2**62])
        name = random.choice([world.id, world.sha256, "", "../..", "\u0000", "ñ" * 30])
        number = random.choice([0, 1, 50, -1, 2**63])
        method = random.choice(["PUT", "PATCH", "GET", "DELETE"])
        plain: dict[str, str | int] = {"method": method, "id": name, "number": number, "size": size}
        line = encode(plain) + b"\n"
        yield random.choice([line + data, line + data, line[: random.randrange(len(line))], data, b"\n" * 3])


def test_no_made_up_batch_ends_in_a_fault_of_the_server(world: World) -> None:
    random = Random(11)
    statuses = set()
    for _ in range(150):
        said = world.call("post", "/v1/batches", world.own.token, b"".join(made_up(random, world)))
        assert said.status_code < 500, said.text
        statuses.add(said.status_code)
    assert 200 in statuses and 422 in statuses
    assert world.call("get", "/v1/messages/{id}/{version}", world.own.token).status_code == 200
