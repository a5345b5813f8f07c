"""Documents gathered from real profiles: what they hold, what they keep back, and that nothing leaks."""

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import docx
import pytest

from fieldmonitor.app import documents, drafts, photos, presence, signing
from fieldmonitor.app.accreditation import read_credential
from fieldmonitor.app.document_answers import in_peru
from fieldmonitor.app.drafts import answer_and_save, open_draft, start
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.documents.model import Person, ReportDocument
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.records import Activity, RecordKind
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.domain.visit import VisitStep
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE
from fieldmonitor.protocol.messages import Credential
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.trust.rotation import ReceiptKeys
from tests import factories
from tests.unit.documents import pages

ROSA = Person("Rosa Quispe Huamán", "DNI 40000000")


@pytest.fixture
def visit(ws: Workspace) -> ReportKey:
    return factories.filled(ws)


@pytest.fixture
def access(ws: Workspace) -> ReportKey:
    return factories.filled(ws, Activity.INFORMATION_ACCESS)


def signed(ws: Workspace, key: ReportKey) -> ReportDocument:
    signing.sign(ws, key, factories.PASSPHRASE)
    return documents.read_report(ws, key)


def answers(report: ReportDocument) -> Iterator[tuple[str, str]]:
    return ((a.question, a.answer) for group in report.groups for a in group.answers)


def test_a_draft_says_what_it_is(ws: Workspace, visit: ReportKey) -> None:
    report = documents.read_report(ws, visit)
    assert report.signing is None and report.volunteer == factories.VOLUNTEER
    assert report.work.name == factories.works(1)[0].name and report.work.synthetic
    assert report.checklist.startswith("Visita a la obra, versión ")
    with ws.store.read() as uow:
        kept = {row.sha256 for row in uow.evidence.list(visit)}
    assert {photo.sha256 for photo in report.photos} == {file.sha256 for file in report.files} == kept
    assert "BORRADOR" in pages.whole(documents.make_report(report))


def test_answers_are_told_as_they_were_given(ws: Workspace, visit: ReportKey) -> None:
    report = documents.read_report(ws, visit)
    said = dict(answers(report))
    assert said["¿Cuántos trabajadores vio?"] == "0\u00a0personas"
    assert said["¿Qué monto dice el cartel de obra?"].startswith("S/")
    assert said["¿Le mostraron el cuaderno de obra?"] == "Acceso denegado"
    assert said["Foto del frente de la obra"].startswith("Foto ")
    logbook = next(a for g in report.groups for a in g.answers if a.answer == "Acceso denegado")
    assert logbook.reason.startswith("El vigilante"), "the reason stands with its question"
    assert not any(question.startswith("¿Qué motivo") for question in said)
    told = said["¿Qué avance le dijo el residente o el supervisor?"]
    assert told == "No se pudo verificar", "the box stands for its question's answer"
    asked = "¿Qué plazo dice el cartel de obra?"
    assert not any("días días" in f.criterion or "% %" in f.criterion for f in report.findings)
    term = next(a for group in report.groups for a in group.answers if a.question == asked)
    assert term.differs and "285 días" in term.published


def test_a_finding_takes_along_the_alert_that_it_repeats(ws: Workspace, visit: ReportKey) -> None:
    draft = open_draft(ws, visit)
    first = draft.findings[0]
    draft.reword(replace(first, same_alert="0312-2026"))
    drafts.save(ws, draft.snapshot())
    told = {found.condition: found.same_alert for found in documents.read_report(ws, visit).findings}
    assert told.pop(first.condition) == "0312-2026"
    assert told and set(told.values()) == {""}


def test_times_are_perus(ws: Workspace, visit: ReportKey) -> None:
    report = documents.read_report(ws, visit)
    began = in_peru(ws.clock.now())
    assert dict(answers(report))["¿A qué hora llegó a la obra?"] == f"{began:%H:%M}"
    assert f"{began:%d/%m/%Y, %H:%M}" in pages.whole(documents.make_report(report))


def test_a_signed_report_is_what_was_signed(ws: Workspace, visit: ReportKey) -> None:
    before = documents.read_report(ws, visit)
    presence.note(ws, visit, VisitStep.ARRIVED)
    after = signed(ws, visit)
    assert after.signing is not None and after.visit[-1].what == "Llegada"
    with ws.store.read() as uow:
        stored = uow.reports.get(visit)
    assert stored is not None and after.signing.manifest_sha256 == stored.manifest_sha256
    assert after.signing.device == ws.device.id
    assert after.findings == before.findings and after.groups == before.groups
    words = pages.whole(documents.make_report(after))
    assert after.signing.manifest_sha256 in words and "BORRADOR" not in words


def test_news_of_the_work_does_not_reach_into_a_signed_report(ws: Workspace, visit: ReportKey) -> None:
    before = signed(ws, visit)
    work = factories.works(1)[0]
    later = Fact(FactKey.CONTRACT_TERM, "999", "SEACE", factories.TODAY + timedelta(days=30))
    changed = replace(work, facts=(*work.facts, later))
    factories.receive(ws, factories.record(RecordKind.WORK, work.id, changed, version=2))
    after = documents.read_report(ws, visit)
    assert replace(after, made_at=before.made_at) == before
    fresh = documents.read_report(ws, factories.filled(ws))
    assert any("999" in one.value for one in fresh.published)


def test_nobody_is_named_unless_asked_for(ws: Workspace, visit: ReportKey) -> None:
    resident = factories.works(1)[0].fact(FactKey.RESIDENT)
    assert resident is not None
    plain = documents.read_report(ws, visit)
    named = documents.read_report(ws, visit, people=(ROSA,))
    for make in (documents.make_report, documents.make_acta):
        assert resident.value not in pages.whole(make(plain))
        assert ROSA.name in pages.whole(make(named))
    assert resident.value in pages.whole(documents.make_report(named))


def test_a_point_far_from_the_site_may_be_a_home(ws: Workspace, visit: ReportKey) -> None:
    work = factories.works(1)[0]
    far = factories.picture(70, place=factories.at_distance(work, 5000))
    added = photos.add_photo(ws, visit, far)
    named = documents.read_report(ws, visit, people=(ROSA,))
    for report, printed in ((documents.read_report(ws, visit), False), (named, True)):
        facts = [line for p in report.photos if p.sha256 == added.sha256 for line in p.facts]
        assert any(line.startswith("A 5.0\u00a0km") for line in facts), facts
        assert any(", -7" in line for line in facts) is printed, facts
        near = [line for p in report.photos if p.sha256 != added.sha256 for line in p.facts]
        assert any(", -7" in line for line in near), "at the site its point is no secret"


def test_a_lost_picture_does_not_stop_the_report(ws: Workspace, visit: ReportKey) -> None:
    report = documents.read_report(ws, visit)
    with ws.store.write() as uow:
        row = uow.evidence.list(visit)[0]
        assert row.small_sha256 is not None
        ws.blobs.destroy(uow, row.small_sha256)
    after = documents.read_report(ws, visit)
    lost = [p for p in after.photos if p.sha256 == row.sha256]
    assert report.photos[0].picture is not None and all(photo.picture is None for photo in lost)
    assert "ya no está en esta laptop" in pages.whole(documents.make_report(after))


def test_an_assessment_prints_its_matrix(ws: Workspace, access: ReportKey) -> None:
    report = documents.read_report(ws, access)
    assert report.matrix is not None and report.matrix.portals == ("INFOBRAS", "SEACE", "PTE", "Invierte.pe")
    assert [len(phase.rows) for phase in report.matrix.phases] == [3, 2, 4, 3]
    assert [group.title for group in report.groups] == ["Cierre de la revisión"], "cells are not said twice"
    words = pages.whole(documents.make_report(report))
    assert (
        report.matrix.score.replace("\u00a0", " ") in words
        and "Publicado vale 1" in words
        and "Desactualizado" in words
    )
    with pytest.raises(InputError, match=r"document\.no_acta"):
        documents.read_acta(ws, access)


def test_the_letter_asks_for_what_is_missing(ws: Workspace, access: ReportKey) -> None:
    letter = documents.read_letter(ws, access)
    asked = {item.label: item.found for item in letter.items}
    assert len(asked) == 7 and "Procedimiento de selección" not in asked
    (budget,) = asked["Presupuesto aprobado"]
    assert (
        budget == f"Portal de Transparencia Estándar: no está publicado (visto el {factories.TODAY:%d/%m/%Y})"
    )
    assert len(asked["Estado y fecha de término"]) == 2
    pdf = documents.make_letter(letter, "pdf")
    document = docx.Document(io.BytesIO(documents.make_letter(letter)))
    cells = " ".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    assert all(label in pages.whole(pdf) and label in cells for label in asked)
    assert factories.VOLUNTEER not in pages.whole(pdf) + cells


def test_there_is_no_letter_without_a_reason(ws: Workspace, visit: ReportKey) -> None:
    with pytest.raises(InputError, match=r"document\.no_letter"):
        documents.read_letter(ws, visit)
    key = start(ws, factories.assignment_of(Activity.INFORMATION_ACCESS))
    with pytest.raises(InputError, match=r"letter\.nothing_missing"):
        documents.read_letter(ws, key)
    draft = open_draft(ws, key)
    answer_and_save(ws, draft, "/data/preparation/budget_item/budget_pte", "missing")
    assert len(documents.read_letter(ws, key).items) == 1


def test_a_credential_is_printed_only_if_its_signature_holds(ws: Workspace) -> None:
    with pytest.raises(InputError, match=r"credential\.none"):
        documents.read_credential_card(ws)
    held = Credential(factories.VOLUNTEER, "Obras de Áncash", "2026-11-22", "2027-11-22", "N-1")
    server, stranger = SigningKey(b"s" * 32), SigningKey(b"x" * 32)
    for version, signer in ((2, stranger), (3, server)):
        text = encode(seal(held, CREDENTIAL_TYPE, signer)).decode()
        factories.accredited(ws, version=version, credential=text)
        if signer is stranger:
            with pytest.raises(InputError, match=r"credential\.none"):
                documents.read_credential_card(ws)
    card = documents.read_credential_card(ws)
    assert read_credential(card.envelope, ReceiptKeys(server.public)) == held and card.key_id == server.id
    words = pages.whole(documents.make_credential(card))
    assert held.number in words and ROSA.name not in words
    assert ROSA.name in pages.whole(documents.make_credential(replace(card, name=ROSA.name)))


def test_a_recovery_sheet_is_a_page(ws: Workspace) -> None:
    words = pages.whole(documents.make_recovery(ws, "C5H6-6S35-CSKP"))
    assert "C5H6" in words and factories.VOLUNTEER not in words


def test_nothing_is_written_until_it_is_saved(ws: Workspace, visit: ReportKey, tmp_path: Path) -> None:
    def clear() -> list[Path]:
        return [path for path in tmp_path.rglob("*") if path.is_file() and b"%PDF" in path.read_bytes()]

    data = documents.make_report(documents.read_report(ws, visit))
    assert not clear()
    chosen = tmp_path / documents.suggested_name("report", visit)
    documents.save(chosen, data)
    assert clear() == [chosen] and chosen.read_bytes() == data
    assert visit.id[:8] in chosen.name and chosen.suffix == ".pdf"


def test_a_report_in_english(ws: Workspace, visit: ReportKey) -> None:
    report = documents.read_report(ws, visit, "en")
    made = documents.make_report(report, "en")
    words = pages.whole(made)
    assert pages.language(made) == "en"
    assert "Visit to the work" in words and "Access denied" in words
    for spanish in (
        "Hallazgo",
        "Respuestas",
        "Archivos y firma",
        "Lo que publican",
        "El residente no estaba",
    ):
        assert spanish not in words, spanish


def test_a_volunteers_own_words_are_never_translated(ws: Workspace, visit: ReportKey) -> None:
    draft = open_draft(ws, visit)
    own = replace(draft.findings[0], condition="Vimos la caseta del supervisor vacía.")
    draft.reword(own)
    drafts.save(ws, draft.snapshot())
    spanish = documents.read_report(ws, visit).findings
    signing.sign(ws, visit, factories.PASSPHRASE)
    english = documents.read_report(ws, visit, "en").findings
    assert english[0].condition == own.condition and english[0].effect != spanish[0].effect
    assert all(one.condition != other.condition for one, other in zip(english[1:], spanish[1:], strict=True))


def test_the_program_starts_without_the_slow_libraries() -> None:
    asked = "import sys, fieldmonitor.app.documents, fieldmonitor.app.assessment_words; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert not {"reportlab", "docx", "segno"} & set(ran.stdout.split())
