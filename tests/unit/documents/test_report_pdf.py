"""A report on paper: whole, within its margins, in the house's font, and readable by machines."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from reportlab.lib.units import mm

from fieldmonitor.documents.acta_pdf import build_acta
from fieldmonitor.documents.layout import WIDTH, Sheet, build, ruled, text
from fieldmonitor.documents.model import Person, ReportDocument
from fieldmonitor.documents.report_pdf import build_report
from tests.unit.documents import pages, samples

EDGE = 10 * mm
"""Nothing is printed nearer to an edge: printers cut there. The foot stands at 11 mm."""


@pytest.fixture(scope="module")
def report() -> bytes:
    return build_report(replace(samples.REPORT, matrix=samples.MATRIX))


@pytest.fixture(scope="module")
def nasty() -> bytes:
    return build_report(samples.nasty_report())


def test_everything_that_was_said_is_printed(report: bytes) -> None:
    words = pages.whole(report)
    for expected in (
        "Informe de visita", samples.WORK.name, samples.WORK.entity, samples.WORK.place, "2456789", "910000",
        "MCC-2041", "22/11/2026, 09:39", "Llegada", "Hallazgo 1. Gravedad: grave", samples.FINDING.criterion,
        samples.FINDING.condition, samples.FINDING.effect, "Monto del contrato", "S/ 4,218,300.00",
        "antes S/ 1.00", "SEACE", "12/09/2025", "¿Le permitieron ingresar?", "No estaba el residente.",
        "No coincide con lo publicado.", "Sin respuesta", "Cierre", "Frontis de la obra",
        "22/11/2026, 09:05, según la cámara", "A 12 m de la obra", "Foto repetida", samples.MANIFEST,
        "2026-000003", "Desactualizado", "62 %", "Publicado vale 1", "El plazo venció hace 127 días.",
    ):  # fmt: skip
        assert expected in words, expected
    assert pages.squeezed(words).count(samples.PHOTO_HASH) == 2, "beside the photo and in the list"


def test_a_finding_names_the_alert_that_it_repeats(report: bytes) -> None:
    repeats = replace(samples.REPORT, findings=(replace(samples.FINDING, same_alert="0312-2026"),))
    words = pages.whole(build_report(repeats))
    assert "Alerta abierta" in words and "es lo mismo que la alerta 0312-2026." in words
    assert "Alerta abierta" not in pages.whole(report)


def test_pages_are_numbered_of_how_many(report: bytes) -> None:
    seen = pages.texts(report)
    assert len(seen) > 1
    for number, words in enumerate(seen, 1):
        assert f"{number} de {len(seen)}" in words
        assert samples.REPORT_ID in words and samples.MANIFEST[:16] in words


def test_only_the_houses_font_and_all_of_it_embedded(report: bytes) -> None:
    assert {name.partition("+")[2] for name in pages.font_names(report)} == {
        "PublicSans-Regular",
        "PublicSans-SemiBold",
    }
    assert pages.embedded(report)


def test_readers_that_speak_know_title_language_and_parts(report: bytes) -> None:
    known = pages.properties(report)
    assert known["Title"] == f"Informe de visita: {samples.WORK.name}"
    assert known["Author"] == "Monitores Ciudadanos de Control"
    assert pages.language(report) == "es"
    assert b"/DisplayDocTitle true" in report
    assert {"1 hallazgo", "Respuestas", "Fotos", "Archivos y firma"} <= set(pages.outline(report))
    assert pages.language(build_report(samples.REPORT, "en")) == "en"


def test_the_worst_texts_stay_within_the_page(nasty: bytes) -> None:
    for number, page in enumerate(pages.pictures(nasty), 1):
        assert not pages.ink_outside(page, EDGE), f"page {number}"


def test_ink_over_the_edge_would_be_seen() -> None:
    wide = build(Sheet("x", "es"), lambda: [ruled([[text("x"), text("y")]], [1, 1], total=WIDTH * 1.4)])
    assert pages.ink_outside(pages.pictures(wide)[0], EDGE)


def test_markup_in_answers_is_printed_as_it_was_typed(nasty: bytes) -> None:
    words = pages.squeezed(pages.whole(nasty))
    assert "<b>negrita</b>&<para>" in words
    assert "girado" in words and "\u202e" not in words
    assert "ñandúÁÉÍÓÚ“comillas”" in words
    assert words.count("Palabrasinespacios") > 8 * 40 + 2 * 3 * 40, "long answers go on over pages, uncut"


@pytest.mark.parametrize("data", [None, b"", b"\xff\xd8\xff\xe0 no picture", b"%PDF-1.4"])
def test_a_photo_that_cannot_be_shown_is_named_by_its_hash(data: bytes | None) -> None:
    broken = replace(samples.REPORT, photos=(replace(samples.PHOTO, picture=data),))
    words = pages.whole(build_report(broken))
    assert "su huella la identifica" in words
    assert samples.PHOTO_HASH in pages.squeezed(words)


def test_a_photo_is_shown(report: bytes) -> None:
    blank = build_report(replace(samples.REPORT, photos=(replace(samples.PHOTO, picture=None),)))
    assert report.count(b"/DCTDecode") == 1 and b"/DCTDecode" not in blank


def test_photos_go_into_the_file_as_they_are_and_none_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> bytes:
        pytest.fail("a photo was decoded")

    monkeypatch.setattr(Image.Image, "tobytes", refuse)
    shown = [samples.jpeg(40 * size, 300) for size in (5, 8, 8, 3)]
    photos = tuple(replace(samples.PHOTO, picture=data) for data in shown)
    made = build_report(replace(samples.REPORT, photos=photos))
    assert all(data in made for data in shown)
    assert made.count(b"/DCTDecode") == 3, "the same photo twice is in the file once"


def test_a_photo_of_another_kind_is_shown_too() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#88aacc").save(out, "PNG")
    made = build_report(replace(samples.REPORT, photos=(replace(samples.PHOTO, picture=out.getvalue()),)))
    assert "no se puede mostrar" not in pages.whole(made) and b"/Width 40" in made


@pytest.mark.parametrize(
    ("changed", "mark"),
    [
        ({"signing": None}, "BORRADOR sin firma"),
        ({"signing": None, "practice": True}, "PRÁCTICA, sin validez"),
        ({"work": replace(samples.WORK, synthetic=True)}, "DEMOSTRACIÓN"),
    ],
)
def test_what_is_no_signed_report_says_so_on_every_page(changed: dict[str, object], mark: str) -> None:
    made = build_report(replace(samples.REPORT, photos=(samples.PHOTO,) * 4, **changed))  # type: ignore[arg-type]
    assert all(mark in words for words in pages.texts(made))
    assert "BORRADOR" not in pages.whole(build_report(samples.REPORT))


def test_a_draft_has_no_signature(report: bytes) -> None:
    words = pages.whole(build_report(replace(samples.REPORT, signing=None)))
    assert "todavía no tiene firma digital" in words and samples.MANIFEST not in words


def test_a_correction_cites_what_it_replaces() -> None:
    corrected = replace(samples.REPORT, version=2, replaces=samples.PHOTO_HASH, reason="Cambió la fecha.")
    words = pages.whole(build_report(corrected))
    assert samples.PHOTO_HASH[:16] in words and "Cambió la fecha." in words and "versión 2" in words


def test_names_are_printed_only_where_given() -> None:
    named = replace(samples.REPORT, people=(Person("Rosa Quispe Huamán", "DNI 40000000"),))
    for make in (build_report, build_acta):
        assert "Rosa Quispe Huamán" in pages.whole(make(named))
        assert "Nombre Rosa" not in pages.whole(make(samples.REPORT))


def test_an_acta_leaves_room_to_write_and_sign() -> None:
    made = build_acta(samples.REPORT)
    words = pages.whole(made)
    assert len(pages.texts(made)) == 1
    for expected in ("Acta de visita a la obra", "Observaciones", "Firmas", "Monitor MCC-2041",
                     samples.FINDING.condition, "No estaba el residente."):  # fmt: skip
        assert expected in words
    assert words.count("Nombre y cargo:") == 3


@pytest.mark.parametrize("worst", [samples.REPORT, samples.nasty_report(photos=0)])
def test_an_acta_stays_within_the_page(worst: ReportDocument) -> None:
    assert not any(pages.ink_outside(page, EDGE) for page in pages.pictures(build_acta(worst)))
