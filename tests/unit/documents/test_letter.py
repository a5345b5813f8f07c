"""The request for information: the same words as DOCX and PDF, and nothing of the programme."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest

from fieldmonitor.documents.letter_docx import build_letter_docx
from fieldmonitor.documents.letter_pdf import build_letter_pdf
from fieldmonitor.documents.model import LetterDocument, LetterItem, Person
from tests.unit.documents import pages, samples

WHO = Person("Rosa Quispe Huamán", "40000000", "Jr. Los Molles 120", "rosa@example.com")
LAW = "Ley N.º 27806, Ley de Transparencia y Acceso a la Información Pública"
EXPECTED = (
    LAW, samples.WORK.name, samples.WORK.entity, "CUI 2456789", "Presupuesto aprobado",
    "El costo actualizado.", "PTE: no está publicado", "22/11/2026",
    "INFOBRAS: está desactualizado (visto el 22/11/2026)",
)  # fmt: skip


def words_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(p.text for p in document.paragraphs), *cells]).split())


@pytest.fixture(params=["docx", "pdf"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def said(kind: str, letter: LetterDocument) -> str:
    return words_of(build_letter_docx(letter)) if kind == "docx" else pages.whole(build_letter_pdf(letter))


def test_it_asks_for_each_thing_by_the_laws_name(kind: str) -> None:
    words = said(kind, samples.LETTER)
    for expected in EXPECTED:
        assert expected in words, expected
    assert "artículo" not in words.casefold()


def test_it_says_nothing_of_programme_or_report(kind: str) -> None:
    words = said(kind, samples.LETTER)
    for secret in ("Monitor", "MCC", "Contraloría", "informe", "Field"):
        assert secret not in words, secret


def test_lines_are_left_blank_unless_somebody_signs(kind: str) -> None:
    assert "Rosa" not in said(kind, samples.LETTER)
    signed = said(kind, replace(samples.LETTER, requester=WHO))
    assert all(part in signed for part in (WHO.name, WHO.document, WHO.address, WHO.email))


def test_a_made_up_work_is_said_to_be(kind: str) -> None:
    made_up = replace(samples.LETTER, work=replace(samples.WORK, synthetic=True))
    assert "demostración" in said(kind, made_up)
    assert "demostración" not in said(kind, samples.LETTER)


def test_a_usual_letter_is_one_page_and_the_worst_stays_within_it() -> None:
    assert len(pages.texts(build_letter_pdf(samples.LETTER))) == 1
    item = LetterItem(samples.NASTY, samples.NASTY, (samples.NASTY,) * 3)
    nasty = replace(samples.LETTER, items=(item,) * 4, work=replace(samples.WORK, name=samples.NASTY))
    assert not any(pages.ink_outside(page, 28) for page in pages.pictures(build_letter_pdf(nasty)))


def test_word_files_take_any_text() -> None:
    item = LetterItem(samples.NASTY, samples.NASTY, (samples.NASTY,))
    words = words_of(build_letter_docx(replace(samples.LETTER, items=(item,))))
    assert "<b>negrita</b> & <para>" in words and "ñandú" in words


def test_a_word_file_says_its_language_and_nobodys_name() -> None:
    data = build_letter_docx(samples.LETTER)
    known = docx.Document(io.BytesIO(data)).core_properties
    assert (known.title, known.language) == ("Solicitud de acceso a la información pública", "es-PE")
    assert (known.author, known.comments, known.last_modified_by) == ("", "", "")
    styles = zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()
    assert 'w:val="es-PE"' in styles and 'w:ascii="Arial"' in styles


def test_no_author_stands_in_the_pdf() -> None:
    assert "Author" not in pages.properties(build_letter_pdf(samples.LETTER))
