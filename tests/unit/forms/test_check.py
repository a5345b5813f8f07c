"""What the check of a workbook finds, and where it says it is."""

import re
from pathlib import Path

import openpyxl
import pytest

from fieldmonitor.forms.check import Finding, check
from fieldmonitor.forms.messages import SENTENCES
from fieldmonitor.system.translations import set_request_language

SURVEY = [
    "type",
    "name",
    "label::Español (es)",
    "label::English (en)",
    "relevant",
    "constraint",
    "calculation",
]
SETTINGS = [["form_id", "version", "form_title"], ["visita", "1", "Visita"]]
CHOICES = [
    ["list_name", "name", "label::Español (es)", "label::English (en)"],
    ["sn", "si", "Sí", "Yes"],
    ["sn", "no", "No", "No"],
]


def workbook(path: Path, survey: list[list[str]], settings: list[list[str]] | None = None) -> Path:
    """Write a workbook whose survey has our usual columns."""
    book = openpyxl.Workbook()
    sheets = {"survey": [SURVEY, *survey], "choices": CHOICES, "settings": settings or SETTINGS}
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    file = path / "form.xlsx"
    book.save(file)
    return file


def found(path: Path, *survey: list[str]) -> list[Finding]:
    """Return the findings of a survey."""
    return check(workbook(path, list(survey)))


GOOD = ["select_one sn", "hay", "¿Hay cartel?", "Is there a sign?"]


def test_a_good_workbook_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD, ["text", "por_que", "¿Por qué?", "Why?", "${hay} = 'no'"]) == []


@pytest.mark.parametrize(
    ("row", "severity", "code", "column"),
    [
        (["text", "a b", "Uno", "One"], "error", "name.invalid", "name"),
        (["text", "hay", "Uno", "One"], "error", "name.twice", "name"),
        (["text", "", "Uno", "One"], "error", "name.missing", "name"),
        (["texto", "q", "Uno", "One"], "error", "type.unknown", "type"),
        (["select_one nada", "q", "Uno", "One"], "error", "list.unknown", "type"),
        (["begin group", "q", "Uno", "One"], "error", "group.unclosed", "type"),
        (["end group", ""], "error", "group.not_begun", "type"),
        (["calculate", "q"], "error", "calculation.missing", "calculation"),
        (["text", "q", "Uno", "One", "${ay} = 'no'"], "error", "reference.unknown", "relevant"),
        (["text", "q", "Uno ${nadie}", "One"], "error", "reference.unknown", "label::Español (es)"),
        (["text", "q", "Uno", "One", "${hay} = "], "error", "xpath.incomplete", "relevant"),
        (["text", "q", "Uno", "One", "${hay} == 'no'"], "error", "xpath.unexpected", "relevant"),
        (["text", "q", "Uno", "One", "selecte(${hay}, 'no')"], "error", "function.unknown", "relevant"),
        (["text", "q", "Uno", "One", "selected(${hay})"], "error", "function.arguments", "relevant"),
        (["text", "q", "Uno", "One", "", "regex(., '(?=a)b')"], "error", "regex.refused", "constraint"),
        (["text", "q", "Uno", "One", "", "regex(., '^(a+)+$')"], "warning", "regex.dangerous", "constraint"),
        (["text", "q", "Uno", "One", "${hay} = 'quizá'"], "warning", "choice.unknown", "relevant"),
        (["text", "q", "Uno", "One", "${hay} = 'no' and false()"], "warning", "relevance.never", "relevant"),
        (
            ["text", "q", "Uno", "One", "${hay} = 'no' and ${hay} = 'si'"],
            "warning",
            "relevance.never",
            "relevant",
        ),
        (["text", "q", "Uno", ""], "warning", "translation.missing", "label::English (en)"),
        (["text", "q", "", ""], "warning", "label.missing", "label"),
        (
            ["text", "q", "Uno", "One", "instance('otro')/root/x = 1"],
            "warning",
            "instance.unknown",
            "relevant",
        ),
    ],
)
def test_each_fault_is_found_where_it_is(
    tmp_path: Path, row: list[str], severity: str, code: str, column: str
) -> None:
    findings = found(tmp_path, GOOD, row)
    match = next((finding for finding in findings if finding.code == code), None)
    assert match is not None, findings
    assert (match.severity, match.sheet, match.row, match.column) == (severity, "survey", 3, column)


def test_a_near_name_is_offered(tmp_path: Path) -> None:
    message = found(tmp_path, GOOD, ["text", "q", "Uno", "One", "${hai} = 'no'"])[0].message
    assert "hai" in message and "hay" in message.partition("hai")[2]


def test_a_cycle_names_its_questions(tmp_path: Path) -> None:
    findings = found(
        tmp_path,
        ["calculate", "uno", "", "", "", "", "${dos} + 1"],
        ["calculate", "dos", "", "", "", "", "${uno} + 1"],
        GOOD,
    )
    cycle = next(finding for finding in findings if finding.code == "form.cycle")
    assert (cycle.severity, cycle.sheet, cycle.row) == ("error", "survey", 2)
    assert cycle.params["path"] == "uno → dos → uno"


def test_our_own_columns_need_their_namespace(tmp_path: Path) -> None:
    file = workbook(tmp_path, [GOOD])
    book = openpyxl.load_workbook(file)
    book["survey"].cell(1, 8, "bind::fm:norm")
    book["survey"].cell(2, 8, "RNE")
    book.save(file)
    assert "column.no_namespace" in {finding.code for finding in check(file)}
    book["settings"].cell(1, 4, "namespaces")
    book["settings"].cell(2, 4, 'fm="urn:example:fm"')
    book.save(file)
    assert check(file) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"<html/>"])
def test_what_is_no_workbook_is_said_plainly(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(content)
    assert [finding.code for finding in check(file)] == ["xlsform.unreadable"]
    assert [finding.code for finding in check(tmp_path / "none.xlsx")] == ["xlsform.missing"]


def test_findings_print_with_their_place(tmp_path: Path) -> None:
    set_request_language("es")
    finding = found(tmp_path, GOOD, ["text", "q", "Uno", "One", "${ay} = 1"])[0]
    assert str(finding).startswith("Error (hoja «survey», fila 3, columna «relevant»): ")
    assert finding.as_dict()["row"] == 3


def test_every_code_has_its_sentence() -> None:
    package = Path(__file__).parents[3] / "fieldmonitor" / "forms"
    used: set[str] = set()
    for source in package.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        used.update(re.findall(r"(?:Error|_failing)\(\s*\"([a-z_]+\.[a-z_]+)\"", text))
        used.update(re.findall(r"append\(\(\"([a-z_]+\.[a-z_]+)\"", text))
        used.update(re.findall(r"\(\s*\"(?:error|warning)\",\s*\"([a-z_]+\.[a-z_]+)\"", text))
    assert len(used) > 60
    assert used - set(SENTENCES) - {"case.unknown_action"} == set()
