"""A covered photo's sealed original in the portal: named beside the covered copy, opened by those who may."""

from dataclasses import replace

from sqlalchemy import select

from fieldmonitor.protocol.manifests import ReportManifest
from fieldmonitor.server.models import Audit
from fieldmonitor.server.roles import Role
from fieldmonitor.server.services.users import NewUser, create_user
from tests.portal.conftest import Browser, World
from tests.unit.server.factories import PASSWORD
from tests.unit.server.test_originals import ORIGINAL, seal_of, sealed_to, send

OPENS = "Original sellado: se abre con registro"


def sent(world: World, sealed: bytes | None = None) -> tuple[ReportManifest, str]:
    assert world.server.context is not None
    key = world.server.context.key.public
    world.device.volunteer = world.report.volunteer
    return send(world.device, sealed or sealed_to(key, ORIGINAL))


def test_the_staff_open_it_from_beside_the_covered_copy(world: World, browser: Browser) -> None:
    manifest, sha256 = sent(world)
    browser.sign_in()
    page = browser.get(f"/portal/reports/{manifest.id}/1").text
    path = f"/portal/reports/{manifest.id}/1/originals/{sha256}"
    figure = page[page.index("<figure>") : page.index("</figure>")]
    assert OPENS in figure and f'href="{path}"' in figure and page.count(path) == 1
    assert "application/age" not in page and f"/files/{sha256}" not in page
    answer = browser.get(path)
    assert answer.content == ORIGINAL and answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert world.server.context is not None
    with world.server.context.db.read() as session:
        (line,) = session.scalars(select(Audit).where(Audit.action == "original.opened"))
    assert (line.who, line.subject, line.detail) == ("sara", f"{manifest.id}/1", sha256)


def test_others_see_that_there_is_one_and_cannot_open_it(world: World, browser: Browser) -> None:
    manifest, sha256 = sent(world)
    assert world.server.context is not None
    with world.server.context.db.write() as session:
        for name, role, region in (
            ("cora", Role.COORDINATOR, "LIMA"),
            ("carla", Role.STAFF, "CUSCO"),
        ):
            create_user(session, world.server.context, NewUser(name, PASSWORD, role, region), "test")
    for name in ("aldo", "cora", "carla"):
        browser.http.cookies.clear()
        browser.sign_in(name)
        page = browser.get(f"/portal/reports/{manifest.id}/1")
        assert OPENS not in page.text and "/originals/" not in page.text
        assert ("su cuenta no lo abre" in page.text) == (name != "carla")
        answer = browser.get(f"/portal/reports/{manifest.id}/1/originals/{sha256}")
        assert answer.status_code == 403 and "no puede hacer esto" in answer.text


def test_a_seal_that_is_on_its_way_or_alone_is_named_too(world: World, browser: Browser) -> None:
    assert world.server.context is not None
    sealed = sealed_to(world.server.context.key.public, ORIGINAL)
    entry = seal_of(sealed, ORIGINAL)
    manifest = replace(world.device.report(entry), volunteer=world.report.volunteer)
    assert world.device.put(manifest).status_code == 201
    browser.sign_in()
    path = f"/portal/reports/{manifest.id}/1"
    assert "Original sellado: todavía no llega" in browser.get(path).text
    assert world.device.patch(entry.sha256, 0, sealed).status_code == 200
    assert OPENS in browser.get(path).text


def test_a_broken_seal_is_a_page_that_says_so(world: World, browser: Browser) -> None:
    assert world.server.context is not None
    manifest, sha256 = sent(world, sealed_to(world.server.context.key.public, ORIGINAL)[:-20])
    browser.sign_in()
    answer = browser.get(f"/portal/reports/{manifest.id}/1/originals/{sha256}")
    assert answer.status_code == 409 and "El sello del original está roto" in answer.text
