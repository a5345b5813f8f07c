"""QR codes: what they say, and their modules."""

import re
from dataclasses import dataclass

_REPORT = re.compile(r"FM1:REPORT:([0-9A-F-]{36})/(\d{1,6}):([0-9A-F]{64}|DRAFT)")


@dataclass(frozen=True, slots=True)
class ReportCode:
    """What a printed report's QR code names; `manifest_sha256` is None for a draft."""

    report_id: str
    version: int
    manifest_sha256: str | None


def report_code(report_id: str, version: int, manifest_sha256: str | None) -> str:
    """Return the text of a report's QR code: capitals and digits alone, which make a small code."""
    return f"FM1:REPORT:{report_id}/{version}:{manifest_sha256 or 'DRAFT'}".upper()


def read_report_code(text: str) -> ReportCode | None:
    """Return what a report's QR code says; None where a text is no such code."""
    match = _REPORT.fullmatch(text.strip().upper())
    if match is None:
        return None
    manifest = None if match[3] == "DRAFT" else match[3].lower()
    return ReportCode(match[1].lower(), int(match[2]), manifest)


def modules(text: str) -> tuple[bytes, ...]:
    """Return a QR code's rows, a byte per module: 1 is dark. No quiet zone around it."""
    import segno  # slow import: only where a code is drawn

    return tuple(bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix)
