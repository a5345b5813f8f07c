"""Checks an XLSForm before it goes out: errors and warnings with sheet, row and column, never a traceback."""

import re
from collections.abc import Iterator
from pathlib import Path

from fieldmonitor.forms.authoring.finding import Finding
from fieldmonitor.forms.authoring.logic import check_logic
from fieldmonitor.forms.authoring.structure import check_structure
from fieldmonitor.forms.authoring.survey import Survey, read_options, read_survey
from fieldmonitor.forms.authoring.workbook import Workbook, read_workbook
from fieldmonitor.forms.checklist import Checklist
from fieldmonitor.forms.errors import ChecklistError, CycleError, FormError
from fieldmonitor.forms.xlsform import convert

_ROW = re.compile(r"\[?row\s*:\s*(\d+)\]?|\brow\s+(\d+)", re.IGNORECASE)
_OWN_WORDS = re.compile(
    r"label|translation|survey columns?|choices columns?|max-pixels|form_id|version|duplicate", re.IGNORECASE
)
"""Warnings of the converter that the checks above give in better words, or that mean nothing here."""
_NO_CODE = re.compile(r"machine-readable codes: ([^.]*)\.")
_OLD_PHONES = re.compile(r"(simserial|subscriberid|deviceid|phonenumber) is no longer supported")


def check(path: Path) -> list[Finding]:
    """Return everything found in a workbook, errors first, each once, in the order of the sheets."""
    try:
        book = read_workbook(Path(path))
    except FormError as error:
        return [Finding("error", error.code, params=error.params)]
    survey, options = read_survey(book), read_options(book)
    findings = list(check_structure(book, survey, options))
    sheet = book.sheet("survey")
    if sheet is not None:
        findings += check_logic(sheet, survey, options)
    if not any(finding.severity == "error" for finding in findings):
        findings += _compiled(Path(path), book, survey)
    order = {"error": 0, "warning": 1}
    unique = list({(f.code, f.sheet, f.row, f.column, f.message): f for f in findings}.values())
    return sorted(unique, key=lambda finding: (order[finding.severity], finding.sheet, finding.row))


def _compiled(path: Path, book: Workbook, survey: Survey) -> Iterator[Finding]:
    """Compile the workbook and start it once: what only shows then."""
    try:
        converted = convert(path)
        checklist = Checklist.from_xform(converted.xml)
        session = checklist.start()
    except CycleError as error:
        yield _cycle(error, book, survey)
        return
    except FormError as error:
        row = _row_in(str(error.params.get("reason", "")))
        sheet = book.sheet("survey")
        name = sheet.name if sheet is not None and row else ""
        yield Finding("error", error.code, name, row, params=error.params)
        return
    except ChecklistError as error:
        yield Finding("error", error.code, params=error.params)
        return
    for code, params in checklist.definition.notices:
        yield Finding("warning", code, params=params)
    for view in session.root.walk():
        problem = view.error
        if isinstance(problem, ChecklistError):
            yield Finding("warning", problem.code, *_place(view.ref, book, survey), params=problem.params)
    for warning in converted.warnings:
        yield from _in_our_words(warning, book)


def _in_our_words(warning: str, book: Workbook) -> Iterator[Finding]:
    sheet = book.sheet("survey")
    name, row = (sheet.name if sheet is not None else ""), _row_in(warning)
    no_code, old = _NO_CODE.search(warning), _OLD_PHONES.search(warning)
    if no_code is not None:
        for language in no_code.group(1).split(","):
            yield Finding("warning", "language.no_code", name, 1, params={"language": language.strip()})
    elif old is not None:
        yield Finding("warning", "type.gone", name, row, "type", {"type": old.group(1)})
    elif not _OWN_WORDS.search(warning):
        yield Finding("warning", "xlsform.warning", name if row else "", row, params={"reason": warning})


def _row_in(text: str) -> int:
    match = _ROW.search(text)
    return int(match.group(1) or match.group(2)) if match is not None else 0


def _cycle(error: CycleError, book: Workbook, survey: Survey) -> Finding:
    path = [str(ref) for ref in error.params["path"]] if isinstance(error.params["path"], list) else []
    names = [ref.rpartition("/")[2] for ref in path]
    sheet, row, column = _place(path[0] if path else "", book, survey)
    return Finding("error", "form.cycle", sheet, row, column, {"path": " → ".join(names)})


def _place(ref: str, book: Workbook, survey: Survey) -> tuple[str, int, str]:
    name = re.sub(r"\[\d+\]", "", ref).rpartition("/")[2]
    found = survey.by_name.get(name)
    sheet = book.sheet("survey")
    if not found or sheet is None:
        return "", 0, ""
    column = next((header for header, _ in found[0].expressions.values()), "")
    return sheet.name, found[0].row.number, column


__all__ = ["Finding", "check"]
