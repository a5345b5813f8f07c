"""Every route of the server × role × own and another region: what each gets, written out route by route."""

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from starlette.routing import BaseRoute, Route

from fieldmonitor.protocol.codec import encode
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.app import create_app
from fieldmonitor.server.roles import Role
from fieldmonitor.server.routes.staff_access import ACTS, PREFIX
from tests.unit.server import test_access, test_device_access
from tests.unit.server.device import code_of
from tests.unit.server.factories import PASSWORD, a_checklist, a_course, a_work
from tests.unit.server.test_access import World

built, world = test_access.built, test_access.world
ALL = "staff coordinator admin auditor"
OFFICE = "staff coordinator admin"

DENIED = "denied"
"""Another region's thing is refused."""
NOTHING = "nothing"
"""It answers, and shows nothing of another region."""
SAME = "same"
"""There is nothing of a region in it."""

STAFF = {
    "GET /session": (ALL, SAME),
    "GET /users": ("admin", NOTHING),
    "POST /users": ("admin", DENIED),
    "GET /calls": (ALL, NOTHING),
    "POST /calls": ("staff admin", DENIED),
    "POST /enrolment-codes": (OFFICE, DENIED),
    "GET /volunteers": (ALL, NOTHING),
    "POST /volunteers/{code}/accreditation": ("staff admin", DENIED),
    "GET /works": (ALL, NOTHING),
    "PUT /works": (OFFICE, DENIED),
    "PUT /checklists": ("staff admin", SAME),
    "PUT /courses": ("staff admin", SAME),
    "GET /assignments": (ALL, NOTHING),
    "POST /assignments": (OFFICE, DENIED),
    "DELETE /assignments/{id}": (OFFICE, DENIED),
    "GET /reports": (ALL, NOTHING),
    "GET /reports/{id}/{version}": (ALL, DENIED),
    "GET /reports/{id}/{version}/files/{sha256}": (ALL, DENIED),
    "GET /reports/{id}/{version}/originals/{sha256}": ("staff admin", DENIED),
    "GET /alerts": (ALL, NOTHING),
    "POST /alerts": ("staff", DENIED),
    "POST /alerts/{number}/actions": ("staff", DENIED),
    "GET /actions": (ALL, NOTHING),
    "POST /actions/{id}/result": ("staff", DENIED),
    "GET /figures": (ALL, NOTHING),
    "GET /log/entries": ("admin auditor", SAME),
    "GET /audit": ("admin auditor", SAME),
    "POST /reports/{id}/{version}/review": ("staff coordinator", DENIED),
    "POST /reports/{id}/{version}/withdrawal": ("admin", DENIED),
    "GET /volunteers/{code}/identity": (OFFICE, DENIED),
    "PUT /volunteers/{code}/identity": (OFFICE, DENIED),
    "DELETE /volunteers/{code}/identity": (OFFICE, DENIED),
    "POST /devices/{device}/revocation": ("staff admin", DENIED),
    "DELETE /session": (ALL, SAME),
}
"""Below /v1/staff → the roles that may, and what they get of another region. What undoes comes last."""

PORTAL = {
    "GET /portal": (ALL, SAME),
    "GET /portal/triage": (ALL, NOTHING),
    "GET /portal/reports/{id}/{version}": (ALL, DENIED),
    "GET /portal/reports/{id}/{version}/files/{sha256}": (ALL, DENIED),
    "GET /portal/reports/{id}/{version}/originals/{sha256}": ("staff admin", DENIED),
    "GET /portal/reports/{id}/{version}/{form}": ("staff coordinator", DENIED),
    "POST /portal/reports/{id}/{version}/alert": ("staff", DENIED),
    "GET /portal/alerts": (ALL, NOTHING),
    "GET /portal/alerts/{number}": (ALL, DENIED),
    "POST /portal/alerts/{number}/actions": ("staff", DENIED),
    "GET /portal/actions": (ALL, NOTHING),
    "POST /portal/actions/{id}/result": ("staff", DENIED),
    "GET /portal/volunteers": (ALL, NOTHING),
    "POST /portal/volunteers/{code}/accreditation": ("staff admin", DENIED),
    "GET /portal/calls": (ALL, NOTHING),
    "GET /portal/figures": (ALL, NOTHING),
    "POST /portal/reports/{id}/{version}/review": ("staff coordinator", DENIED),
    "POST /portal/sign-out": (ALL, SAME),
}

OPEN = {
    "GET /",
    "GET /docs",
    "GET /openapi.json",
    "GET /portal/language/{code}",
    "GET /portal/sign-in",
    "POST /portal/sign-in",
    "GET /portal/static/{name}",
    f"POST {PREFIX}/sessions",
}
"""For anybody: no session is needed, and they tell nothing of a report or a person."""


@dataclass(frozen=True)
class Visitor:
    """One user of a region, to the staff's routes by token and to the portal by cookie and form."""

    world: World
    role: Role
    region: str

    def ask(self, route: str) -> requests.Response:
        method, path = route.split(" ")
        token = self.world.tokens[self.role, self.region]
        if not path.startswith("/portal"):
            return self.world.call(method, path, token, body_of(self.world, route))
        url, cookies = self.world.server.url, {"fieldmonitor": token}
        form = {}
        if method == "POST":
            page = requests.get(f"{url}/portal/figures", cookies=cookies, timeout=test_access.TIMEOUT).text
            found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
            assert found is not None, page
            form = fields_of(route) | {"csrf": found[1]}
        return requests.request(
            method,
            url + self.world.filled(path.replace("{form}", "return")),
            data=urlencode(form),
            cookies=cookies,
            allow_redirects=False,
            timeout=test_access.TIMEOUT,
        )


def body_of(world: World, route: str) -> bytes:
    """Return a body that the route takes."""
    course, answers = a_course("9")
    code = world.paths["code"]
    bodies: dict[str, object] = {
        "POST /users": {"name": "nueva", "password": PASSWORD, "role": "staff", "region": "LIMA"},
        "POST /calls": {"title": "t", "region": "LIMA", "districts": [], "closes_on": "2099-01-01"},
        "POST /enrolment-codes": {"region": "LIMA"},
        "POST /volunteers/{code}/accreditation": {"state": "active", "waived": "prueba"},
        "PUT /volunteers/{code}/identity": {"names": "Rosa", "document": "40000000"},
        "PUT /works": [a_work(name="Otro nombre")],
        "PUT /checklists": a_checklist("otra"),
        "PUT /courses": {"course": course, "answers": answers},
        "POST /assignments": {
            "work_id": "w-1",
            "activity": "site_visit",
            "volunteers": [code],
            "due": "2099-01-01",
        },
        "POST /reports/{id}/{version}/review": {"decision": "accepted"},
        "POST /reports/{id}/{version}/withdrawal": {"why": "prueba"},
        "POST /alerts": {"report_id": world.paths["id"], "report_version": 1, "title": "t", "text": "x"},
        "POST /alerts/{number}/actions": {"kind": "monitoreo_remoto", "deadline": "2099-01-01"},
        "POST /actions/{id}/result": {"result": "Se colocó."},
    }
    return encode(bodies.get(route, {}))


def fields_of(route: str) -> dict[str, str]:
    """Return what a person fills in on the route's form."""
    return {
        "review": {"decision": "accepted"},
        "alert": {"title": "t", "text": "x", "finding": "f-1"},
        "actions": {"kind": "monitoreo_remoto", "deadline": "2099-01-01"},
        "result": {"result": "Se colocó."},
        "accreditation": {"state": "active"},
    }.get(route.rpartition("/")[2], {})


def shows_lima(world: World, answer: requests.Response, *but: str) -> bool:
    """Tell whether anything of Lima stands in an answer; a refusal may name the region that it is about."""
    names = [world.paths[name] for name in ("id", "waiting", "assignment", "action", "number", "code")]
    names += ["LIMA", "Lima vigila", "w-1", "Molle Grande"]
    return any(name in answer.text for name in names if name not in but)


def served(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[str]:
    """Give every method and path that an app answers; what is neither route nor router may not be there."""
    for route in routes:
        if isinstance(route, Route):
            yield from (f"{method} {prefix}{route.path}" for method in route.methods or ())
        else:  # FastAPI keeps a router that was included as one entry
            inner: Any = route
            yield from served(inner.original_router.routes, prefix + inner.include_context.prefix)


def test_no_route_of_the_app_is_missing_here(empty_data: Path, tmp_path: Path) -> None:
    shutil.copytree(empty_data, tmp_path / "server")
    app = create_app(ServerSettings(tmp_path / "server"))
    app.state.context.close()
    found = set(served(app.routes))
    devices = test_device_access.OPEN | test_device_access.SIGNED_IN
    tables = {f"{method.upper()} {path}" for method, path in devices}
    tables |= OPEN | set(PORTAL) | {route.replace(" ", f" {PREFIX}") for route in STAFF}
    also_head = {f"HEAD{route.removeprefix('GET')}" for route in ("GET /", "GET /openapi.json")}
    assert found - also_head == tables


def test_the_acts_give_the_roles_that_are_written_here() -> None:
    for (method, path), act in ACTS.items():
        assert test_access.EXPECTED[act] == STAFF[f"{method} {path}"][0], path


@pytest.mark.parametrize("table", [STAFF, PORTAL], ids=["staff", "portal"])
def test_what_each_role_gets_of_the_own_and_of_another_region(
    world: World, table: dict[str, tuple[str, str]]
) -> None:
    """All tries from Cusco come first: that Lima's things are still there for Lima shows they did nothing."""
    leaving = {"DELETE /session", "POST /portal/sign-out"}
    for route, (roles, elsewhere) in table.items():
        for role in Role:
            if route in leaving:
                continue
            answer = Visitor(world, role, "CUSCO").ask(route)
            where = (route, role, answer.status_code, answer.text[:200])
            if role not in roles.split() or elsewhere == DENIED:
                assert answer.status_code == 403 and not shows_lima(world, answer, "LIMA"), where
            else:
                assert answer.status_code < 400, where
                assert elsewhere == SAME or not shows_lima(world, answer), where
    for route, (roles, elsewhere) in table.items():
        allowed = [role for role in Role if role in roles.split()]
        for role in (*(role for role in Role if role not in allowed), *allowed):
            answer = Visitor(world, role, "LIMA").ask(route)
            where = (route, role, answer.status_code, answer.text[:200])
            if role not in allowed:
                assert answer.status_code == 403, where
            elif role is allowed[0] or (route.startswith("GET") and "identity" not in route):
                assert answer.status_code < 400, where
                assert elsewhere != NOTHING or shows_lima(world, answer), where
            else:  # the first of them has done it already
                assert answer.status_code < 500 and answer.status_code not in (401, 403), where


def test_without_a_session_one_is_sent_to_sign_in(world: World) -> None:
    for route in PORTAL:
        method, path = route.split(" ")
        url = world.server.url + world.filled(path)
        answer = requests.request(method, url, allow_redirects=False, timeout=test_access.TIMEOUT)
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/portal/sign-in"), route


@pytest.mark.parametrize("region", [None, "LIMA"])
def test_who_administers_a_region_makes_nobody_who_reaches_beyond_it(
    world: World, region: str | None
) -> None:
    new = {"name": "nueva", "password": PASSWORD, "role": "admin", "region": region}
    answer = world.call("POST", "/users", world.tokens[Role.ADMIN, "CUSCO"], encode(new))
    assert code_of(answer) == (403, "access.denied")
    everywhere = world.call("POST", "/users", world.tokens[Role.ADMIN, "None"], encode(new))
    assert everywhere.status_code == 201


def test_a_work_of_another_region_is_not_taken_over_by_naming_ones_own(world: World) -> None:
    stolen = encode([a_work(department="CUSCO")])
    answer = world.call("PUT", "/works", world.tokens[Role.STAFF, "CUSCO"], stolen)
    assert code_of(answer) == (403, "access.denied")
    assert "w-1" in world.call("GET", "/works", world.tokens[Role.STAFF, "LIMA"]).text
    own = encode([a_work("w-cusco", department="CUSCO")])
    assert world.call("PUT", "/works", world.tokens[Role.STAFF, "CUSCO"], own).ok
