"""A server with a report in its queue, and a browser without scripts."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
import requests

from fieldmonitor.domain.reports import Severity
from fieldmonitor.protocol.manifests import FileRole, PhotoFacts, ReportManifest
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.users import NewUser, create_user
from fieldmonitor.trust.keys import SigningKey
from tests.unit.server.conftest import at_work
from tests.unit.server.device import Device, a_finding, file_entry
from tests.unit.server.factories import PASSWORD

JPEG = b"\xff\xd8\xff\xe0" + os.urandom(2_000)
EVIL = "<script>alert(1)</script>"
TIMEOUT = (5, 30)


class _Forms(HTMLParser):
    """Collects a page's forms: where they go, and their fields as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((values["action"], []))
        elif tag == "input" and self.forms and "name" in values:
            if values.get("type") != "checkbox" or "checked" in values:
                self.forms[-1][1].append((values["name"], values.get("value", "")))
        elif tag == "select":
            self.forms[-1][1].append((values["name"], ""))
        elif tag == "option" and self.forms[-1][1][-1][1] == "":
            self.forms[-1][1][-1] = (self.forms[-1][1][-1][0], values["value"])
        elif tag == "textarea":
            self._area = values["name"]
            self.forms[-1][1].append((self._area, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.forms[-1][1][-1]
            self.forms[-1][1][-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None


@dataclass
class Browser:
    """Visits pages and sends their own forms."""

    url: str
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.http.trust_env = False

    def get(self, path: str) -> requests.Response:
        return self.http.get(self.url + path, timeout=TIMEOUT)

    def sign_in(self, user: str = "sara", password: str = PASSWORD) -> requests.Response:
        fields = {"user": user, "password": password}
        return self.http.post(f"{self.url}/portal/sign-in", fields, timeout=TIMEOUT)

    def send(self, page: requests.Response, action_end: str, **fields: str) -> requests.Response:
        """Send the form of a page whose address ends so, with some fields filled in otherwise."""
        reader = _Forms()
        reader.feed(page.text)
        action, found = next(form for form in reader.forms if form[0].endswith(action_end))
        sent = [pair for pair in found if pair[0] not in fields] + list(fields.items())
        return self.http.post(self.url + action, sent, timeout=TIMEOUT)


@dataclass
class World:
    """The server, the laptop that sent the report, and the report."""

    server: ServerHandle
    device: Device
    report: ReportManifest

    @property
    def path(self) -> str:
        return f"/portal/reports/{self.report.id}/{self.report.version}"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SigningKey, ReportManifest]:
    """A data folder with all of it, built once and copied for each test."""
    data = tmp_path_factory.mktemp("portal") / "server"
    with ServerHandle(ServerSettings(data)) as server:
        context = server.context
        assert context is not None
        device = at_work(context, server.url)
        report = _send(device)
        with context.db.write() as session:
            for name, role in (("sara", Role.STAFF), ("aldo", Role.AUDITOR)):
                create_user(session, context, NewUser(name, PASSWORD, role), "test")
        device.http.close()
    return data, device.key, report


def _send(device: Device) -> ReportManifest:
    """Send a report with a picture, a page, and a page that says it is a picture."""
    photo = file_entry(JPEG, FileRole.ORIGINAL, caption=EVIL, facts=PhotoFacts("2026-11-22T10:31:00"))
    page = file_entry(b"<script>", FileRole.DOCUMENT, media_type="text/html")
    lie = file_entry(b"<html><script>x</script>", FileRole.ORIGINAL)
    finding = a_finding(condition=f"No hay cartel. {EVIL}", severity=Severity.HIGH)
    report = device.report(photo, page, lie, findings=(finding,))
    device.put(report)
    for entry, data in ((photo, JPEG), (page, b"<script>"), (lie, b"<html><script>x</script>")):
        assert device.patch(entry.sha256, 0, data).status_code == 200
    return report


@pytest.fixture
def world(built: tuple[Path, SigningKey, ReportManifest], tmp_path: Path) -> Iterator[World]:
    data, key, report = built
    shutil.copytree(data, tmp_path / "server")
    with ServerHandle(ServerSettings(tmp_path / "server")) as server:
        device = Device(server.url, key)
        device.sign_in()
        yield World(server, device, report)
        device.http.close()


@pytest.fixture
def browser(world: World) -> Iterator[Browser]:
    browser = Browser(world.server.url)
    yield browser
    browser.http.close()
