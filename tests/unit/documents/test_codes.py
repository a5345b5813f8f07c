"""QR codes: what they say can be read back, and what is drawn is the code."""

import pytest
import segno

from fieldmonitor.documents.codes import ReportCode, modules, read_report_code, report_code
from fieldmonitor.documents.layout import QUIET, QrCode, Sheet, build
from fieldmonitor.documents.style import MARGIN
from tests.unit.documents import pages, samples

SIDE = 200.0


@pytest.mark.parametrize("manifest", [samples.MANIFEST, None])
@pytest.mark.parametrize("version", [1, 12])
def test_a_reports_code_can_be_read_back(version: int, manifest: str | None) -> None:
    code = report_code(samples.REPORT_ID, version, manifest)
    assert read_report_code(code) == ReportCode(samples.REPORT_ID, version, manifest)
    assert read_report_code(f" {code.lower()}\n") == ReportCode(samples.REPORT_ID, version, manifest)


@pytest.mark.parametrize("text", ["", "https://example.com", "FM1:REPORT:", "FM2:REPORT:x/1:DRAFT"])
def test_other_codes_are_no_reports(text: str) -> None:
    assert read_report_code(text) is None


def test_a_reports_code_is_small() -> None:
    assert segno.make(report_code(samples.REPORT_ID, 1, samples.MANIFEST), error="m").mode == "alphanumeric"
    assert len(modules(report_code(samples.REPORT_ID, 1, samples.MANIFEST))) <= 45


@pytest.mark.parametrize("length", [60, 640, 1800])
def test_what_is_printed_is_the_code(length: int) -> None:
    words = ("Ñandú 123 " * 200)[:length]
    expected = modules(words)
    made = build(Sheet("x", "es", programme=False), lambda: [QrCode(words, SIDE)])
    page = pages.pictures(made)[0]
    step = SIDE / (len(expected) + 2 * QUIET)

    def dark(x: int, y: int) -> int:
        column, row = ((MARGIN + (n + QUIET + 0.5) * step) * pages.SCALE for n in (x, y))
        return int(page.getpixel((int(column), int(row))) < 128)  # type: ignore[operator]

    assert [bytes(dark(x, y) for x in range(len(expected))) for y in range(len(expected))] == list(expected)
