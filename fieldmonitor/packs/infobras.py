"""Reads the comptroller's register of public works (INFOBRAS) from its spreadsheet.

Columns are found by their header text, folded, never by position. Nothing is dropped in silence: every
row that could not be used, every value that could not be read and every place that was put right is
listed with its row number. Of rows with the same code the last one holds.
"""

import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.records import Work
from fieldmonitor.packs.gazetteer import Gazetteer, fold

SOURCE = "INFOBRAS"
DEMO_SOURCE = "INFOBRAS (demostración)"
DEMO_MARK = "DATOS DE DEMOSTRACION"
"""A sheet whose title says so holds made-up works, and every work read from it says so too."""

HEADER_ROWS = 30
"""Title rows stand above the header; it is looked for in this many rows."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("CODIGO INFOBRAS", "CODIGO DE OBRA INFOBRAS", "CODIGO DE INFOBRAS"),
    "name": ("NOMBRE DE OBRA", "NOMBRE DE LA OBRA", "NOMBRE OBRA"),
    "entity": ("NOMBRE DE ENTIDAD", "NOMBRE DE LA ENTIDAD", "NOMBRE ENTIDAD", "ENTIDAD"),
    "cui": (
        "CODIGO UNICO DE INVERSIONES",
        "CODIGO UNICO DE INVERSIONES CUI",
        "CODIGO UNICO DE INVERSION",
        "CUI",
    ),
    "snip": ("CODIGO SNIP", "SNIP"),
    "sector": ("SECTOR",),
    "ubigeo": ("UBIGEO", "CODIGO UBIGEO"),
    "department": ("DEPARTAMENTO", "REGION"),
    "province": ("PROVINCIA",),
    "district": ("DISTRITO",),
}
"""Fields of a work and the headers that may carry them."""

FACT_COLUMNS: dict[FactKey, tuple[str, ...]] = {
    FactKey.PUBLIC_STATE: ("ESTADO", "ESTADO DE OBRA", "ESTADO DE LA OBRA"),
    FactKey.EXECUTION_MODE: ("MODALIDAD DE EJECUCION", "MODALIDAD DE EJECUCION DE LA OBRA"),
    FactKey.UPDATED_COST: ("COSTO ACTUALIZADO", "COSTO ACTUALIZADO DE LA INVERSION"),
    FactKey.CONTRACT_AMOUNT: ("MONTO DEL CONTRATO", "MONTO DE CONTRATO"),
    FactKey.PHYSICAL_PROGRESS: ("AVANCE FISICO REAL", "AVANCE FISICO REAL ACUMULADO"),
    FactKey.PROGRAMMED_PROGRESS: ("AVANCE FISICO PROGRAMADO", "AVANCE FISICO PROGRAMADO ACUMULADO"),
    FactKey.FINANCIAL_PROGRESS: ("EJECUCION FINANCIERA", "AVANCE FINANCIERO"),
    FactKey.LAST_PROGRESS_DATE: ("FECHA DE ULTIMO AVANCE", "FECHA ULTIMO AVANCE"),
    FactKey.START_DATE: ("FECHA DE INICIO", "FECHA DE INICIO DE OBRA"),
    FactKey.END_DATE: ("FECHA DE FIN PROGRAMADA", "FECHA DE TERMINO PROGRAMADA"),
    FactKey.REAL_END_DATE: ("FECHA DE FIN REAL", "FECHA DE TERMINO REAL"),
    FactKey.STOPPAGE: ("EXISTE PARALIZACION",),
    FactKey.STOPPAGE_CAUSE: ("CAUSAL", "CAUSAL DE PARALIZACION"),
}
"""Facts and the headers that may carry them."""

_AMOUNTS = frozenset({FactKey.UPDATED_COST, FactKey.CONTRACT_AMOUNT})
_PERCENTS = frozenset({FactKey.PHYSICAL_PROGRESS, FactKey.PROGRAMMED_PROGRESS, FactKey.FINANCIAL_PROGRESS})
_DATES = frozenset({FactKey.LAST_PROGRESS_DATE, FactKey.START_DATE, FactKey.END_DATE, FactKey.REAL_END_DATE})
_ICA_PROVINCES = frozenset({"NASCA", "CHINCHA", "PISCO", "PALPA"})

_DAMAGE = (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, KeyError, ValueError)
"""What openpyxl and the XML parser under it raise on broken bytes; a parse error is a SyntaxError."""

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something about one row of the sheet, by its number as a spreadsheet shows it.

    Codes: `no_code` and `no_name` (the row was not used); `bad_value` (column, value: this value was left
    out); `duplicate` (code, first: this row replaced that one); `place_corrected` (column, value,
    became); `place_unknown` (department, province, district: kept as written, without ubigeo).
    """

    row: int
    code: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def rejected(self) -> bool:
        """Whether the row as a whole was not used."""
        return self.code in ("no_code", "no_name")


@dataclass(frozen=True, slots=True)
class RegisterRead:
    """What a register's sheet held: works by first appearance, notes by row, headers we don't use."""

    works: tuple[Work, ...]
    notes: tuple[RowNote, ...]
    rows: int
    unused_columns: tuple[str, ...]


def read_register(
    path: Path, gazetteer: Gazetteer, as_of: date, progress: Callable[[int], None] | None = None
) -> RegisterRead:
    """Read the first sheet that has the register's header; `as_of` is the day it was downloaded.

    `progress` hears the number of rows read, every thousand. Raises InputError where the file is no
    workbook (`register.not_a_workbook`; error pages arrive under this name), breaks off in the middle
    (`register.damaged`), or has the header on no sheet (`register.no_header`).
    """
    with closing(_sheets(path)) as sheets:
        for rows in sheets:
            reader = _SheetReader(gazetteer, as_of)
            if reader.find_header(rows):
                for number, row in rows:
                    reader.read(number, row)
                    if progress and reader.rows % 1000 == 0:
                        progress(reader.rows)
                return reader.result()
    raise InputError("register.no_header", file=path.name)


def _sheets(path: Path) -> Generator[Iterator[tuple[int, Row]], None, None]:
    import openpyxl  # slow import, and an extra that a volunteer's laptop does without

    with path.open("rb") as stream:
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except _DAMAGE as error:
            raise InputError("register.not_a_workbook", file=path.name) from error
        for sheet in book.worksheets:
            # The sheet's own mark of its size is not to be trusted; without it every row is read.
            sheet.reset_dimensions()
            yield _rows(path, sheet.iter_rows(values_only=True))


def _rows(path: Path, rows: Iterator[Row]) -> Iterator[tuple[int, Row]]:
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            yield number, row
    except _DAMAGE as error:
        raise InputError("register.damaged", file=path.name, row=number) from error


class _SheetReader:
    """Reads the rows of one sheet after its header was found."""

    def __init__(self, gazetteer: Gazetteer, as_of: date) -> None:
        self.rows = 0
        self._gazetteer = gazetteer
        self._as_of = as_of
        self._source = SOURCE
        self._fields: dict[str, int] = {}
        self._facts: dict[FactKey, int] = {}
        self._headers: list[str] = []
        self._works: dict[str, tuple[int, Work]] = {}
        self._notes: list[RowNote] = []

    def find_header(self, rows: Iterator[tuple[int, Row]]) -> bool:
        """Advance past the header row and learn its columns."""
        for number, row in rows:
            folded = [fold(str(cell)) if cell is not None else "" for cell in row]
            if any(DEMO_MARK in text for text in folded):
                self._source = DEMO_SOURCE
            self._fields = {name: _position(folded, heads) for name, heads in COLUMNS.items()}
            if self._fields["code"] >= 0 and self._fields["name"] >= 0:
                self._facts = {key: _position(folded, heads) for key, heads in FACT_COLUMNS.items()}
                self._headers = [str(cell).strip() if cell is not None else "" for cell in row]
                return True
            if number >= HEADER_ROWS:
                break
        return False

    def read(self, number: int, row: Row) -> None:
        """Read one row into a work, or note why not."""
        if all(cell is None or not str(cell).strip() for cell in row):
            return
        self.rows += 1
        code, name = self._text(row, "code"), self._text(row, "name")
        if not code or not name:
            self._note(number, "no_code" if not code else "no_name", code=code, name=name)
            return
        code = code.removesuffix(".0")
        earlier = self._works.get(code)
        if earlier:
            self._note(number, "duplicate", code=code, first=str(earlier[0]))
        self._works[code] = (number, self._work(number, row, code, name))

    def result(self) -> RegisterRead:
        """Return everything read."""
        used = {*self._fields.values(), *self._facts.values()}
        unused = tuple(head for index, head in enumerate(self._headers) if head and index not in used)
        works = tuple(work for _, work in self._works.values())
        return RegisterRead(works, tuple(self._notes), self.rows, unused)

    def _work(self, number: int, row: Row, code: str, name: str) -> Work:
        ubigeo, department, province, district = self._place(number, row)
        return Work(
            id=work_id(code),
            name=" ".join(name.split()),
            entity=self._text(row, "entity"),
            ubigeo=ubigeo,
            department=department,
            province=province,
            district=district,
            infobras_code=code,
            cui=self._text(row, "cui").removesuffix(".0") or None,
            snip=self._text(row, "snip").removesuffix(".0") or None,
            sector=self._text(row, "sector") or None,
            facts=tuple(self._read_facts(number, row)),
            synthetic=self._source == DEMO_SOURCE,
            source=self._source,
            as_of=self._as_of,
        )

    def _place(self, number: int, row: Row) -> tuple[str, str, str, str]:
        written = {name: self._text(row, name) for name in ("department", "province", "district")}
        corrected = correct_place(**written)
        for column, value in corrected.items():
            if fold(value) != fold(written[column]):
                self._note(number, "place_corrected", column=column, value=written[column], became=value)
        place = self._gazetteer.by_name(**corrected) or self._gazetteer.by_ubigeo(self._text(row, "ubigeo"))
        if place:
            return place.ubigeo, place.department, place.province, place.district
        self._note(number, "place_unknown", **corrected)
        return (
            self._text(row, "ubigeo"),
            corrected["department"],
            corrected["province"],
            corrected["district"],
        )

    def _read_facts(self, number: int, row: Row) -> Iterator[Fact]:
        for key, index in self._facts.items():
            cell = row[index] if 0 <= index < len(row) else None
            if cell is None or str(cell).strip() in ("", "-"):
                continue
            value = canonical(key, cell)
            if value is None:
                self._note(number, "bad_value", column=self._headers[index], value=str(cell)[:80])
            else:
                yield Fact(key, value, self._source, self._as_of)

    def _text(self, row: Row, name: str) -> str:
        index = self._fields[name]
        cell = row[index] if 0 <= index < len(row) else None
        return "" if cell is None else str(cell).strip()

    def _note(self, row: int, what: str, /, **params: str) -> None:
        self._notes.append(RowNote(row, what, params))


def work_id(infobras_code: str) -> str:
    """Return the id of the work with that code; the same code is the same work in every import."""
    return f"infobras-{infobras_code}"


def correct_place(department: str, province: str, district: str) -> dict[str, str]:
    """Return the names with the register's known errors put right; all others as they came."""
    region, area = fold(department), fold(province)
    if "CALLAO" in region.split():
        department = "CALLAO"
    if area == "NAZCA":
        area, province = "NASCA", "NASCA"
    if region == "HUANCAVELICA" and area in _ICA_PROVINCES:
        department = "ICA"
    if region == "ANCASH" and area == "ANDAHUAYLAS":
        province = "HUAYLAS"
    return {"department": department, "province": province, "district": district}


def canonical(key: FactKey, cell: object) -> str | None:
    """Return a cell as a fact's canonical text, or None where it cannot be that."""
    if key in _DATES:
        day = _date(cell)
        return day.isoformat() if day else None
    if key in _AMOUNTS or key in _PERCENTS:
        number = _number(cell)
        if number is None or number < 0 or (key in _PERCENTS and number > 1000):
            return None
        return f"{number:.2f}" if key in _AMOUNTS else f"{number.quantize(Decimal('0.01')).normalize():f}"
    text = " ".join(str(cell).split())
    return text.upper() if key is FactKey.PUBLIC_STATE else text


def _number(cell: object) -> Decimal | None:
    text = str(cell).strip().removeprefix("S/.").removeprefix("S/").removesuffix("%").strip()
    if "," in text and "." not in text and len(text.rsplit(",", 1)[1]) <= 2:
        text = text.replace(",", ".")
    try:
        number = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip().split()[0]
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def _position(headers: list[str], wanted: tuple[str, ...]) -> int:
    return next((headers.index(name) for name in wanted if name in headers), -1)
