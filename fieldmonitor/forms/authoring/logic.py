"""Checks of the expressions in a workbook: they read well, name what is there, and can come true."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fieldmonitor.forms.authoring.finding import Finding
from fieldmonitor.forms.authoring.survey import REFERENCE, Option, Question, Survey
from fieldmonitor.forms.authoring.workbook import Row, Sheet
from fieldmonitor.forms.errors import ChecklistError, EvaluationError, ExpressionError
from fieldmonitor.forms.patterns import is_dangerous
from fieldmonitor.forms.xpath.analysis import walk
from fieldmonitor.forms.xpath.functions import FUNCTIONS
from fieldmonitor.forms.xpath.functions.texts import compile_pattern
from fieldmonitor.forms.xpath.parser import parse
from fieldmonitor.forms.xpath.tree import Binary, Call, Expression, Literal, Number, Path

_TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
"""The converter mends the quotes that a word processor bends."""
_YES_NO = frozenset({"yes", "no", "true", "false", "true()", "false()"})


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an expression stands."""

    sheet: str
    row: int
    column: str

    def finding(self, severity: str, code: str, **params: object) -> Finding:
        """Return a finding at this cell."""
        return Finding(
            "error" if severity == "error" else "warning", code, self.sheet, self.row, self.column, params
        )


def check_logic(sheet: Sheet, survey: Survey, options: Mapping[str, list[Option]]) -> Iterator[Finding]:
    """Yield what is wrong in the expressions and references of a survey."""
    instances = {q.name for q in survey.questions if q.kind in ("csv-external", "xml-external")}
    instances.update(options)
    instances.update(
        question.list_name.rpartition(".")[0] for question in survey.questions if question.from_file
    )
    checker = _Checker(survey, options, instances)
    for question in survey.questions:
        for column, (header, text) in question.expressions.items():
            if column in ("required", "readonly") and text.lower() in _YES_NO:
                continue
            cell = Cell(sheet.name, question.row.number, header)
            yield from checker.expression(cell, question, column, text)
        yield from _check_texts(sheet, question.row, survey)
        yield from checker.reachable(Cell(sheet.name, question.row.number, "relevant"), question)


def _check_texts(sheet: Sheet, row: Row, survey: Survey) -> Iterator[Finding]:
    for header, value in row.cells.items():
        if header.lower().partition("::")[0] in _TEXTS or header.lower() in ("default", "trigger"):
            cell = Cell(sheet.name, row.number, header)
            yield from _check_references(cell, value, survey)


def _check_references(cell: Cell, text: str, survey: Survey) -> Iterator[Finding]:
    for match in REFERENCE.finditer(text):
        name = match.group(2)
        found = survey.by_name.get(name)
        if not found:
            near = _nearest(name, survey.by_name)
            yield cell.finding("error", "reference.unknown", name=name, near=near)
        elif len(found) > 1:
            yield cell.finding("error", "reference.ambiguous", name=name)
    if "${" in REFERENCE.sub("", text):
        yield cell.finding("error", "reference.unclosed", text=text)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(name, known, n=1)), "")


class _Checker:
    def __init__(self, survey: Survey, options: Mapping[str, list[Option]], instances: set[str]) -> None:
        self._survey = survey
        self._options = options
        self._instances = instances
        self._never: dict[int, str] = {}

    def expression(self, cell: Cell, question: Question, column: str, text: str) -> Iterator[Finding]:
        references = list(_check_references(cell, text, self._survey))
        yield from references
        try:
            tree = parse(self._with_paths(text))
        except ExpressionError as error:
            if not references:
                found = str(error.params.get("found") or "")
                yield cell.finding("error", error.code, found=found, expression=text)
            return
        yield from self._calls(cell, tree)
        yield from self._choices(cell, tree)
        if column == "relevant" and _constant(tree) is False:
            self._never[id(question)] = "relevance.never"
        if column == "constraint" and _constant(tree) is False:
            yield cell.finding("warning", "constraint.never", name=question.name)

    def _with_paths(self, text: str) -> str:
        def path(match: re.Match[str]) -> str:
            found = self._survey.by_name.get(match[2])
            return found[0].path if found else "/data/unknown"

        return REFERENCE.sub(path, text.translate(_STRAIGHT))

    def _calls(self, cell: Cell, tree: Expression) -> Iterator[Finding]:
        for call in walk(tree):
            if not isinstance(call, Call):
                continue
            function = FUNCTIONS.get(call.name)
            if function is None:
                yield cell.finding(
                    "error", "function.unknown", name=call.name, near=_nearest(call.name, FUNCTIONS)
                )
            elif not function.fewest <= len(call.arguments) <= function.most:
                yield cell.finding("error", "function.arguments", name=call.name, given=len(call.arguments))
            elif call.name == "regex" and isinstance(call.arguments[1], Literal):
                yield from _pattern(cell, call.arguments[1].value)
            elif call.name == "instance":
                name = call.arguments[0]
                if isinstance(name, Literal) and name.value not in self._instances:
                    yield cell.finding("warning", "instance.unknown", id=name.value)

    def _choices(self, cell: Cell, tree: Expression) -> Iterator[Finding]:
        """A comparison of a select with a value that its list does not have can never come true."""
        for part in walk(tree):
            pair = _select_and_value(part)
            if pair is None:
                continue
            path, value = pair
            ref = "/" + "/".join(step.test for step in path.steps)
            for question in self._survey.questions:
                if question.path == ref and question.list_name in self._options and not question.or_other:
                    offered = {option.value for option in self._options[question.list_name]}
                    if value and value not in offered:
                        yield cell.finding(
                            "warning",
                            "choice.unknown",
                            value=value,
                            name=question.name,
                            list=question.list_name,
                        )

    def reachable(self, cell: Cell, question: Question) -> Iterator[Finding]:
        """A question is never asked if its own condition, or that of a group around it, is always false."""
        if id(question) in self._never and question.shown:
            yield cell.finding("warning", "relevance.never", name=question.name)


def _select_and_value(part: Expression) -> tuple[Path, str] | None:
    match part:
        case Binary("=", Path(True, None) as path, Literal(value)) | Binary(
            "=", Literal(value), Path(True, None) as path
        ):
            return path, value
        case Call("selected", (Path(True, None) as path, Literal(value))):
            return path, value
    return None


def _pattern(cell: Cell, pattern: str) -> Iterator[Finding]:
    try:
        compile_pattern(pattern)
    except EvaluationError as error:
        yield cell.finding("error", "regex.refused", pattern=pattern, reason=error.params.get("reason", ""))
        return
    if is_dangerous(pattern):
        yield cell.finding("warning", "regex.dangerous", pattern=pattern)


def _constant(tree: Expression) -> bool | None:
    """Return the value of a condition that depends on nothing, None if it depends on something."""
    if any(isinstance(part, Path) for part in walk(tree)):
        return _constant_conjunct(tree)
    if any(isinstance(part, Call) and part.name not in _PURE for part in walk(tree)):
        return None
    from datetime import UTC

    from fieldmonitor.forms.nodes import DOCUMENT, Node
    from fieldmonitor.forms.xpath.compiler import Compiler
    from fieldmonitor.forms.xpath.runtime import Context, Environment

    node = Node(DOCUMENT, "")
    try:
        return Compiler().boolean(tree)(node, Context(node, Environment(), UTC))
    except ChecklistError:
        return None


def _constant_conjunct(tree: Expression) -> bool | None:
    """``x and false()`` is false whatever x is; so is a text compared with two different values at once."""
    if isinstance(tree, Binary) and tree.operator == "and":
        if False in (_constant(tree.left), _constant(tree.right)):
            return False
        equal: dict[object, object] = {}
        for part in _conjuncts(tree):
            match part:
                case Binary("=", Path(_, None) as path, (Literal() | Number()) as value):
                    if equal.setdefault(path, value) != value:
                        return False
    return None


def _conjuncts(tree: Expression) -> Iterator[Expression]:
    from fieldmonitor.forms.xpath.analysis import conjuncts

    return conjuncts(tree)


_PURE = frozenset(
    [
        "true",
        "false",
        "not",
        "boolean",
        "number",
        "string",
        "concat",
        "if",
        "coalesce",
        "contains",
        "starts-with",
        "round",
        "int",
    ]
)
