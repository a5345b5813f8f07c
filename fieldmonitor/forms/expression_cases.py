"""Runs recorded expression cases: one expression on one document, one expected value each."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fieldmonitor.forms.errors import ChecklistError, EvaluationError
from fieldmonitor.forms.nodes import (
    ATTRIBUTE,
    COMMENT,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    Node,
    child_nodes,
    descendants,
)
from fieldmonitor.forms.xmlio import XFORMS, document_node, parse_xml
from fieldmonitor.forms.xpath.compiler import Compiler, to_text
from fieldmonitor.forms.xpath.runtime import Context, Environment, to_number
from fieldmonitor.forms.xpath.values import Value, truth

Case = Mapping[str, Any]


class _CaseEnvironment(Environment):
    """Instances and translations that stand in the case's own document."""

    def __init__(self, document: Node, language: str | None) -> None:
        self._document = document
        self._language = language

    def now(self) -> datetime:
        return datetime.now(UTC)

    def instance(self, name: str) -> Node | None:
        for node in descendants(self._document):
            if node.kind == ELEMENT and node.local == "instance" and _attribute(node, "id") == name:
                return node
        return None

    def itext(self, key: str) -> str:
        translations = [n for n in descendants(self._document) if n.local == "translation"]
        chosen = [n for n in translations if _attribute(n, "lang") == self._language]
        default = [n for n in translations if _attribute(n, "default") is not None]
        for translation in chosen or default or translations:
            for text in translation.children:
                if text.kind == ELEMENT and _attribute(text, "id") == key:
                    values = [c for c in text.children if c.local == "value"]
                    return _text(values[0]) if values else ""
        raise EvaluationError("itext.unknown", id=key)


def _text(node: Node) -> str:
    return node.value if node.value is not None else "".join(c.value or "" for c in node.children)


def _attribute(node: Node, name: str) -> str | None:
    return next((a.value for a in node.attributes if a.local == name), None)


def run_expression_case(case: Case) -> tuple[bool, object]:
    """Return whether a case holds, and what was got instead of what it expects."""
    plain = case["evaluator"] == "native"
    transparent = frozenset() if plain else frozenset({XFORMS})
    kind = case["type"]
    try:
        document = document_node(parse_xml(case["context_xml"], allow_dtd=True), transparent)
        compiler = Compiler(case["namespaces"] or {}, plain=plain, transparent=transparent)
        root = _find(document, case["root_path"])
        context = Context(root, _CaseEnvironment(document, case["lang"]), ZoneInfo(case["tz"]))
        node = _find(document, case["context_path"])
        context.current = node
        got = compiler.compile(case["expr"]).run(node, context)
        value = _as_kind(got, kind, context, compiler)
    except ChecklistError as error:
        return kind == "error", str(error)
    return _holds(value, case), value


def _as_kind(got: Value, kind: str, context: Context, compiler: Compiler) -> object:
    if kind == "boolean":
        return truth(got)
    if kind in ("number", "number_rounded"):
        return to_number(got, context, compiler.read)
    if kind.startswith("nodeset"):
        if not isinstance(got, list):
            raise EvaluationError("type.nodes", found=type(got).__name__)
        return [_path_of(node) for node in got]
    text = to_text(got, context, compiler.invalid)
    return text[:10] if kind == "date" else text


def _holds(value: object, case: Case) -> bool:
    wanted = case["expected"]
    match case["type"]:
        case "error":
            return False
        case "number":
            assert isinstance(value, float)
            return _same_number(value, wanted, max(case.get("tolerance") or 0.0, 1e-9))
        case "number_rounded":
            assert isinstance(value, float)
            rounded = math.floor(value * case["factor"] + 0.5) / case["factor"]
            return _same_number(rounded, wanted, 1e-15)
        case "string_matches":
            return re.search(wanted, str(value)) is not None
        case "string_length":
            return len(str(value)) == int(wanted)
        case "nodeset_unordered":
            assert isinstance(value, list)
            return sorted(value) == sorted(map(str, wanted))
        case _:
            return bool(value == wanted)


_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def _same_number(value: float, wanted: float | str, tolerance: float) -> bool:
    number: float = _SPECIAL[wanted] if isinstance(wanted, str) else float(wanted)
    if math.isnan(number) or math.isinf(number):
        return value == number or (math.isnan(number) and math.isnan(value))
    if number == 0 and isinstance(wanted, str):
        return value == 0 and math.copysign(1, value) < 0
    return math.isclose(value, number, rel_tol=1e-12, abs_tol=tolerance)


_PART = re.compile(r"(@)?([^\[\]]+?)(?:\[(\d+)\])?\Z")


def _find(document: Node, path: str) -> Node:
    node = document
    for part in path.split("/"):
        if not part:
            continue
        match = _PART.match(part)
        assert match is not None, path
        node = _children(node, match.group(1), match.group(2))[int(match.group(3) or 1) - 1]
    return node


_KINDS = {"*": ELEMENT, "text()": TEXT, "comment()": COMMENT, "processing-instruction()": INSTRUCTION}


def _children(node: Node, at: str | None, test: str) -> list[Node]:
    if at:
        return [
            a for a in node.attributes if test in (a.local, a.key, "*") or a.local == test.partition(":")[2]
        ]
    return [child for child in child_nodes(node) if child.kind == _KINDS[test]]


def _path_of(node: Node) -> str:
    parts: list[str] = []
    while node.parent is not None:
        if node.kind == ATTRIBUTE:
            parts.append(f"@{{{node.namespace}}}{node.local}" if node.namespace else f"@{node.local}")
        else:
            alike = [child for child in child_nodes(node.parent) if child.kind == node.kind]
            name = next(test for test, kind in _KINDS.items() if kind == node.kind)
            parts.append(f"{name}[{next(i for i, child in enumerate(alike, 1) if child is node)}]")
        node = node.parent
    return "/" + "/".join(reversed(parts))
