"""Who may do what: every staff route × role, from the tables and over HTTP; test_regions.py: the regions."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from fastapi.routing import APIRoute

from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.messages import JSON_TYPE
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import Context
from fieldmonitor.server.roles import ALLOWED, Act, Role
from fieldmonitor.server.routes import staff_control, staff_field, staff_people
from fieldmonitor.server.routes.staff_access import ACTS, PREFIX
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import users
from fieldmonitor.server.services.actions import NewAction, open_action
from fieldmonitor.server.services.alerts import NewAlert, issue
from fieldmonitor.server.services.calls import NewCall
from fieldmonitor.server.services.calls import create as create_call
from fieldmonitor.server.services.states import ActionKind
from fieldmonitor.server.services.users import NewUser, SignedIn, create_user
from fieldmonitor.server.services.volunteers import WhoTheyAre, set_identity
from fieldmonitor.trust.keys import SigningKey
from tests.unit.server.conftest import new_code
from tests.unit.server.device import Device, code_of, read
from tests.unit.server.factories import DUE, PASSWORD, accredit, assign, publish_field
from tests.unit.server.test_originals import ORIGINAL, sealed_to, send

TIMEOUT = (5, 30)

EXPECTED: dict[Act, str] = {
    Act.READ_OWN_SESSION: "staff coordinator admin auditor",
    Act.MANAGE_USERS: "admin",
    Act.READ_CALLS: "staff coordinator admin auditor",
    Act.MANAGE_CALLS: "staff admin",
    Act.ISSUE_CODES: "staff coordinator admin",
    Act.READ_VOLUNTEERS: "staff coordinator admin auditor",
    Act.READ_IDENTITIES: "staff coordinator admin",
    Act.MANAGE_IDENTITIES: "staff coordinator admin",
    Act.ACCREDIT: "staff admin",
    Act.REVOKE_DEVICES: "staff admin",
    Act.READ_WORKS: "staff coordinator admin auditor",
    Act.IMPORT_WORKS: "staff coordinator admin",
    Act.PUBLISH: "staff admin",
    Act.READ_ASSIGNMENTS: "staff coordinator admin auditor",
    Act.ASSIGN: "staff coordinator admin",
    Act.READ_REPORTS: "staff coordinator admin auditor",
    Act.OPEN_ORIGINALS: "staff admin",
    Act.REVIEW: "staff coordinator",
    Act.WITHDRAW: "admin",
    Act.READ_ALERTS: "staff coordinator admin auditor",
    Act.ISSUE_ALERTS: "staff",
    Act.CONTROL: "staff",
    Act.READ_FIGURES: "staff coordinator admin auditor",
    Act.READ_AUDIT: "admin auditor",
}
"""Written out a second time on purpose: a slip in the server's table shows here."""


@dataclass
class World:
    """A server with one report from Lima, and users of every role: everywhere, in Lima, in Cusco."""

    server: ServerHandle
    device: Device
    paths: dict[str, str]
    tokens: dict[tuple[Role, str], str]

    def call(self, method: str, path: str, token: str, body: bytes = b"{}") -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(
            method, self.server.url + PREFIX + self.filled(path), data=body, headers=headers, timeout=TIMEOUT
        )

    def filled(self, path: str) -> str:
        """Put the world's own things in; what `{id}` is depends on what stands before it."""
        for kind in ("assignment", "action"):
            path = path.replace(f"/{kind}s/{{id}}", f"/{kind}s/{self.paths[kind]}")
        for name, value in self.paths.items():
            path = path.replace("{" + name + "}", value)
        return path


@pytest.fixture(scope="module")
def built(
    empty_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str], dict[tuple[Role, str], str], SigningKey]:
    """A world built once, to be copied for each test: passwords are slow on purpose."""
    data = tmp_path_factory.mktemp("world") / "server"
    shutil.copytree(empty_data, data)
    with ServerHandle(ServerSettings(data)) as server:
        assert server.context is not None
        device = Device(server.url)
        device.enrol(new_code(server.context))
        device.sign_in()
        paths = _build(server.context, device)
        tokens = _users(server.context)
        device.http.close()
    return data, paths, tokens, device.key


@pytest.fixture
def world(
    built: tuple[Path, dict[str, str], dict[tuple[Role, str], str], SigningKey], tmp_path: Path
) -> Iterator[World]:
    data, paths, tokens, key = built
    shutil.copytree(data, tmp_path / "server")
    with ServerHandle(ServerSettings(tmp_path / "server")) as server:
        device = Device(server.url, key)
        device.sign_in()
        yield World(server, device, paths, tokens)
        device.http.close()


def _build(context: Context, device: Device) -> dict[str, str]:
    publish_field(context)
    accredit(context, device.volunteer)
    assignment = assign(context, device.volunteer)
    manifest, sha256 = send(device, sealed_to(device.server_key, ORIGINAL))
    waiting = device.report()
    assert device.put(waiting).status_code == 201
    with context.db.write() as session:
        person = users.console(session, context)
        alert = issue(session, context, person, NewAlert(manifest.id, 1, "t", "x"))
        action = open_action(session, context, person, alert, NewAction(ActionKind.CONTROL_VISIT, DUE))
        set_identity(session, context, person, device.volunteer, WhoTheyAre("Rosa", "40000000"))
        create_call(session, context, person, NewCall("Lima vigila", "LIMA", (), DUE))
    return {
        "code": device.volunteer,
        "device": device.key.id,
        "number": alert,
        "version": "1",
        "sha256": sha256,
        "id": manifest.id,
        "waiting": waiting.id,
        "assignment": assignment,
        "action": action,
    }


def _users(context: Context) -> dict[tuple[Role, str], str]:
    tokens: dict[tuple[Role, str], str] = {}
    for role in Role:
        for region in (None, "LIMA", "CUSCO"):
            name = f"{role}-{region}"
            with context.db.write() as session:
                create_user(session, context, NewUser(name, PASSWORD, role, region), "test")
            tokens[role, str(region)] = users.sign_in(context, name, PASSWORD, "test").token
    return tokens


def staff_routes() -> Iterator[tuple[str, str]]:
    for module in (staff_people, staff_field, staff_control):
        for route in module.router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                yield method, route.path.removeprefix(PREFIX)


def test_every_route_is_in_the_table_and_nothing_else() -> None:
    assert set(staff_routes()) - {("POST", "/sessions")} == set(ACTS)


def test_the_roles_are_as_written_here() -> None:
    assert {act: " ".join(role for role in Role if role in ALLOWED[act]) for act in Act} == EXPECTED


def test_every_route_refuses_every_role_that_the_table_does_not_name(world: World) -> None:
    """Reads answer; writes get an unreadable body and may say so, but only to those allowed."""
    tried = 0
    for (method, path), act in ACTS.items():
        if path == "/session" and method == "DELETE":
            continue
        for role in Role:
            answer = world.call(method, path, world.tokens[role, "None"])
            denied = answer.status_code == 403
            assert denied == (role not in ALLOWED[act]), (method, path, role, answer.text)
            assert answer.status_code < 500
            tried += 1
    assert tried == (len(ACTS) - 1) * len(Role)


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_a_session_nothing_answers(world: World, token: str) -> None:
    for method, path in ACTS:
        assert code_of(world.call(method, path, token)) == (401, "session.expired")


@pytest.mark.parametrize("path", ["/reports", "/volunteers", "/works", "/assignments", "/alerts", "/actions"])
def test_lists_show_the_own_region_only(world: World, path: str) -> None:
    for region, seen in (("LIMA", True), ("None", True), ("CUSCO", False)):
        answer = world.call("GET", path, world.tokens[Role.STAFF, region])
        rows = decode(answer.content, list[object])
        assert bool(rows) == seen


def test_a_device_token_opens_no_staff_route_nor_the_reverse(world: World) -> None:
    device = world.device
    assert code_of(world.call("GET", "/reports", device.token)) == (401, "session.expired")
    device.token = world.tokens[Role.ADMIN, "None"]
    assert code_of(device.feed()) == (401, "token.expired")


def test_reading_a_report_or_an_identity_leaves_a_trace(world: World) -> None:
    token = world.tokens[Role.COORDINATOR, "LIMA"]
    assert world.call("GET", "/reports/{id}/{version}", token).status_code == 200
    assert world.call("DELETE", "/volunteers/{code}/identity", token).status_code == 200
    trail = world.call("GET", "/audit", world.tokens[Role.AUDITOR, "None"])
    actions = [line["action"] for line in decode(trail.content, list[dict[str, str]])]
    assert actions[:2] == ["identity.erased", "report.read"]


def test_wrong_passwords_are_counted(world: World) -> None:
    def sign_in(password: str) -> requests.Response:
        body = encode({"user": "staff-LIMA", "password": password})
        return requests.post(f"{world.server.url}{PREFIX}/sessions", body, timeout=TIMEOUT)

    assert read(sign_in(PASSWORD), SignedIn).role is Role.STAFF
    for _ in range(5):
        assert code_of(sign_in("wrong")) == (401, "session.wrong")
    assert code_of(sign_in(PASSWORD)) == (429, "session.too_many_tries")


def test_signing_out_ends_the_session(world: World) -> None:
    token = world.tokens[Role.STAFF, "LIMA"]
    assert world.call("DELETE", "/session", token).status_code == 200
    assert code_of(world.call("GET", "/session", token)) == (401, "session.expired")


def test_every_answer_is_ours(world: World) -> None:
    for method, path in ACTS:
        if method == "GET" and "{sha256}" not in path:
            answer = world.call(method, path, world.tokens[Role.ADMIN, "None"])
            assert answer.headers["Content-Type"] == JSON_TYPE
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
