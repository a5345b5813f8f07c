"""A session's data: nodes that carry their state, and the seeds they grow from."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fieldmonitor.forms.definition import NodeDef
from fieldmonitor.forms.nodes import ATTRIBUTE, COMMENT, DOCUMENT, ELEMENT, Node
from fieldmonitor.forms.types import fit
from fieldmonitor.forms.xmlio import JAVAROSA, XmlElement, key_for, split_tag


class Seed(NamedTuple):
    """What an element is made from: its definition, its value, what stands in it."""

    definition: NodeDef
    value: str
    children: tuple["Seed", ...]
    attributes: tuple[tuple[str, str, str], ...]


class Choice(NamedTuple):
    """An option of a select, with what it shows in the session's language."""

    value: str
    label: str
    media: Mapping[str, str]


class FormNode(Node):
    """A node of the answered form. ``value`` is what expressions read, ``stored`` what was answered."""

    __slots__ = (
        "choices",
        "definition",
        "place",
        "ranges",
        "readonly",
        "relevant",
        "required",
        "satisfied",
        "self_readonly",
        "self_relevant",
        "stored",
        "texts",
    )

    parent: "FormNode | None"
    children: "list[FormNode]"  # type: ignore[assignment]  # a form's tree holds only its own nodes

    def __init__(self, definition: NodeDef, value: str = "", kind: int = ELEMENT) -> None:
        super().__init__(kind, definition.local, definition.namespace, definition.key, value)
        self.prefix = definition.prefix
        self.definition = definition
        self.stored = value
        self.relevant = True
        self.self_relevant = True
        self.readonly = False
        self.self_readonly = False
        self.required = False
        self.satisfied = True
        self.place = 0
        self.ranges: dict[str, FormNode] | None = None
        self.texts: dict[str, str] | None = None
        self.choices: tuple[Choice, ...] | None = None


def ref_of(node: FormNode) -> str:
    """Return a node's ref, with the numbers of the rows it stands in."""
    definition: NodeDef | None = node.definition
    if definition is None:
        return "/"
    if not _in_repeat(definition):
        return definition.ref
    parts: list[str] = []
    current: FormNode | None = node
    while current is not None and current.kind != DOCUMENT:
        name = current.definition.ref.rpartition("/")[2]
        numbered = current.definition.repeat is not None and current.kind != COMMENT
        parts.append(f"{name}[{current.place + 1}]" if numbered else name)
        current = current.parent
    return "/" + "/".join(reversed(parts))


def _in_repeat(definition: NodeDef) -> bool:
    current: NodeDef | None = definition
    while current is not None:
        if current.repeat is not None:
            return True
        current = current.parent
    return False


def walk(node: FormNode) -> Iterator[FormNode]:
    """Yield a node and everything below it."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def grow(seed: Seed) -> FormNode:
    """Return new nodes for a seed."""
    definition = seed.definition
    node = FormNode(definition, seed.value)
    for namespace, local, value in seed.attributes:
        add_attribute(node, namespace, local, value)
    if definition.children:
        node.value = None
        node.children = children = []
        rows: dict[NodeDef, int] = {}
        for child in seed.children:
            grown = grow(child)
            grown.parent = node
            children.append(grown)
            if child.definition.repeat is not None:
                grown.place = rows.get(child.definition, 0)
                rows[child.definition] = grown.place + 1
        for inner in definition.children.values():
            if inner.repeat is not None:
                add_range(node, inner)
    return node


def add_range(node: FormNode, repeat: NodeDef) -> None:
    """Give a node the stand-in for a repeat in it: it has the repeat's state even when there is no row."""
    stand_in = FormNode(repeat, kind=COMMENT)
    stand_in.value = None
    stand_in.parent = node
    stand_in.place = -1
    if node.ranges is None:
        node.ranges = {}
    node.ranges[repeat.key] = stand_in


def add_attribute(node: FormNode, namespace: str, local: str, value: str) -> FormNode:
    """Give a node an attribute; one that the form binds has the state of a node."""
    key = key_for(namespace, local, frozenset())
    definition = node.definition.attributes_bound.get(f"@{key}")
    if definition is None:
        definition = NodeDef(node.definition, local, namespace, None, f"@{key}")
    attribute = FormNode(definition, value, ATTRIBUTE)
    attribute.key = key
    node.add_attribute(attribute)
    return attribute


def seed_from(element: XmlElement, definition: NodeDef, *, templates: bool = False) -> Seed:
    """Return the seed of an element; what the form does not know is left out.

    ``templates``: the element is the form's own; rows marked as template go into their definition instead.
    """
    children: list[Seed] = []
    for child in element:
        known = _known(child, definition) if isinstance(child.tag, str) else None
        if known is None:
            continue
        seed = seed_from(child, known, templates=templates)
        if templates and known.template is None:
            known.template = seed  # without a marked template, the first row serves as one
        if child.get(_TEMPLATE) is None:
            children.append(seed)
            if templates:
                known.rows.append(seed)
        elif templates:
            known.template = seed
    if templates:
        _add_fixed_rows(children, definition)
    value = "" if definition.children else fit(definition.bind.type, _text(element))
    attributes = tuple(
        (*split_tag(name), text)
        for name, text in element.attrib.items()
        if not name.startswith(_JAVAROSA) and (templates or _knows(definition, name))
    )
    return Seed(definition, value, tuple(children), attributes)


def _add_fixed_rows(children: list[Seed], definition: NodeDef) -> None:
    """A repeat whose rows nobody may add has one at least, in its place."""
    present = {child.definition for child in children}
    for child in definition.children.values():
        fixed = child.repeat is not None and child.repeat.fixed and child.repeat.count is None
        if fixed and child.template is not None and child not in present:
            children.append(child.template)
    children.sort(key=lambda seed: seed.definition.number)


_JAVAROSA = f"{{{JAVAROSA}}}"
_TEMPLATE = f"{_JAVAROSA}template"


def _knows(definition: NodeDef, name: str) -> bool:
    namespace, local = split_tag(name)
    return any((known, key) == (namespace, local) for known, key, _ in definition.attributes)


def _known(element: XmlElement, definition: NodeDef) -> NodeDef | None:
    namespace, local = split_tag(element.tag)
    exact = definition.children.get(f"{{{namespace}}}{local}") if namespace else None
    return exact or definition.children.get(local) or _by_local_name(definition, local)


def _by_local_name(definition: NodeDef, local: str) -> NodeDef | None:
    """Older clients write ``meta`` in no namespace where the form has it in one, and the other way round."""
    return next((child for child in definition.children.values() if child.local == local), None)


def _text(element: XmlElement) -> str:
    text = element.text or ""
    return text if not len(element) else "".join(element.itertext())
