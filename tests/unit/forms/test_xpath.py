"""Expressions of forms, one by one: the functions of ODK XForms, dates as numbers, paths, mistakes."""

import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fieldmonitor.forms import EvaluationError, ExpressionError
from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.xmlio import document_node, parse_xml
from fieldmonitor.forms.xpath.compiler import Compiler, to_text
from fieldmonitor.forms.xpath.parser import parse
from fieldmonitor.forms.xpath.runtime import Context, Environment
from fieldmonitor.forms.xpath.values import truth

DATA = """<data><a>1</a><b>x y</b><empty/><date>2026-11-22</date>
<row><q>1</q><t>uno</t></row><row><q>2</q><t>dos</t></row><row><q>4</q><t>cuatro</t></row></data>"""


class Clock(Environment):
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def evaluate(expression: str, at: str = "/data/a") -> tuple[object, Context, Compiler]:
    """Return an expression's value at a node."""
    document = document_node(parse_xml(DATA), whole=False)
    compiler = Compiler()
    context = Context(document, Clock(), ZoneInfo("America/Lima"))
    node = compiler.as_nodes(compiler.compile(at))(document, context)[0]
    context.current = node
    return compiler.compile(expression).run(node, context), context, compiler


def text(expression: str, at: str = "/data/a") -> str:
    """Return an expression as text."""
    value, context, compiler = evaluate(expression, at)
    assert isinstance(value, (float, str, bool, list))
    return to_text(value, context, compiler.invalid)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("7 mod 3 - 1", "0"),
        ("1div2", "0.5"),
        ("-(2) - -3", "1"),
        ("1 div 0", "Infinity"),
        ("1 * /data/empty", ""),
        ("coalesce(1 * /data/empty, 'none')", "none"),
        ("string(number('NaN'))", "NaN"),
        ("round(-1.5)", "-2"),
        ("round(2.345, 2)", "2.35"),
        ("int('-2.9')", "-2"),
        ("pow(2, 10)", "1024"),
        ("if(/data/a = 1, 'sí', 'no')", "sí"),
        ("sum(/data/row/q)", "7"),
        ("max(/data/row/q, 3)", "4"),
        ("min(/data/row/q)", "1"),
        ("count(/data/row[q > 1])", "2"),
        ("count-non-empty(/data/*)", "6"),
        ("/data/row[2]/t", "dos"),
        ("/data/row[position() = last()]/t", "cuatro"),
        ("/data/row[q = current()]/t", "uno"),
        ("/data/row[t = 'dos' and q = 2]/q", "2"),
        ("indexed-repeat(/data/row/t, /data/row, 3)", "cuatro"),
        ("join(', ', /data/row/t)", "uno, dos, cuatro"),
        ("concat(/data/row/q, '!')", "124!"),
        ("selected(/data/b, 'y')", "true"),
        ("selected-at(/data/b, 1)", "y"),
        ("count-selected(/data/b)", "2"),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -2)", "lo"),
        ("substring('12345', 2, 3)", "234"),
        ("translate('abc', 'ab', 'x')", "xc"),
        ("normalize-space('  a   b ')", "a b"),
        ("regex('a12', '[0-9]{2}')", "true"),
        ("boolean-from-string('1')", "true"),
        ("checklist(1, 2, true(), false(), true())", "true"),
        ("weighted-checklist(3, 5, true(), 2, true(), 2)", "true"),
        ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        ("base64-decode('SGVsbG8=')", "Hello"),
        ("today()", "2026-11-22"),
        ("now()", "2026-11-22T10:30:00.000-05:00"),
        ("date('2026-1-2')", "2026-01-02"),
        ("date(today() + 1)", "2026-11-23"),
        ("/data/date < today()", "false"),
        ("today() - date('2026-11-20')", "2"),
        ("format-date(/data/date, '%e/%n/%Y %b')", "22/11/2026 Nov"),
        ("format-date-time(now(), '%H:%M')", "10:30"),
        ("decimal-time('06:00:00.000')", "0.25"),
        ("area('0 0;0 1;1 1;1 0;0 0') > 12000000000", "true"),
        ("distance('0 0 0 0;0 1 0 0') > 111000", "true"),
        ("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')", "true"),
        ("once('a')", "1"),
        ("name(..)", "data"),
        ("string-length(uuid())", "36"),
        ("(/data/row/t | /data/b)[1]", "x y"),
    ],
)
def test_expressions(expression: str, expected: str) -> None:
    assert text(expression) == expected


def test_positions_count_rows_of_one_name() -> None:
    assert text("position(..)", "/data/row[3]/q") == "3"
    assert text("../t", "/data/row[2]/q") == "dos"


def test_or_and_if_do_not_evaluate_what_they_need_not() -> None:
    for expression in ("true() or nosuch()", "not(false() and nosuch())", "if(true(), true(), nosuch())"):
        value, _, _ = evaluate(expression)
        assert isinstance(value, bool) and truth(value)


@pytest.mark.parametrize(
    "expression", ["nosuch(1)", "selected('a')", "digest('a', 'CRC')", "count('a')", "date('x')"]
)
def test_what_cannot_be_computed_says_so(expression: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(expression)


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("1 +", "xpath.incomplete", 3),
        ("a == b", "xpath.unexpected", 3),
        ("concat('a', 'b", "xpath.unexpected", 12),
        ("(1", "xpath.incomplete", 2),
        ("a[1", "xpath.incomplete", 3),
        ("", "xpath.incomplete", 0),
        ("(" * 200 + "1" + ")" * 200, "xpath.too_deep", 81),
    ],
)
def test_mistakes_are_found_where_they_are(expression: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(expression)
    assert (caught.value.code, caught.value.params["position"]) == (code, position)


def test_long_chains_need_no_stack() -> None:
    many = " or ".join(["/data/a = 'no'"] * 2000) + " or /data/a = 1"
    assert text(many) == "true"
    assert text("+".join(["1"] * 5000)) == "5000"


def test_a_number_that_is_none_is_never_equal() -> None:
    value, _, _ = evaluate("number(/data/b)")
    assert isinstance(value, float) and math.isnan(value)
    assert text("number(/data/b) = number(/data/b)") == "false"


def test_the_text_of_a_leaf_is_one_node_each_time() -> None:
    found, _, _ = evaluate("/data/a/text() | /data/a/text()")
    assert isinstance(found, list) and len(found) == 1 and isinstance(found[0], Node)
