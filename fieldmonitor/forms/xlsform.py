"""Compiles XLSForm workbooks with pyxform; only coordinators need this."""

from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.forms.errors import FormError

MAX_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Converted:
    """A compiled workbook and the converter's own warnings."""

    xml: bytes
    warnings: tuple[str, ...]


def convert(path: Path) -> Converted:
    """Return an XLSForm as XForm; raises FormError with the converter's words as ``reason``."""
    path = Path(path)
    if not path.is_file():
        raise FormError("xlsform.missing", path=str(path))
    if path.stat().st_size > MAX_BYTES:
        raise FormError("xlsform.too_big", bytes=path.stat().st_size, limit=MAX_BYTES)
    try:
        from pyxform.xls2xform import convert as pyxform_convert  # slow import, and optional
    except ImportError:
        raise FormError("xlsform.no_converter") from None
    try:
        result = pyxform_convert(path, validate=False, pretty_print=False)
    except Exception as error:  # pyxform raises many kinds for a wrong workbook
        raise FormError("xlsform.refused", reason=str(error) or type(error).__name__) from error
    return Converted(result.xform.encode(), tuple(result.warnings))
