"""The axes of XPath over our nodes; reverse axes give nearest first."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from fieldmonitor.forms.nodes import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    Node,
    child_nodes,
    descendants,
)

Axis: TypeAlias = Callable[[Node], Iterable[Node]]
Test: TypeAlias = Callable[[Node], bool]


def _ancestors(node: Node) -> Iterable[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _siblings_after(node: Node) -> Iterable[Node]:
    if node.parent is None or node.kind == ATTRIBUTE:
        return ()
    siblings = child_nodes(node.parent)
    return siblings[_index(siblings, node) + 1 :]


def _siblings_before(node: Node) -> Iterable[Node]:
    if node.parent is None or node.kind == ATTRIBUTE:
        return ()
    siblings = child_nodes(node.parent)
    return reversed(siblings[: _index(siblings, node)])


def _index(siblings: Iterable[Node], node: Node) -> int:
    return next(index for index, sibling in enumerate(siblings) if sibling is node)


def _following(node: Node) -> Iterable[Node]:
    if node.kind == ATTRIBUTE and node.parent is not None:
        yield from descendants(node.parent)
        node = node.parent
    current: Node | None = node
    while current is not None:
        for sibling in _siblings_after(current):
            yield sibling
            yield from descendants(sibling)
        current = current.parent


def _preceding(node: Node) -> Iterable[Node]:
    current: Node | None = node.parent if node.kind == ATTRIBUTE else node
    while current is not None:
        for sibling in _siblings_before(current):
            yield from reversed(list(descendants(sibling)))
            yield sibling
        current = current.parent


def _self_and(axis: Axis) -> Axis:
    def both(node: Node) -> Iterable[Node]:
        yield node
        yield from axis(node)

    return both


AXES: dict[str, Axis] = {
    "ancestor": _ancestors,
    "ancestor-or-self": _self_and(_ancestors),
    "attribute": lambda node: node.attributes,
    "child": child_nodes,
    "descendant": descendants,
    "descendant-or-self": _self_and(descendants),
    "following": _following,
    "following-sibling": _siblings_after,
    "namespace": lambda node: (),
    "parent": lambda node: () if node.parent is None else (node.parent,),
    "preceding": _preceding,
    "preceding-sibling": _siblings_before,
    "self": lambda node: (node,),
}

REVERSE = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})
FLAT = frozenset({"child", "attribute", "self"})
"""Axes that keep a node-set in document order and free of duplicates, if no node lies within another."""


def node_test(
    test: str, axis: str, key_of: Callable[[str], str], prefix_of: Callable[[str], str]
) -> Test | None:
    """Return the test a step applies, None if every node passes."""
    principal = ATTRIBUTE if axis == "attribute" else ELEMENT
    if test == "node()":
        return None
    if test == "*":
        return lambda node: node.kind == principal
    if test.endswith(":*"):
        namespace = prefix_of(test[:-2])
        return lambda node: node.kind == principal and node.namespace == namespace
    if test.endswith(")"):
        name, _, target = test[:-1].partition("(")
        kind = {"text": TEXT, "comment": COMMENT, "processing-instruction": INSTRUCTION}[name]
        return lambda node: node.kind == kind and (not target or node.local == target)
    key = key_of(test)
    return lambda node: node.kind == principal and node.key == key


__all__ = ["AXES", "DOCUMENT", "FLAT", "REVERSE", "Axis", "Test", "node_test"]
