"""Reads the sheets of an XLSForm as rows that know where they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from fieldmonitor.forms.errors import FormError

_SINGLE_COLON = re.compile(r"(?<=label|.hint)(?<!:):(?!:)", re.IGNORECASE)
"""Older workbooks write ``label:English``."""

MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_UNPACKED = 256 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in Excel, and its cells by header as written there."""

    number: int
    cells: Mapping[str, str]

    def get(self, *names: str) -> str:
        """Return the first cell that is filled among these headers, compared without case."""
        for header, value in self.cells.items():
            if value and header.lower() in names:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name as written, its headers in order, its rows that are not empty."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]

    def has(self, *names: str) -> bool:
        """Tell whether one of these headers is there."""
        return any(header.lower() in names for header in self.headers)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook by lower-case name."""

    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet | None:
        """Return a sheet."""
        return self.sheets.get(name)


def read_workbook(path: Path) -> Workbook:
    """Return a workbook's sheets; raises FormError for what is no workbook or far too big."""
    if not path.is_file():
        raise FormError("xlsform.missing", path=str(path))
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise FormError("xlsform.not_xlsx", path=path.name)
    try:
        with ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise FormError("xlsform.too_big", bytes=path.stat().st_size, limit=MAX_UNPACKED)
        import openpyxl  # slow import, and optional

        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except ImportError:
        raise FormError("xlsform.no_converter") from None
    except FormError:
        raise
    except Exception as error:  # noqa: BLE001  # a damaged workbook fails in zipfile and openpyxl in many ways
        raise FormError("xlsform.unreadable", path=path.name, reason=type(error).__name__) from None
    try:
        return Workbook({sheet.title.strip().lower(): _sheet(sheet) for sheet in book.worksheets})
    except FormError:
        raise
    except Exception as error:  # noqa: BLE001  # a damaged sheet fails in openpyxl in many ways
        raise FormError("xlsform.unreadable", path=path.name, reason=type(error).__name__) from None
    finally:
        book.close()


def _sheet(sheet: object) -> Sheet:
    headers: list[str] = []
    rows: list[Row] = []
    for number, cells in _cells(sheet):
        if number > MAX_ROWS:
            raise FormError("xlsform.too_many_rows", limit=MAX_ROWS)
        if not headers:
            headers = [_SINGLE_COLON.sub("::", header) for header in cells]
            continue
        filled = {header: value for header, value in zip(headers, cells, strict=False) if header and value}
        if filled:
            rows.append(Row(number, filled))
    return Sheet(str(getattr(sheet, "title", "")), tuple(header for header in headers if header), tuple(rows))


def _cells(sheet: object) -> Iterator[tuple[int, list[str]]]:
    iterate = getattr(sheet, "iter_rows", None)
    if iterate is None:  # a chart has no cells
        return
    for number, row in enumerate(iterate(values_only=True, max_col=MAX_COLUMNS), 1):
        cells = [_text(value) for value in row]
        if any(cells):
            yield number, cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
