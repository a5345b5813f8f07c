"""Documents of works: what is taken, who may add one, and that the work carries it to its laptops."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests

from fieldmonitor.cli.main import main
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import DocumentLink, RecordKind
from fieldmonitor.protocol.messages import LENGTH_HEADER
from fieldmonitor.server.context import Context
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person, Role
from fieldmonitor.server.services import feed, fieldwork, work_documents
from fieldmonitor.server.services.volunteers import revoke_device
from fieldmonitor.server.services.work_documents import Described, readable_pdf
from tests.unit.documents.pages import many_pages
from tests.unit.server.device import TIMEOUT, Device, code_of
from tests.unit.server.factories import ADMIN, a_work, accredit, assign, new_volunteer, publish_field

SAID = Described("Contrato de obra", "SEACE", date(2025, 6, 2))


def attach(
    context: Context, data: bytes, said: Described = SAID, person: Person = ADMIN, work: str = "w-1"
) -> DocumentLink:
    with context.db.write() as session:
        return work_documents.attach(session, context, person, work, data, said)


def named(context: Context, work: str = "w-1") -> list[DocumentLink]:
    with context.db.read() as session:
        found = fieldwork.find_work(session, work)
    assert found is not None
    return list(found.documents)


def seen_by(context: Context, volunteer: str) -> dict[str, object]:
    """Return the body of the work that a volunteer's feed brings."""
    with context.db.read() as session:
        page = feed.page(session, volunteer, None, 200)
    (work,) = [record for record in page.records if record.kind is RecordKind.WORK]
    assert work.body is not None
    return {"version": work.version, "documents": work.body["documents"]}


def test_a_document_is_kept_whole_and_goes_with_its_work(context: Context) -> None:
    publish_field(context)
    volunteer = new_volunteer(context, "MCC-7001")
    accredit(context, volunteer)
    assign(context, volunteer)
    before = seen_by(context, volunteer)
    data = many_pages(2)
    link = attach(context, data)
    assert link.sha256 is not None and link.size == len(data)
    with context.blobs.open(link.sha256) as kept:
        assert kept.read() == data
    after = seen_by(context, volunteer)
    assert (before["documents"], before["version"]) == ([], 1)
    assert after["version"] == 2 and [d["source"] for d in after["documents"]] == ["SEACE"]  # type: ignore[attr-defined]
    assert not list(context.settings.data.glob(".document-*"))


def test_the_same_file_again_only_changes_what_is_said_of_it(context: Context) -> None:
    publish_field(context)
    data = many_pages(1)
    attach(context, data)
    attach(context, data, Described("Adenda\n 3 ", "Municipalidad", SAID.as_of))
    assert [(one.title, one.source) for one in named(context)] == [("Adenda 3", "Municipalidad")]


def test_a_new_import_of_the_register_keeps_what_staff_attached(context: Context) -> None:
    publish_field(context)
    attach(context, many_pages(1))
    with context.db.write() as session:
        works = [a_work(name="Otro nombre"), a_work("w-2")]
        first = fieldwork.import_works(session, context, ADMIN, works)
        again = fieldwork.import_works(session, context, ADMIN, works)
    assert ((first.new, first.changed, first.same), again.same) == ((1, 1, 0), 2)
    assert [one.title for one in named(context)] == ["Contrato de obra"] and not named(context, "w-2")


def test_a_document_is_taken_off(context: Context) -> None:
    publish_field(context)
    link = attach(context, many_pages(1))
    assert link.sha256 is not None
    with context.db.write() as session:
        work_documents.detach(session, context, ADMIN, "w-1", link.sha256)
        with pytest.raises(InputError, match=r"document\.not_of_work"):
            work_documents.detach(session, context, ADMIN, "w-1", link.sha256)
    assert not named(context)


def test_nobody_adds_to_works_of_another_region_nor_to_none(context: Context) -> None:
    publish_field(context)
    with pytest.raises(Refusal, match=r"access\.denied"):
        attach(context, many_pages(1), person=Person("carla", Role.COORDINATOR, "CUSCO"))
    with pytest.raises(Refusal, match=r"work\.unknown"):
        attach(context, many_pages(1), work="w-9")
    assert not named(context)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Described(" \x07\n", "SEACE", SAID.as_of), "document.words"),
        (Described("x" * 301, "SEACE", SAID.as_of), "document.words"),
        (Described("Contrato", "", SAID.as_of), "document.words"),
        (Described("Contrato", "SEACE", date(9999, 1, 1)), "document.future"),
    ],
)
def test_what_is_said_of_a_document_is_checked(context: Context, said: Described, code: str) -> None:
    publish_field(context)
    with pytest.raises(InputError, match=code.replace(".", r"\.")):
        attach(context, many_pages(1), said)
    assert not named(context)


def test_the_day_in_lima_counts(context: Context) -> None:
    publish_field(context)
    attach(context, many_pages(1), Described("Hoy", "SEACE", context.today()))
    with pytest.raises(InputError, match=r"document\.future"):
        attach(context, many_pages(2), Described("Mañana", "SEACE", context.today() + timedelta(days=1)))


def test_a_work_holds_no_endless_list(context: Context) -> None:
    documents = tuple(DocumentLink(f"Anexo {n}") for n in range(work_documents.MOST))
    publish_field(context, a_work(documents=documents))
    with pytest.raises(InputError, match=r"document\.too_many"):
        attach(context, many_pages(1))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document.not_a_pdf"),
        (b"<html>%PDF-1.7</html>", "document.not_a_pdf"),
        (b"\xff\xd8\xff" + b"0" * 500, "document.not_a_pdf"),
        (b"%PDF-1.7\n" + b"0" * 500, "pdf.damaged"),
    ],
)
def test_what_a_laptop_could_not_show_is_not_taken(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "contrato.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError, match=code.replace(".", r"\.")):
        readable_pdf(path)


def test_a_file_beyond_the_limit_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "contrato.pdf"
    with path.open("wb") as file:
        file.truncate(work_documents.LARGEST_BYTES + 1)
    with pytest.raises(InputError, match=r"document\.too_large"):
        readable_pdf(path)
    with pytest.raises(InputError, match=r"file\.unreadable"):
        readable_pdf(tmp_path / "none.pdf")


def test_the_commands_say_what_they_did(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_field(context)
    pdf, page = tmp_path / "contrato.pdf", tmp_path / "página.pdf"
    pdf.write_bytes(many_pages(1))
    page.write_bytes(b"<html></html>")
    desk = ["admin", "--data", str(context.settings.data)]
    said = ["--title", "Contrato", "--source", "SEACE", "--date", "2025-06-02", "--json"]
    assert main([*desk, "work-document", "w-1", str(page), *said]) == 1
    assert "página.pdf no es un PDF." in capsys.readouterr().err
    assert main([*desk, "work-document", "w-1", str(pdf), *said]) == 0
    sha256 = json.loads(capsys.readouterr().out)["sha256"]
    assert [one.sha256 for one in named(context)] == [sha256]
    assert main([*desk, "remove-document", "w-1", sha256]) == 0
    assert "Contrato" in capsys.readouterr().out and not named(context)


def asked(device: Device, link: DocumentLink, offset: int = 0, work: str = "w-1") -> requests.Response:
    path = f"{device.url}/v1/works/{work}/documents/{link.sha256}"
    return device.http.get(path, params={"offset": offset}, headers=device.auth, timeout=TIMEOUT)


def test_who_has_the_work_reads_its_documents_and_nobody_else(
    context: Context, enrol: Callable[..., Device]
) -> None:
    mine, other = enrol(), enrol()
    publish_field(context, a_work(), a_work("w-2"))
    for device, work in ((mine, "w-1"), (other, "w-2")):
        accredit(context, device.volunteer)
        assign(context, device.volunteer, work_id=work)
    data = many_pages(2)
    link = attach(context, data)
    assert asked(mine, link).content == data
    assert asked(mine, link, 100).content == data[100:]
    assert asked(mine, link).headers[LENGTH_HEADER] == str(len(data))
    unknown = (404, "document.unknown")
    assert code_of(asked(other, link)) == unknown, "the work is another's"
    assert code_of(asked(other, link, work="w-2")) == unknown, "one's own work does not name it"
    assert code_of(asked(other, link, work="w-9")) == unknown
    mine.token = ""
    assert asked(mine, link).status_code == 401


def test_a_work_taken_back_and_a_revoked_laptop_read_no_more(
    context: Context, enrol: Callable[..., Device]
) -> None:
    device = enrol()
    publish_field(context)
    accredit(context, device.volunteer)
    given = assign(context, device.volunteer)
    link = attach(context, many_pages(1))
    with context.db.write() as session:
        fieldwork.withdraw(session, context, ADMIN, given)
    assert code_of(asked(device, link)) == (404, "document.unknown")
    assign(context, device.volunteer)
    assert asked(device, link).ok
    with context.db.write() as session:
        revoke_device(session, context, ADMIN, device.key.id, blocked=False)
    assert code_of(asked(device, link)) == (403, "device.revoked")


def test_a_long_document_comes_in_pieces(context: Context, device: Device) -> None:
    publish_field(context)
    accredit(context, device.volunteer)
    assign(context, device.volunteer)
    data = b"%PDF-1.7" + bytes(range(256)) * 3000
    link = attach(context, data)
    first = asked(device, link).content
    assert len(first) == work_documents.PIECE < len(data)
    assert first + asked(device, link, len(first)).content == data
    assert asked(device, link, len(data) + 5).content == b""
