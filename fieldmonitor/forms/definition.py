"""A checklist's definition as data: nodes of the primary instance, binds, controls, texts, actions.

Built once by :mod:`fieldmonitor.forms.reader`; sessions share it and never change it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from fieldmonitor.forms.nodes import Node

if TYPE_CHECKING:
    from fieldmonitor.forms.instance import Seed
    from fieldmonitor.forms.units import Edge, Unit


@dataclass(frozen=True, slots=True)
class Output:
    """A place in a text where a value is shown."""

    expression: str


Template: TypeAlias = str | tuple[str | Output, ...]
"""A text: plain, or with values in it."""

TextForms: TypeAlias = Mapping[str, Template]
"""The forms of one text by name: ``""`` (long), short, guidance, image, big-image, audio, video."""


@dataclass(frozen=True, slots=True)
class TextRef:
    """A label, hint or message: inline, or an itext id (written out, or computed by an expression)."""

    inline: Template | None = None
    itext: str | None = None
    itext_expression: str | None = None


@dataclass(slots=True)
class Bind:
    """What the model says of a node. Expressions stay text until a session needs them."""

    type: str = "string"
    relevant: str | None = None
    required: str | None = None
    readonly: str | None = None
    calculate: str | None = None
    constraint: str | None = None
    constraint_message: TextRef | None = None
    required_message: TextRef | None = None
    preload: str | None = None
    preload_params: str = ""
    save_incomplete: bool = False
    extra: dict[str, str] = field(default_factory=dict)


Control = Literal[
    "group", "repeat", "input", "select1", "select", "rank", "upload", "trigger", "range", "secret", "none"
]


@dataclass(frozen=True, slots=True)
class Item:
    """A choice written in the form's body."""

    value: str
    label: TextRef | None


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices computed from nodes: ``value`` and ``label`` are relative to each."""

    nodeset: str
    value: str
    label: str | None
    label_itext: str | None
    seed: str | None = None


@dataclass(slots=True)
class BodyNode:
    """An element of the body: a group, a repeat or a question, with what it shows."""

    control: Control
    node: "NodeDef | None"
    appearance: str = ""
    label: TextRef | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    hint: TextRef | None = None
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None
    children: list["BodyNode"] = field(default_factory=list)
    parent: "BodyNode | None" = None
    number: int = 0

    def walk(self) -> Iterator["BodyNode"]:
        """Yield this and everything below, in order."""
        stack = [self]
        while stack:
            current = stack.pop()
            yield current
            stack.extend(reversed(current.children))


@dataclass(slots=True)
class Repeat:
    """A repeat: how rows come to be. ``count`` is an expression; ``fixed`` forbids adding and removing."""

    count: str | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class SetValue:
    """An action: on these events, put a value into a node."""

    events: frozenset[str]
    target: str
    selected: str | None
    """The target as written, where it picks rows by a predicate."""
    value: str | None
    text: str
    source: "NodeDef | None"
    """The question whose change, or the repeat whose new row, fires it; None for the model's own."""


class NodeDef:
    """A node of the primary instance; all rows of a repeat share one."""

    __slots__ = (
        "attributes",
        "attributes_bound",
        "bind",
        "body",
        "children",
        "depth",
        "edges",
        "key",
        "local",
        "namespace",
        "number",
        "optional",
        "parent",
        "path",
        "prefix",
        "ref",
        "repeat",
        "row_edges",
        "rows",
        "template",
        "units",
    )

    def __init__(
        self, parent: "NodeDef | None", local: str, namespace: str, prefix: str | None, key: str
    ) -> None:
        self.parent = parent
        self.local = local
        self.namespace = namespace
        self.prefix = prefix
        self.key = key
        self.children: dict[str, NodeDef] = {}
        self.attributes: list[tuple[str, str, str]] = []
        self.attributes_bound: dict[str, NodeDef] = {}
        self.bind: Bind = NO_BIND
        self.body: BodyNode | None = None
        self.repeat: Repeat | None = None
        self.template: Seed | None = None
        self.rows: list[Seed] = []
        """The rows that the form itself gives, for a repeat with a count."""
        self.depth: int = 0 if parent is None else parent.depth + 1
        name = f"{prefix}:{local}" if prefix else local
        self.ref: str = f"{parent.ref if parent else ''}/{name}"
        self.path: tuple[str, ...] = (*parent.path, key) if parent else (key,)
        self.number = 0
        self.optional = False
        """Whether instances lack the node unless something fills it."""
        self.units: dict[str, Unit] = {}
        self.edges: list[Edge] = []
        self.row_edges: list[Edge] = []

    def __repr__(self) -> str:
        return f"<{self.ref}>"

    @property
    def leaf(self) -> bool:
        """Whether the node holds a value, not other nodes."""
        return not self.children

    def add(self, child: "NodeDef") -> None:
        """Make a definition one of this node's children."""
        self.children[child.key] = child

    def walk(self) -> Iterator["NodeDef"]:
        """Yield this and everything below in document order."""
        yield self
        for child in self.children.values():
            yield from child.walk()

    def ancestors(self) -> Iterator["NodeDef"]:
        """Yield the nodes above, nearest first."""
        current = self.parent
        while current is not None:
            yield current
            current = current.parent


NO_BIND = Bind()


@dataclass(slots=True)
class Definition:
    """Everything a form says."""

    title: str
    form_id: str
    version: str
    root: NodeDef
    seed: "Seed"
    """What a new instance grows from."""
    body: list[BodyNode]
    binds: dict[str, NodeDef]
    """Nodes by ref without row numbers."""
    translations: dict[str, dict[str, TextForms]]
    default_language: str
    actions: list[SetValue]
    instances: dict[str, Node]
    """Internal secondary instances by id."""
    external: dict[str, str]
    """External secondary instances: id → URI."""
    namespaces: dict[str, str]
    transparent: frozenset[str]
    primary_id: str
    encrypted: bool
    entities: tuple[Mapping[str, str], ...]
    notices: list[tuple[str, Mapping[str, object]]]
    """What the form asks for and is not done here, as (code, params)."""
    submission: Mapping[str, str]
