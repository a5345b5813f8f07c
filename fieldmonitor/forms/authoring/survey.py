"""What a survey's rows mean: questions, groups, lists, and which expressions they hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fieldmonitor.forms.authoring.workbook import Row, Workbook

BEGIN = re.compile(r"begin[ _](group|repeat|loop)\Z")
END = re.compile(r"end[ _](group|repeat|loop)\Z")
_SELECT_KINDS = (
    r"select_one_from_file|select_multiple_from_file|select_one_external|select_one|select_multiple|rank|osm",
    r"select one from|select multiple from|select one|select multiple|select1",
    r"select all that apply from|select all that apply",
)
SELECT = re.compile(rf"({'|'.join(_SELECT_KINDS)})\s+(\S+)(\s+or[_ ](?:specify )?other)?\Z")
REFERENCE = re.compile(r"\$\{\s*(last-saved#)?([^}]*?)\s*\}")
EXPRESSIONS = {
    "relevant": ("relevant", "bind::relevant"),
    "constraint": ("constraint", "bind::constraint"),
    "calculation": ("calculation", "calculate", "bind::calculate"),
    "required": ("required", "bind::required"),
    "readonly": ("readonly", "read_only", "bind::readonly"),
    "choice_filter": ("choice_filter",),
    "repeat_count": ("repeat_count", "count", "jr:count"),
}
"""Columns that hold expressions, each with the headers it goes by."""

HIDDEN = frozenset(
    {
        "calculate",
        "hidden",
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "email",
        "phonenumber",
        "simserial",
        "subscriberid",
        "audit",
        "csv-external",
        "xml-external",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "xml_external",
        "csv_external",
        "imei",
    }
)
"""Types that show nothing."""

TYPES = HIDDEN | {
    "text",
    "string",
    "integer",
    "int",
    "decimal",
    "date",
    "time",
    "datetime",
    "date_time",
    "geopoint",
    "geotrace",
    "geoshape",
    "barcode",
    "image",
    "photo",
    "audio",
    "video",
    "file",
    "note",
    "acknowledge",
    "trigger",
    "range",
    "phone number",
    "osm",
    "phone",
    "uri:deviceid",
    "select_one",
    "add text prompt",
    "url",
    "device id",
    "sim id",
    "add date prompt",
    "get today",
    "get start time",
    "get end time",
    "signature",
    "annotate",
    "draw",
}
"""Question types that need no list."""


@dataclass(slots=True)
class Question:
    """A row of the survey that makes a node."""

    row: Row
    kind: str
    """``group``, ``repeat``, or the question type without its list."""
    name: str
    path: str
    list_name: str = ""
    parent: "Question | None" = None
    or_other: bool = False
    from_file: bool = False
    expressions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Column → (header as written, expression)."""

    @property
    def shown(self) -> bool:
        """Whether a person sees it."""
        return self.kind not in HIDDEN

    def ancestors(self) -> "Iterator[Question]":
        """Yield the groups around it, nearest first."""
        current = self.parent
        while current is not None:
            yield current
            current = current.parent


@dataclass(slots=True)
class Survey:
    """The questions in order, and those of each name."""

    questions: list[Question] = field(default_factory=list)
    by_name: dict[str, list[Question]] = field(default_factory=dict)
    unbalanced: list[tuple[str, Row]] = field(default_factory=list)
    """Groups that begin and do not end, and ends without a beginning, as (code, row)."""
    untyped: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Option:
    """A row of the choices."""

    row: Row
    value: str


def read_survey(book: Workbook) -> Survey:
    """Return what the survey sheet says; odd rows are kept for the checks."""
    survey = Survey()
    sheet = book.sheet("survey")
    stack: list[Question] = []
    for row in sheet.rows if sheet is not None else ():
        kind = " ".join(row.get("type").split())
        name = row.get("name", "value")
        if not kind:
            survey.untyped.append(row)
        elif END.match(kind.lower()):
            _end(survey, stack, row, kind.lower())
        else:
            question = _question(row, kind, name, stack[-1] if stack else None)
            survey.questions.append(question)
            if name:
                survey.by_name.setdefault(name, []).append(question)
            if BEGIN.match(kind.lower()):
                stack.append(question)
    survey.unbalanced.extend(("group.unclosed", question.row) for question in stack)
    return survey


def _end(survey: Survey, stack: list[Question], row: Row, kind: str) -> None:
    match = END.match(kind)
    wanted = match.group(1) if match is not None else ""
    if not stack:
        survey.unbalanced.append(("group.not_begun", row))
    elif stack[-1].kind != wanted:
        survey.unbalanced.append(("group.crossed", row))
        stack.pop()
    else:
        stack.pop()


def _question(row: Row, kind: str, name: str, parent: Question | None) -> Question:
    path = f"{parent.path if parent is not None else '/data'}/{name}"
    begin, select = BEGIN.match(kind.lower()), SELECT.match(kind)
    if begin is not None:
        question = Question(row, begin.group(1), name, path, parent=parent)
    elif select is not None:
        question = Question(row, select.group(1), name, path, select.group(2), parent, bool(select.group(3)))
        question.from_file = "from_file" in select.group(1) or select.group(2).endswith(
            (".csv", ".xml", ".geojson")
        )
    else:
        question = Question(row, kind.lower(), name, path, parent=parent)
    for column, headers in EXPRESSIONS.items():
        for header, value in row.cells.items():
            if header.lower() in headers and value:
                question.expressions[column] = (header, value)
    return question


def read_options(book: Workbook) -> dict[str, list[Option]]:
    """Return the choices by list."""
    found: dict[str, list[Option]] = {}
    sheet = book.sheet("choices")
    for row in sheet.rows if sheet is not None else ():
        name = row.get("list_name", "list name")
        if name:
            found.setdefault(name, []).append(Option(row, row.get("name", "value")))
    return found


def settings_of(book: Workbook) -> Mapping[str, str]:
    """Return the first row of the settings sheet, by lower-case header."""
    sheet = book.sheet("settings")
    if sheet is None or not sheet.rows:
        return {}
    return {header.lower(): value for header, value in sheet.rows[0].cells.items()}
