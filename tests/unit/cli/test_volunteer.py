"""The volunteer's commands as processes of their own, against a server that is one too."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from fieldmonitor.domain.records import Activity
from fieldmonitor.system.instance import hold_folder
from fieldmonitor.trust.vault import open_vault
from tests import factories
from tests.fakes.command import Ended
from tests.fakes.office import Laptop, Office

VISIT = Activity.SITE_VISIT


def told(ended: Ended, code: int, what: str) -> None:
    """Check how a command ended: its code, and its words on standard error and nowhere else."""
    assert (ended.code, what in ended.err) == (code, True), ended
    assert "Traceback" not in ended.err
    assert ended.out == ""


def photos(folder: Path, laptop: Laptop, report: str) -> list[str]:
    """Return `--photo` arguments for every photo that a report still asks for."""
    del laptop, report
    refs = (
        "/data/arrival/front_photo",
        "/data/documents/board_photo",
        "/data/progress/activity_photo",
        "/data/progress/progress_photo",
        "/data/quality/defects_photo",
        "/data/quality/storage_photo",
    )
    arguments = []
    for seed, ref in enumerate(refs):
        path = folder / f"photo{seed}.jpg"
        path.write_bytes(factories.picture(seed + 20))
        arguments += ["--photo", f"{ref}={path}"]
    return arguments


def recorded(office: Office, folder: Path) -> tuple[Laptop, str]:
    """Give out a laptop with a report that can be signed."""
    laptop, assigned = office.at_work()
    made = laptop.ok(
        "report", "new", "--assignment", assigned[VISIT], "--answers", office.answers(folder),
        *photos(folder, laptop, ""),
    )  # fmt: skip
    return laptop, made.out.strip()


@contextmanager
def answering(body: bytes, kind: str, status: int = 200) -> Iterator[str]:
    """Stand in for a server that is none of ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_from_a_code_to_the_receipt(office: Office, tmp_path: Path) -> None:
    laptop, assigned = office.at_work(VISIT, Activity.INFORMATION_ACCESS)
    rows = laptop.ok("assignments", "--json").json()
    assert {row["id"] for row in rows} == set(assigned.values())
    assert {"id", "work_id", "activity", "due", "work_name", "entity", "district", "cui"} <= rows[0].keys()
    report = laptop.ok(
        "report", "new", "--assignment", assigned[VISIT], "--answers", office.answers(tmp_path),
        *photos(tmp_path, laptop, ""),
    ).out.strip()  # fmt: skip
    assert laptop.status()["counts"] == {"to_do": 1, "drafts": 1, "ready": 0, "sent": 0}
    assert report in laptop.ok("report", "sign", report).out
    assert laptop.status()["reports"][0]["state"] == "queued"
    sent = laptop.ok("sync", "--json").json()
    assert (sent["completed"], sent["pending"]) == (1, 0)
    (row,) = laptop.status()["reports"]
    assert (row["state"], row["content_receipt"], row["complete_receipt"]) == ("complete", True, True)
    shown = laptop.ok("report", "show", report, "--json").json()
    assert [receipt["kind"] for receipt in shown["receipts"]] == ["content", "complete"]
    assert len(shown["evidence"]) == 6
    (arrived,) = [one for one in office.reports() if one["id"] == report]
    assert arrived["version"] == 1
    log = laptop.ok("log", "--json").json()
    assert "log.complete" in {entry["code"] for entry in log}
    words = laptop.ok("log").out
    assert "Constancia" in words and "log." not in words
    (other,) = set(assigned.values()) - {assigned[VISIT]} or {assigned[VISIT]}
    assert "Rechazada" in laptop.ok("assignment", "decline", other, "--reason", "Estoy de viaje").out
    assert "Aceptada" in laptop.ok("assignment", "accept", other).out
    told(laptop.run("assignment", "decline", other, "--reason", ""), 1, "[assignment.reason_needed]")
    assert laptop.ok("sync", "--json").json()["pending"] == 0


def test_a_correction_is_sent_as_a_second_version(office: Office, tmp_path: Path) -> None:
    laptop, report = recorded(office, tmp_path)
    told(laptop.run("report", "correct", report, "--reason", ""), 1, "[report.reason_needed]")
    laptop.ok("report", "sign", report)
    told(laptop.run("report", "correct", report, "--reason", "x"), 1, "[report.not_sent_yet]")
    laptop.ok("sync")
    changed = tmp_path / "changed.json"
    checklist = factories.checklists()[0]
    given = {"/data/documents/board_term": "95"}
    changed.write_text(
        json.dumps({"checklist": checklist.id, "version": checklist.version, "answers": given})
    )
    made = laptop.ok("report", "correct", report, "--reason", "Plazo mal leído", "--answers", changed)
    assert made.out.split() == [report, "2"]
    laptop.ok("report", "sign", report)
    laptop.ok("sync")
    versions = {row["version"]: row["state"] for row in laptop.status()["reports"]}
    assert versions == {1: "complete", 2: "complete"}
    assert "95" in laptop.ok("report", "show", report, "--json").json()["answers_xml"]


def test_the_course_is_taken_from_the_command_line(office: Office, tmp_path: Path) -> None:
    laptop, volunteer = office.enrolled()
    told(laptop.run("assignments", "extra"), 2, "extra")
    laptop.ok("pull")
    shown = laptop.ok("course", "show", "--json").json()
    assert len(shown["course"]["questions"]) == 18
    assert len(shown["asked"]) == 12
    answers = tmp_path / "test.json"
    for bad, code in (
        ('{"nothing": 1}', "course.unknown_question"),
        (json.dumps({shown["asked"][0]: 99}), "course.unknown_option"),
        ("[]", "answers.malformed"),
        ("{", "answers.malformed"),
        ('{"q": "b"}', "answers.malformed"),
    ):
        answers.write_text(bad)
        told(laptop.run("course", "hand-in", "--answers", answers), 1, f"[{code}]")
    right = factories.course()[1]
    answers.write_text(json.dumps({question: right[question] for question in shown["asked"]}))
    laptop.ok("course", "hand-in", "--answers", answers)
    laptop.ok("sync")
    assert laptop.ok("course", "show", "--json").json()["passed"]
    swear(office, laptop)
    office.admin("accredit", volunteer)
    laptop.ok("pull")
    assert laptop.status()["accreditation"] == "active"


def test_an_applicant_swears_what_the_call_requires(office: Office) -> None:
    laptop, _volunteer = office.enrolled()
    (call,) = office.admin("calls", "--json").json()
    swear(office, laptop)
    (after,) = office.admin("calls", "--json").json()
    assert after["applications"] == call["applications"] + 1


def test_a_wrong_a_used_and_a_repeated_code(office: Office) -> None:
    laptop = office.laptop()
    enrol = ("enrol", "--server", office.url, "--code")
    told(laptop.run(*enrol, "A" * 26), 1, "Ese código no existe. Revise letra por letra")
    told(laptop.run(*enrol, "A" * 26, language="en"), 1, "[enrolment.code_unknown]")
    code = office.code()
    laptop.ok(*enrol, code)
    assert "MCC-" in laptop.ok(*enrol, code).out, "a lost answer may be asked for again"
    told(office.laptop().run(*enrol, code), 1, "[enrolment.code_used]")
    told(laptop.run("enrol", "--server", office.url), 2, "--code")


def test_with_the_server_off_everything_waits(office: Office, tmp_path: Path) -> None:
    laptop, report = recorded(office, tmp_path)
    fresh, code = office.laptop(), office.code()
    with office.closed(program=True):  # and then the server as staff start it
        told(fresh.run("enrol", "--server", office.url, "--code", code), 3, "[sync.offline]")
        laptop.ok("report", "sign", report)
        told(laptop.run("pull"), 3, "[sync.offline]")
        told(laptop.run("sync", "--json"), 3, "No hay conexión con la Contraloría.")
        page = laptop.status()
        assert page["reports"][0]["state"] == "queued"
        assert page["pending_messages"] == 1
    assert laptop.ok("sync", "--json").json()["completed"] == 1
    fresh.ok("enrol", "--server", office.url, "--code", code)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"<html><title>Bienvenido a la red</title></html>", "text/html", 200),
        (b"{}", "application/json", 200),
        (b"", "application/vnd.fieldmonitor+json", 200),
        (b"<html>moved</html>", "text/html", 302),
        (b"oops", "text/plain", 500),
    ],
    ids=["portal", "other json", "empty", "redirect", "broken"],
)
def test_a_server_that_is_not_ours_is_not_believed(
    office: Office, body: bytes, kind: str, status: int
) -> None:
    laptop = office.laptop()
    with answering(body, kind, status) as url:
        told(laptop.run("enrol", "--server", url, "--code", "A" * 26), 3, "[sync.")
    assert laptop.status()["volunteer"] is None
    told(laptop.run("sync"), 1, "[profile.not_enrolled]")


def test_a_laptop_stays_with_its_server(office: Office, tmp_path: Path) -> None:
    laptop, _ = office.enrolled()
    told(
        laptop.run("enrol", "--server", "https://otra.example", "--code", "A" * 26),
        1,
        "[enrolment.other_server]",
    )
    with office.closed() as port:
        imposter = Office(office.commands, tmp_path)
        imposter.open(port)
        try:
            told(laptop.run("sync"), 1, "[sync.other_server]")
        finally:
            imposter.shut()
    laptop.ok("sync")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://contraloria.example", "sync.insecure_address"),
        ("not an address", "enrolment.bad_address"),
        ("ftp://contraloria.example", "enrolment.bad_address"),
    ],
)
def test_an_address_that_cannot_be_used(office: Office, address: str, code: str) -> None:
    told(office.laptop().run("enrol", "--server", address, "--code", "x"), 1, f"[{code}]")


def test_bad_answers_and_photos_are_told_and_nothing_is_left(office: Office, tmp_path: Path) -> None:
    laptop, assigned = office.at_work()
    good = office.answers(tmp_path)
    wrong = office.answers(tmp_path, Activity.INFORMATION_ACCESS)
    broken, unknown = tmp_path / "broken.json", tmp_path / "unknown.json"
    broken.write_text('{"checklist": ')
    content = json.loads(good.read_text())
    unknown.write_text(json.dumps(content | {"answers": {"/data/nothing": "1"}}))
    text = tmp_path / "text.jpg"
    text.write_bytes(b"this is no picture at all")
    new = ("report", "new", "--assignment")
    begin = (*new, assigned[VISIT], "--answers")
    told(laptop.run(*begin, tmp_path / "missing.json"), 1, "[file.unreadable]")
    told(laptop.run(*begin, broken), 1, "línea 1, columna")
    told(laptop.run(*begin, unknown), 1, "/data/nothing")
    told(laptop.run(*begin, wrong), 1, "[answers.other_checklist]")
    told(laptop.run(*new, "nowhere", "--answers", good), 1, "[assignment.unknown]")
    assert laptop.status()["counts"]["drafts"] == 0, "no empty draft is left behind"
    photo = "/data/documents/board_photo"
    told(laptop.run(*begin, good, "--photo", f"{photo}={text}"), 1, "[photo.not_a_picture]")
    told(laptop.run(*begin, good, "--photo", f"{photo}=nothing.jpg"), 1, "[file.unreadable]")
    told(laptop.run(*begin, good, "--photo", "no-ref"), 2, "--photo")
    told(laptop.run("report", "sign", "nobody"), 1, "[report.unknown]")
    made = laptop.ok(*begin, good).out.strip()
    told(laptop.run("report", "sign", made), 1, "[report.problems]")
    assert office.reports() == [one for one in office.reports() if one["id"] != made]


def test_practice_is_never_sent(office: Office, tmp_path: Path) -> None:
    laptop, assigned = office.at_work()
    begin = ("report", "new", "--assignment", assigned[VISIT], "--answers", office.answers(tmp_path))
    made = laptop.ok(*begin, "--practice").out.strip()
    told(laptop.run("report", "sign", made), 1, "[report.practice]")
    assert laptop.status()["counts"]["drafts"] == 0


def test_a_second_program_on_the_same_profile_is_told(office: Office) -> None:
    laptop, _ = office.enrolled()
    with hold_folder(laptop.folder):
        told(laptop.run("status"), 1, "Este perfil ya está abierto en otra ventana.")
        told(laptop.run("sync", language="en"), 1, "[profile.in_use]")
    laptop.ok("status")


def test_a_profile_of_a_newer_program_is_left_alone(office: Office) -> None:
    laptop, _ = office.enrolled()
    database = laptop.folder / "store.db"
    key = open_vault(laptop.folder, factories.PASSPHRASE, None)
    connection = dbapi2.connect(str(database))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = database.read_bytes()
    told(laptop.run("status"), 1, "Actualice el programa; sus datos no se tocaron.")
    assert database.read_bytes() == before


def damaged_vault(folder: Path) -> None:
    (folder / "vault.json").write_text("{}")


def damaged_store(folder: Path) -> None:
    data = bytearray((folder / "store.db").read_bytes())
    data[100:4000] = bytes(3900)
    (folder / "store.db").write_bytes(data)


def no_store(folder: Path) -> None:
    (folder / "store.db").unlink()
    (folder / "store.db").mkdir()


@pytest.mark.parametrize("damage", [damaged_vault, damaged_store, no_store])
def test_a_damaged_profile_is_said_in_words(office: Office, damage: Callable[[Path], None]) -> None:
    laptop, _ = office.enrolled()
    damage(laptop.folder)
    ended = laptop.run("status")
    assert ended.code == 1 and ended.out == ""
    assert "Traceback" not in ended.err and "[" in ended.err
    assert "El programa tuvo un error" not in ended.err


def test_the_passphrase_comes_from_a_file_and_is_checked(office: Office, tmp_path: Path) -> None:
    laptop, _ = office.enrolled()
    run = office.commands.run
    told(run("--profile", laptop.folder, "status"), 1, "[passphrase.needed]")
    told(run("--profile", tmp_path / "nothing", "status"), 1, "[profile.missing]")
    told(
        run("--profile", laptop.folder, "--passphrase-file", tmp_path / "no", "status"),
        1,
        "[file.unreadable]",
    )
    (tmp_path / "wrong").write_text("no es esta frase")
    told(
        run("--profile", laptop.folder, "--passphrase-file", tmp_path / "wrong", "status"), 1, "[vault.wrong"
    )
    (tmp_path / "short").write_text("corta")
    new = ("--profile", tmp_path / "new", "--passphrase-file", tmp_path / "short")
    told(run(*new, "enrol", "--server", office.url, "--code", "x"), 1, "[passphrase.too_short]")
    assert not (tmp_path / "new" / "vault.json").exists()


def test_enrolling_makes_the_profile_where_there_is_none(office: Office, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("cuatro palabras sueltas bastan\r\n")
    laptop = Laptop(office.commands, tmp_path / "deep" / "profile", words)
    laptop.ok("enrol", "--server", office.url, "--code", office.code())
    assert laptop.status()["volunteer"].startswith("MCC-")
    assert (laptop.folder.stat().st_mode & 0o077) == 0


def test_status_has_a_shape_that_scripts_may_rely_on(office: Office, tmp_path: Path) -> None:
    laptop, _report = recorded(office, tmp_path)
    page = laptop.status()
    assert {name: type(value).__name__ for name, value in page.items()} == {
        "volunteer": "str",
        "device": "str",
        "accreditation": "str",
        "server": "str",
        "last_sync": "str",
        "counts": "dict",
        "pending_messages": "int",
        "pending_bytes": "int",
        "needs_attention": "int",
        "reports": "list",
    }
    assert list(page["counts"]) == ["to_do", "drafts", "ready", "sent"]
    assert list(page["reports"][0]) == [
        "id", "version", "state", "activity", "assignment", "practice", "saved_at", "signed_at",
        "content_receipt", "complete_receipt",
    ]  # fmt: skip
    said = laptop.ok("status").out
    assert page["volunteer"] in said and "draft" in said


def test_a_folder_that_cannot_be_used_is_said(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    words = tmp_path / "words"
    words.write_text(factories.PASSPHRASE)
    laptop = Laptop(office.commands, tmp_path / "file" / "profile", words)
    ended = laptop.run("enrol", "--server", office.url, "--code", "x")
    assert ended.code == 1 and "Traceback" not in ended.err
    assert "El programa tuvo un error" not in ended.err


def swear(office: Office, laptop: Laptop) -> None:
    """Answer the office's call from a laptop."""
    (call,) = office.admin("calls", "--json").json()
    sworn = [word for code in call["requirements"] for word in ("--sworn", code)]
    laptop.ok("apply", "--call", office.call, "--ubigeo", office.works[0].ubigeo, *sworn)
    laptop.ok("sync")
