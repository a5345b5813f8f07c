"""Finds a node by its ref, ``/data/rows[2]/question``."""

import re

from fieldmonitor.forms.definition import Definition, NodeDef
from fieldmonitor.forms.engine import Engine
from fieldmonitor.forms.errors import AnswerError
from fieldmonitor.forms.instance import FormNode
from fieldmonitor.forms.nodes import COMMENT

_PART = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?\Z")


def find(engine: Engine, definition: Definition, ref: str) -> FormNode:
    """Return the node of a ref; a repeat without a number is its stand-in. Raises AnswerError."""
    parts = ref.strip("/").split("/")
    node = engine.top
    if _PART.match(parts[0]) is None or parts[0] != definition.root.ref[1:]:
        raise AnswerError("ref.unknown", ref=ref)
    for place, part in enumerate(parts[1:], 1):
        match = _PART.match(part)
        if match is None:
            raise AnswerError("ref.unknown", ref=ref)
        node = _child(node, match.group(1), match.group(2), place == len(parts) - 1, ref)
    return node


def _child(node: FormNode, name: str, index: str | None, last: bool, ref: str) -> FormNode:
    definition = _definition(node.definition, name)
    if definition is None:
        raise AnswerError("ref.unknown", ref=ref)
    if name[0] == "@":
        found = [a for a in node.attributes if isinstance(a, FormNode) and a.definition is definition]
        if found:
            return found[0]
        raise AnswerError("ref.unknown", ref=ref)
    if definition.repeat is not None and index is None and last:
        assert node.ranges is not None
        return node.ranges[definition.key]
    rows = node.child_elements(definition.key)
    number = int(index or 1)
    if not 1 <= number <= len(rows):
        raise AnswerError("ref.no_row", ref=ref, rows=len(rows))
    row = rows[number - 1]
    assert isinstance(row, FormNode)
    return row


def _definition(parent: NodeDef, name: str) -> NodeDef | None:
    quick = parent.children.get(name)
    if quick is not None:
        return quick
    inner = (*parent.children.values(), *parent.attributes_bound.values())
    return next((child for child in inner if child.ref.rpartition("/")[2] == name), None)


def is_stand_in(node: FormNode) -> bool:
    """Whether a node stands for a repeat as a whole."""
    return node.kind == COMMENT
