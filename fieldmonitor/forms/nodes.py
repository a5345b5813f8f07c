"""The tree that expressions walk: light nodes, one class for every kind.

A leaf keeps its text in ``value``; a node with children has ``value`` None and its string value is the
text below it. ``key`` is what a name in an expression is compared with: the local name alone for names
in no namespace (or in one declared transparent), ``{namespace}local`` otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence

DOCUMENT, ELEMENT, ATTRIBUTE, TEXT, COMMENT, INSTRUCTION = range(6)

_NONE: list["Node"] = []


class Node:
    """One node of a document: element, attribute, text, comment, instruction or the document itself."""

    __slots__ = (
        "attributes",
        "children",
        "key",
        "kind",
        "local",
        "named",
        "namespace",
        "parent",
        "prefix",
        "value",
    )

    def __init__(self, kind: int, local: str, namespace: str = "", key: str = "", value: str = "") -> None:
        self.kind = kind
        self.local = local
        self.namespace = namespace
        self.key = key or local
        self.prefix: str | None = None
        self.value: str | None = value
        self.parent: Node | None = None
        self.children: list[Node] = _NONE
        self.attributes: list[Node] = _NONE
        self.named: dict[str, list[Node]] | None = None

    def __repr__(self) -> str:
        return f"<{self.key} {self.value!r}>"

    @property
    def qualified(self) -> str:
        """The name as written, with its prefix."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local

    def append(self, child: "Node") -> None:
        """Add a child at the end."""
        if self.children is _NONE:
            self.children = []
            self.value = None
        self.children.append(child)
        child.parent = self
        self.named = None

    def add_attribute(self, attribute: "Node") -> None:
        """Add an attribute node."""
        if self.attributes is _NONE:
            self.attributes = []
        self.attributes.append(attribute)
        attribute.parent = self

    def child_elements(self, key: str) -> list["Node"]:
        """Return the child elements of that name, in document order; the caller must not change the list."""
        named = self.named
        if named is None:
            named = self.named = index_by_name(self.children)
        return named.get(key, _NONE)


def index_by_name(children: Iterable[Node]) -> dict[str, list[Node]]:
    """Group elements by their key, each group in document order."""
    named: dict[str, list[Node]] = {}
    for child in children:
        if child.kind == ELEMENT:
            group = named.get(child.key)
            if group is None:
                named[child.key] = [child]
            else:
                group.append(child)
    return named


def text_of(node: Node) -> str:
    """Return a node's string value as XPath defines it."""
    value = node.value
    return value if value is not None else _deep_text(node)


def _deep_text(node: Node) -> str:
    parts: list[str] = []
    stack: list[Node] = list(reversed(node.children))
    while stack:
        child = stack.pop()
        if child.kind in (ELEMENT, TEXT):
            if child.value is None:
                stack.extend(reversed(child.children))
            else:
                parts.append(child.value)
    return "".join(parts)


class _LeafText(Node):
    """The text node of a leaf: made when an expression asks for it, and then the same each time."""

    __slots__ = ()


def child_nodes(node: Node) -> Sequence[Node]:
    """Return all children, a leaf's text among them."""
    if node.children or not node.value or node.kind != ELEMENT:
        return node.children
    named = node.named
    cached = named.get("#text") if named else None
    if cached is None:
        text = _LeafText(TEXT, "", key="#text", value=node.value)
        text.parent = node
        cached = [text]
        node.named = {"#text": cached}
    cached[0].value = node.value
    return cached


def descendants(node: Node) -> Iterator[Node]:
    """Yield everything below a node in document order."""
    stack: list[Node] = list(reversed(child_nodes(node)))
    while stack:
        current = stack.pop()
        yield current
        if current.kind == ELEMENT:
            stack.extend(reversed(child_nodes(current)))


def root_of(node: Node) -> Node:
    """Return the topmost ancestor."""
    while node.parent is not None:
        node = node.parent
    return node


def in_document_order(nodes: list[Node]) -> list[Node]:
    """Sort nodes of one tree into document order, without duplicates."""
    unique = list({id(node): node for node in nodes}.values())
    if len(unique) < 2:
        return unique
    if len(unique) <= 4:
        return sorted(unique, key=_path_key)
    return _order_by_walk(unique)


def _path_key(node: Node) -> tuple[int, ...]:
    path: list[int] = []
    while node.parent is not None:
        parent = node.parent
        if node.kind == ATTRIBUTE:
            path.append(parent.attributes.index(node) - len(parent.attributes))
        elif isinstance(node, _LeafText):
            path.append(0)
        else:
            path.append(parent.children.index(node))
        node = parent
    return tuple(reversed(path))


def _order_by_walk(nodes: list[Node]) -> list[Node]:
    wanted = {id(node) for node in nodes}
    roots = list({id(root): root for root in map(root_of, nodes)}.values())
    ordered: list[Node] = []
    for root in roots:
        if id(root) in wanted:
            ordered.append(root)
        for node in (root, *descendants(root)):
            if node is not root and id(node) in wanted:
                ordered.append(node)
            ordered.extend(attribute for attribute in node.attributes if id(attribute) in wanted)
    return ordered
