"""The comptroller's web pages: what the staff do in them, and what a report cannot do to them."""

import re
from datetime import date

from sqlalchemy import select

from fieldmonitor.domain.records import Feedback, RecordKind
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.server.models import Alert, ReportRow
from fieldmonitor.server.services import triage
from fieldmonitor.server.services.users import console
from tests.portal.conftest import EVIL, JPEG, TIMEOUT, Browser, World
from tests.unit.server.device import a_finding

DEADLINE = date(2099, 1, 15).isoformat()


def test_without_a_session_one_signs_in(world: World, browser: Browser) -> None:
    for path in ("", "/triage", "/alerts", "/figures", world.path.removeprefix("/portal")):
        answer = browser.get("/portal" + path)
        assert answer.url.endswith("/portal/sign-in")
    wrong = browser.sign_in(password="wrong")
    assert wrong.status_code == 401 and "no es correcta" in wrong.text
    assert browser.sign_in().url.endswith("/portal/triage")


def test_the_staff_read_a_report_and_raise_an_alert(world: World, browser: Browser) -> None:
    page = browser.sign_in()
    assert world.report.id in page.text and "I.E. N.º 1047 de Molle Grande" in page.text
    assert "Firma y 2 fotos comprobadas" in page.text
    form = browser.get(f"{world.path}/alert")
    alert = browser.send(form, "/alert", title="Falta el cartel", text="No hay cartel.")
    number = re.search(r"/portal/alerts/(\d{4}-\d{4})$", alert.url)
    assert number and "Falta el cartel" in alert.text
    opened = browser.send(alert, "/actions", kind="visita_de_control", deadline=DEADLINE)
    assert "Visita de control" in opened.text and "Plazo 15/01/2099" in opened.text
    closed = browser.send(opened, "/result", result="Se colocó el cartel.", penalty="1,500.50")
    assert closed.url.endswith("/portal/actions") and "Con resultado" in closed.text
    assert "S/\N{NO-BREAK SPACE}1,500.50" in browser.get(f"/portal/alerts/{number[1]}").text
    told = [record for record in world.device.pull().records if record.kind is RecordKind.FEEDBACK][-1]
    assert told.body is not None
    assert from_plain(told.body, Feedback).state == "outcome"
    assert "S/\N{NO-BREAK SPACE}1,500.50" in browser.get("/portal/figures").text


def test_a_report_is_returned_with_comments(world: World, browser: Browser) -> None:
    browser.sign_in()
    form = browser.get(f"{world.path}/return")
    empty = browser.send(form, "/review")
    assert empty.status_code == 422 and "Falta decir por qué" in empty.text
    browser.send(form, "/review", **{"comment:/data/sign": "Falta la foto."})
    told = [record for record in world.device.pull().records if record.kind is RecordKind.FEEDBACK][-1]
    assert told.body is not None
    feedback = from_plain(told.body, Feedback)
    assert feedback.state == "returned" and feedback.comments[0].text == "Falta la foto."
    assert "No hay informes por revisar" in browser.get("/portal/triage").text


def test_the_staff_see_which_alert_a_finding_repeats(world: World, browser: Browser) -> None:
    browser.sign_in()
    form = browser.get(f"{world.path}/alert")
    alert = browser.send(form, "/alert", title="Falta el cartel", text="No hay cartel.")
    number = alert.url.rpartition("/")[2]
    said = {"f-1": number, "f-2": "", "f-3": "9999-2026 <b>", "f-4": None}
    findings = tuple(a_finding(id=id, same_alert=it) for id, it in said.items())
    sent = world.device.report(findings=findings, volunteer=world.report.volunteer)
    assert world.device.put(sent).status_code == 201
    page = browser.get(f"/portal/reports/{sent.id}/1").text
    assert page.count(">Alerta abierta<") == 3, "whoever was not asked says nothing"
    linked = f'es lo mismo que la alerta {number}. <a href="/portal/alerts/{number}">Ver la alerta</a>'
    assert page.count(linked) == 1
    assert page.count("no es ninguna de las alertas abiertas.") == 1
    assert "es lo mismo que la alerta 9999-2026 &lt;b&gt;." in page
    assert page.count("Esta obra no tiene una alerta con ese número.") == 1
    assert linked in browser.get(f"/portal/reports/{sent.id}/1/alert").text
    context = world.server.context
    assert context is not None
    with context.db.write() as session:
        shown = triage.read(session, context, console(session, context), sent.id, 1).report
    assert shown is not None and {f.id: f.same_alert for f in shown.findings} == said


PAGES = {
    "/portal/alerts": 200,
    "/portal/actions": 200,
    "/portal/volunteers": 200,
    "/portal/calls": 200,
    "/portal/figures": 200,
    "/portal/alerts/9999-2026": 404,
    "/portal/reports/nothing/1": 404,
    "/portal/static/server.db": 404,
    "/portal/static/portal.css": 200,
    "/portal/static/PublicSans-Regular.ttf": 200,
}


def test_every_page_answers(browser: Browser) -> None:
    browser.sign_in()
    assert {path: browser.get(path).status_code for path in PAGES} == PAGES


def test_the_interface_is_described_without_a_foreign_script(browser: Browser) -> None:
    page = browser.get("/docs")
    assert page.status_code == 200 and "/v1/messages/{id}/{version}" in page.text
    assert "MessageAnswer" in page.text and "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert browser.get("/openapi.json").json()["paths"]["/v1/tokens"]["post"]


def test_what_a_report_says_is_text(world: World, browser: Browser) -> None:
    page = browser.sign_in()
    for text in (
        page.text,
        browser.get(f"{world.path}/alert").text,
        browser.get(f"{world.path}/return").text,
    ):
        assert EVIL not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text or "return" in text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert " style=" not in page.text and "<script" not in page.text


def test_only_pictures_are_shown(world: World, browser: Browser) -> None:
    browser.sign_in()
    photo, page, lie = (browser.get(f"{world.path}/files/{file.sha256}") for file in world.report.files)
    assert photo.content == JPEG and photo.headers["Content-Type"] == "image/jpeg"
    assert photo.headers["Content-Disposition"] == "inline"
    for other in (page, lie):
        assert other.headers["Content-Type"] == "application/octet-stream"
        assert other.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in other.headers["Content-Security-Policy"]


def test_a_form_of_another_site_does_nothing(world: World, browser: Browser) -> None:
    browser.sign_in()
    path = f"{world.server.url}{world.path}/review"
    fields = {"decision": "accepted"}
    without = browser.http.post(path, fields, timeout=TIMEOUT)
    assert without.url.endswith("/portal/sign-in"), "no token: as if signed out"
    form = browser.get(f"{world.path}/dismiss")
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', form.text)
    assert token is not None
    fields["csrf"] = token[1]
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.http.post(path, fields, headers=headers, timeout=TIMEOUT).status_code == 403
    assert world.server.context is not None
    with world.server.context.db.read() as session:
        assert session.scalars(select(ReportRow.state)).one() == "in_review"


def test_the_cookie_is_out_of_reach(browser: Browser) -> None:
    answer = browser.sign_in()
    cookie = answer.history[0].headers["Set-Cookie"].casefold()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/portal" in cookie


def test_an_auditor_reads_but_decides_nothing(world: World, browser: Browser) -> None:
    page = browser.sign_in("aldo")
    assert world.report.id in page.text and "Emitir alerta" not in page.text
    assert browser.get(f"{world.path}/alert").status_code == 403
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert token is not None
    fields = {"csrf": token[1], "decision": "accepted", "title": "t", "text": "x", "finding": "f-1"}
    for end in ("/review", "/alert"):
        answer = browser.http.post(f"{world.server.url}{world.path}{end}", fields, timeout=TIMEOUT)
        assert answer.status_code == 403 and "no puede hacer esto" in answer.text
    assert world.server.context is not None
    with world.server.context.db.read() as session:
        assert session.scalars(select(Alert)).all() == []


def test_signing_out(browser: Browser) -> None:
    page = browser.sign_in()
    assert browser.send(page, "/sign-out").url.endswith("/portal/sign-in")
    assert browser.get("/portal/triage").url.endswith("/portal/sign-in")


def test_the_portal_speaks_english(browser: Browser) -> None:
    browser.get("/portal/language/en")
    page = browser.sign_in()
    assert '<html lang="en">' in page.text
    browser.get("/portal/language/xx")
    assert '<html lang="en">' in browser.get("/portal/triage").text


def test_every_control_has_a_name(world: World, browser: Browser) -> None:
    browser.sign_in()
    for path in ("/return", "/dismiss", "/alert"):
        text = browser.get(world.path + path).text
        for field in re.findall(r"<(?:input|textarea|select)\b[^>]*>", text):
            if 'type="hidden"' in field or 'type="checkbox"' in field:
                continue
            id = re.search(r'id="([^"]+)"', field)
            assert 'aria-label="' in field or (id and f'for="{id[1]}"' in text), field
