"""Plain XPath 1.0 against libxml2: random documents, random expressions, the same answers."""

import math
import os
from datetime import UTC
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fieldmonitor.forms.nodes import ELEMENT, Node, descendants
from fieldmonitor.forms.xmlio import document_node, parse_xml
from fieldmonitor.forms.xpath.compiler import Compiler
from fieldmonitor.forms.xpath.runtime import Context, Environment

EXAMPLES = int(os.environ.get("FORMS_EXAMPLES", "150"))
NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.sampled_from(["", "1", "2", " 3 ", "-4", "x", "a b", "1.5"])
AXES = st.sampled_from(
    ["", "", "", "descendant::", "ancestor::", "parent::", "following-sibling::", "preceding-sibling::",
     "following::", "preceding::", "self::", "ancestor-or-self::", "descendant-or-self::"]
)  # fmt: skip


def trees(depth: int = 3) -> st.SearchStrategy[str]:
    """Documents as text, with mixed content."""
    leaf = st.builds(lambda name, text, x: f"<{name} x='{x}'>{text}</{name}>", NAMES, TEXTS, TEXTS)
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda name, text, children: f"<{name}>{text}{''.join(children)}{text}</{name}>",
            NAMES,
            TEXTS,
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=8,
    )


@cache
def paths(depth: int) -> st.SearchStrategy[str]:
    steps = st.builds(
        lambda axis, test, predicate: f"{axis}{test}{predicate}",
        AXES,
        st.sampled_from(["a", "b", "*", "node()", "text()"]),
        st.just("") if depth == 0 else st.just("") | predicates(depth - 1).map(lambda text: f"[{text}]"),
    )
    start = st.sampled_from(["", "/", "//", ".//", "../"])
    return st.builds(
        lambda first, rest: first + "/".join(rest), start, st.lists(steps, min_size=1, max_size=3)
    )


@cache
def predicates(depth: int) -> st.SearchStrategy[str]:
    return (
        st.integers(1, 3).map(str)
        | st.sampled_from(
            ["last()", "position() > 1", "position() = last()", "@x", "@x = '1'", "not(*)", "text()"]
        )
        | st.builds(lambda path: f"{path} = '1'", paths(depth))
        | st.builds(lambda path, number: f"count({path}) > {number}", paths(depth), st.integers(0, 2))
    )


@cache
def expressions() -> st.SearchStrategy[str]:
    path = paths(1)
    numbers = (
        st.integers(-3, 5).map(str)
        | st.builds(lambda p: f"count({p})", path)
        | st.builds(lambda p: f"sum({p})", path)
        | st.builds(lambda p: f"number({p})", path)
        | st.builds(lambda p: f"string-length({p})", path)
    )
    arithmetic = st.recursive(
        numbers,
        lambda inner: (
            st.builds(
                lambda one, operator, two: f"({one} {operator} {two})",
                inner,
                st.sampled_from(["+", "-", "*", "div", "mod"]),
                inner,
            )
            | st.builds(
                lambda name, one: f"{name}({one})", st.sampled_from(["floor", "ceiling", "round"]), inner
            )
        ),
        max_leaves=3,
    )
    texts = (
        st.builds(lambda p: f"string({p})", path)
        | st.builds(lambda p, q: f"concat({p}, '-', {q})", path, path)
        | st.builds(lambda p: f"normalize-space({p})", path)
        | st.builds(lambda p, n: f"substring({p}, {n}, 2)", path, st.integers(-1, 3))
        | st.builds(lambda p: f"translate({p}, 'a1x', 'b2')", path)
        | st.builds(lambda p: f"substring-before({p}, ' ')", path)
        | st.builds(lambda p: f"local-name({p})", path)
    )
    operand = path | arithmetic | texts | st.sampled_from(["'1'", "'x'", "true()", "2"])
    compare = st.builds(
        lambda one, operator, two: f"{one} {operator} {two}",
        operand,
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        operand,
    )
    logic = st.builds(
        lambda one, how, two: f"({one}) {how} ({two})", compare, st.sampled_from(["and", "or"]), compare
    )
    return path | st.builds(lambda p, q: f"{p} | {q}", path, path) | arithmetic | texts | compare | logic


def _position(nodes: list[Node], wanted: Node) -> object:
    return next((number for number, node in enumerate(nodes) if node is wanted), "text")


@settings(max_examples=EXAMPLES)
@given(xml=trees(), expression=expressions(), place=st.integers(0, 5))
def test_plain_xpath_agrees_with_libxml2(xml: str, expression: str, place: int) -> None:
    root = etree.fromstring(f"<r>{xml}</r>")
    theirs = list(root.iter())
    document = document_node(parse_xml(f"<r>{xml}</r>"))
    ours = [node for node in descendants(document) if node.kind == ELEMENT]
    at = place % len(theirs)
    context = Context(document, Environment(), UTC)
    context.current = ours[at]
    wanted = theirs[at].xpath(expression)
    got = Compiler(plain=True).compile(expression).run(ours[at], context)
    if isinstance(wanted, list):
        assert isinstance(got, list)
        shown = [theirs.index(node) if isinstance(node, etree._Element) else "text" for node in wanted]
        found = [_position(ours, node) for node in got if node is not document]
        assert found == shown
    elif isinstance(wanted, float) and math.isnan(wanted):
        assert isinstance(got, float) and math.isnan(got)
    else:
        assert got == wanted
