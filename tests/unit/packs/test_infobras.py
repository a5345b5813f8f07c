"""The register's spreadsheet, with the errors that the real one has."""

import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from fieldmonitor.demo.register import write_register
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.packs.gazetteer import load_gazetteer
from fieldmonitor.packs.infobras import canonical, correct_place, read_register

DAY = date(2026, 11, 22)
GAZETTEER = load_gazetteer()
HEADER = [
    "Código INFOBRAS",
    "Nombre de la Obra",
    "Departamento",
    "Provincia",
    "Distrito",
    "Avance físico real (%)",
]


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def work_row(code: object, name: str = "Puente", progress: object = 12) -> list[object]:
    return [code, name, "ICA", "ICA", "ICA", progress]


def test_what_was_written_is_read(tmp_path):
    works = demo_works(60, DAY)
    write_register(tmp_path / "obras.xlsx", works, DAY)
    read = read_register(tmp_path / "obras.xlsx", GAZETTEER, DAY)
    assert [work.id for work in read.works] == [work.id for work in works]
    for made, got in zip(works, read.works, strict=True):
        assert got.ubigeo == made.ubigeo
        assert got.name == made.name.upper()
        assert got.synthetic
        for key in (FactKey.PUBLIC_STATE, FactKey.PHYSICAL_PROGRESS, FactKey.END_DATE, FactKey.UPDATED_COST):
            before, after = made.fact(key), got.fact(key)
            assert before and after
            assert (after.as_decimal() or after.value) == (before.as_decimal() or before.value)
            assert after.as_of == DAY


def test_known_place_errors_are_corrected_and_noted(tmp_path):
    write_register(tmp_path / "obras.xlsx", demo_works(60, DAY), DAY)
    read = read_register(tmp_path / "obras.xlsx", GAZETTEER, DAY)
    became = {(n.params["value"], n.params["became"]) for n in read.notes if n.code == "place_corrected"}
    assert became == {("P C DEL CALLAO", "CALLAO"), ("HUANCAVELICA", "ICA"), ("ANDAHUAYLAS", "HUAYLAS")}
    assert not [note for note in read.notes if note.code == "place_unknown"]


@pytest.mark.parametrize(
    ("written", "department", "province"),
    [
        (("P C DEL CALLAO", "CALLAO", "BELLAVISTA"), "CALLAO", "CALLAO"),
        (("Huancavelica", "Nazca", "Marcona"), "ICA", "NASCA"),
        (("HUANCAVELICA", "Chincha", "Alto Larán"), "ICA", "Chincha"),
        (("ÁNCASH", "ANDAHUAYLAS", "CARAZ"), "ÁNCASH", "HUAYLAS"),
        (("APURÍMAC", "ANDAHUAYLAS", "TALAVERA"), "APURÍMAC", "ANDAHUAYLAS"),
        (("HUANCAVELICA", "ACOBAMBA", "PAUCARA"), "HUANCAVELICA", "ACOBAMBA"),
    ],
)
def test_only_the_known_errors_are_touched(written, department, province):
    corrected = correct_place(*written)
    assert (corrected["department"], corrected["province"], corrected["district"]) == (
        department,
        province,
        written[2],
    )


def test_the_last_duplicate_wins_and_is_noted(tmp_path):
    path = workbook(tmp_path / "r.xlsx", HEADER, work_row(7, "Viejo"), work_row(8), work_row(7, "Nuevo"))
    read = read_register(path, GAZETTEER, DAY)
    assert [(work.infobras_code, work.name) for work in read.works] == [("7", "Nuevo"), ("8", "Puente")]
    assert [(n.row, n.code, n.params["first"]) for n in read.notes] == [(4, "duplicate", "2")]


def test_every_row_is_a_work_or_a_note(tmp_path):
    path = workbook(
        tmp_path / "r.xlsx",
        ["REPORTE NACIONAL DE OBRAS"],
        [],
        HEADER,
        work_row(1),
        work_row(None),
        work_row(2, ""),
        [],
        work_row(3, progress="no registra"),
        [4, "Canal", "ICA", "ICA", "DISTRITO QUE NO EXISTE", 3],
    )
    read = read_register(path, GAZETTEER, DAY)
    assert read.rows == 5
    assert [(n.row, n.code) for n in read.notes] == [
        (5, "no_code"),
        (6, "no_name"),
        (8, "bad_value"),
        (9, "place_unknown"),
    ]
    assert len(read.works) + sum(note.rejected for note in read.notes) == read.rows
    assert read.notes[2].params == {"column": "Avance físico real (%)", "value": "no registra"}
    unknown = read.works[-1]
    assert (unknown.ubigeo, unknown.district) == ("", "DISTRITO QUE NO EXISTE")


def test_columns_are_found_by_header_in_any_order_case_and_accents(tmp_path):
    order = [5, 3, 0, 4, 1, 2]
    shouted = [" " + HEADER[i].upper().replace("Ó", "O") + " " for i in order]
    row = work_row(9)
    path = workbook(tmp_path / "r.xlsx", [*shouted, "Otra columna"], [*(row[i] for i in order), "x"])
    read = read_register(path, GAZETTEER, DAY)
    assert read.works[0].infobras_code == "9"
    assert read.works[0].ubigeo == "110101"
    assert read.works[0].fact(FactKey.PHYSICAL_PROGRESS).value == "12"
    assert read.unused_columns == ("Otra columna",)
    assert not read.works[0].synthetic


def test_sheet_with_prefixed_tags_reads_the_same(tmp_path):
    plain = tmp_path / "plain.xlsx"
    write_register(plain, demo_works(5, DAY), DAY)
    prefixed = tmp_path / "prefixed.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(prefixed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(r"<(/?)([a-zA-Z]+)", r"<\1x:\2", data.decode()).replace("xmlns=", "xmlns:x=")
                assert "<x:row" in text
                data = text.encode()
            target.writestr(name, data)
    assert read_register(prefixed, GAZETTEER, DAY) == read_register(plain, GAZETTEER, DAY)


@pytest.mark.parametrize("page", [b"<html><body>503 Service Unavailable</body></html>", b'{"error": 1}', b""])
def test_an_error_page_is_no_workbook(tmp_path, page):
    path = tmp_path / "obras.xlsx"
    path.write_bytes(page)
    with pytest.raises(InputError) as error:
        read_register(path, GAZETTEER, DAY)
    assert error.value.code == "register.not_a_workbook"


def test_a_broken_download_says_where_it_broke(tmp_path):
    whole = workbook(tmp_path / "whole.xlsx", HEADER, *(work_row(n) for n in range(2000)))
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if name == "xl/worksheets/sheet1.xml" else data)
    with pytest.raises(InputError) as error:
        read_register(broken, GAZETTEER, DAY)
    assert error.value.code == "register.damaged"
    assert 500 < error.value.params["row"] < 1500


def test_a_truncated_download_is_no_workbook(tmp_path):
    path = tmp_path / "obras.xlsx"
    write_register(path, demo_works(40, DAY), DAY)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(InputError) as error:
        read_register(path, GAZETTEER, DAY)
    assert error.value.code == "register.not_a_workbook"


def test_another_workbook_has_no_header(tmp_path):
    path = workbook(tmp_path / "r.xlsx", ["Lista de compras"], ["cemento", 12])
    with pytest.raises(InputError) as error:
        read_register(path, GAZETTEER, DAY)
    assert error.value.code == "register.no_header"


@pytest.mark.parametrize(
    ("key", "cell", "text"),
    [
        (FactKey.UPDATED_COST, "S/ 1,234,567.80", "1234567.80"),
        (FactKey.UPDATED_COST, "S/.950", "950.00"),
        (FactKey.UPDATED_COST, 1234.5, "1234.50"),
        (FactKey.UPDATED_COST, -3, None),
        (FactKey.UPDATED_COST, "NaN", None),
        (FactKey.PHYSICAL_PROGRESS, "41,8 %", "41.8"),
        (FactKey.PHYSICAL_PROGRESS, 100, "100"),
        (FactKey.PHYSICAL_PROGRESS, 5000, None),
        (FactKey.PHYSICAL_PROGRESS, "pendiente", None),
        (FactKey.END_DATE, datetime(2026, 7, 18, tzinfo=UTC), "2026-07-18"),
        (FactKey.END_DATE, "18/07/2026", "2026-07-18"),
        (FactKey.END_DATE, "2026-07-18 00:00:00", "2026-07-18"),
        (FactKey.END_DATE, "31/02/2026", None),
        (FactKey.PUBLIC_STATE, " En  ejecución ", "EN EJECUCIÓN"),
    ],
)
def test_cells_become_canonical_text_or_nothing(key, cell, text):
    assert canonical(key, cell) == text


def test_progress_is_told_every_thousand_rows(tmp_path):
    heard: list[int] = []
    path = workbook(tmp_path / "r.xlsx", HEADER, *(work_row(n) for n in range(1, 2501)))
    read_register(path, GAZETTEER, DAY, heard.append)
    assert heard == [1000, 2000]
