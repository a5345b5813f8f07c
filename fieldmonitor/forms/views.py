"""Read-only views of the form for screens: they read through to the session and keep nothing."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from fieldmonitor.forms.changes import GroupState, Problem
from fieldmonitor.forms.definition import BodyNode, NodeDef
from fieldmonitor.forms.instance import Choice, FormNode, ref_of
from fieldmonitor.forms.nodes import COMMENT

if TYPE_CHECKING:
    from fieldmonitor.forms.session import Session

ViewKind: TypeAlias = Literal["root", "group", "repeat", "repeat-instance", "question", "note", "value"]


class NodeView:
    """A node as a screen shows it. Compare refs, not views; a view of a removed row must not be used."""

    __slots__ = ("_body", "_context", "_node", "_session")

    def __init__(
        self,
        session: "Session",
        body: BodyNode | None,
        node: FormNode | None,
        context: FormNode | None = None,
    ) -> None:
        self._session = session
        self._body = body
        self._node = node
        self._context = context if context is not None else node

    def __repr__(self) -> str:
        return f"<{self.kind} {self.ref}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NodeView) and self._session is other._session and self.ref == other.ref

    def __hash__(self) -> int:
        return hash(self.ref)

    @property
    def ref(self) -> str:
        """The node's address; a group that only groups on the screen has one of its own after ``#``."""
        if self._node is not None:
            return ref_of(self._node)
        number = self._body.number if self._body is not None else 0
        return f"{ref_of(self._context) if self._context is not None else ''}#{number}"

    @property
    def kind(self) -> ViewKind:
        """What the node is on a screen."""
        node, body = self._node, self._body
        if node is None:
            return "group"
        if node.kind == COMMENT:
            return "repeat"
        if node.definition.repeat is not None:
            return "repeat-instance"
        if node.definition.parent is None:
            return "root" if body is None else "group"
        if node.definition.children:
            return "group"
        if body is None:
            return "value"
        readonly = node.definition.units.get("readonly")
        is_note = body.control == "input" and readonly is not None and readonly.constant is True
        return "note" if is_note else "question"

    @property
    def control(self) -> str:
        """The form's control: input, select1, select, rank, upload, range, trigger, secret, group, repeat."""
        return self._body.control if self._body is not None else "none"

    @property
    def type(self) -> str:
        """The type of the value: string, int, decimal, date, geopoint, binary …"""
        return self._node.definition.bind.type if self._node is not None else "string"

    @property
    def appearance(self) -> str:
        """The appearances, separated by spaces."""
        return self._body.appearance if self._body is not None else ""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Other attributes of the control, such as start, end and step of a range, or mediatype."""
        return self._body.attributes if self._body is not None else {}

    @property
    def extra(self) -> Mapping[str, str]:
        """The bind's attributes in foreign namespaces, such as ``fm:norm``."""
        return self._node.definition.bind.extra if self._node is not None else {}

    @property
    def calculated(self) -> bool:
        """Whether the value comes from a calculation."""
        return self._node is not None and self._node.definition.bind.calculate is not None

    @property
    def relevant(self) -> bool:
        """Whether the node is asked at all now."""
        if self._node is not None:
            return self._node.relevant
        return any(child.relevant for child in self.children)

    @property
    def readonly(self) -> bool:
        """Whether it cannot be answered."""
        return self._node is not None and self._node.readonly

    @property
    def required(self) -> bool:
        """Whether an answer is needed."""
        return self._node is not None and self._node.required

    @property
    def condition(self) -> str | None:
        """What is wrong with the answer: ``required``, ``constraint`` or None."""
        node = self._node
        if node is None or not node.relevant or node.value is None:
            return None
        if node.required and not node.value:
            return "required"
        return "constraint" if node.value and not node.satisfied else None

    @property
    def valid(self) -> bool:
        """Whether the answer is acceptable as it is."""
        return self.condition is None

    @property
    def message(self) -> str:
        """The form's own words for what is wrong; empty if it has none, or nothing is wrong."""
        condition = self.condition
        if condition is None or self._node is None:
            return ""
        return self._session._labels.text(self._node, condition).strip()

    @property
    def label(self) -> str:
        """The label in the session's language; Markdown as the author wrote it."""
        return self._text("label").strip()

    @property
    def raw_label(self) -> str:
        """The label with the white space around it, which can mean something in Markdown."""
        return self._text("label")

    @property
    def hint(self) -> str:
        """The hint."""
        return self._text("hint").strip()

    @property
    def guidance(self) -> str:
        """The longer hint for those who want it."""
        return self._text("guidance").strip()

    def _text(self, name: str) -> str:
        if self._node is not None and self._node.definition.body is self._body:
            return self._session._labels.text(self._node, name)
        if self._body is None or self._context is None:
            return ""
        ref = self._body.label if name == "label" else None
        return "" if ref is None else self._session._labels.render(self._context, ref)

    @property
    def media(self) -> Mapping[str, str]:
        """Files that go with the label: image, big-image, audio, video."""
        return self._session._labels.media(self._node) if self._node is not None else {}

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The options of a select now."""
        if (
            self._node is None
            or self._body is None
            or self._body.control not in ("select", "select1", "rank")
        ):
            return ()
        return self._session._choices.of(self._node)

    @property
    def value(self) -> str:
        """The answer; empty while the node is not relevant."""
        return (self._node.value or "") if self._node is not None else ""

    @property
    def stored(self) -> str:
        """The answer as kept in the draft, also while the node is not relevant."""
        return self._node.stored if self._node is not None else ""

    @property
    def error(self) -> Exception | None:
        """The error in the form's own expressions at this node, if one was met."""
        if self._node is None:
            return None
        return next(
            (e for (node, _), e in self._session._engine.problems.items() if node is self._node), None
        )

    @property
    def can_add(self) -> bool:
        """Whether rows may be added to and removed from this repeat."""
        if self.kind != "repeat" or self._node is None:
            return False
        repeat = self._node.definition.repeat
        return repeat is not None and repeat.count is None and not repeat.fixed

    @property
    def index(self) -> int:
        """A row's number, from 1; 0 for what is no row."""
        if self._node is None or self.kind != "repeat-instance":
            return 0
        return self._node.place + 1

    @property
    def children(self) -> "tuple[NodeView, ...]":
        """What stands below on the screen: a repeat's rows, a group's questions."""
        return tuple(self._children())

    def _children(self) -> "Iterator[NodeView]":
        node = self._node
        if node is not None and node.kind == COMMENT:
            assert node.parent is not None
            for row in node.parent.child_elements(node.definition.key):
                assert isinstance(row, FormNode)
                yield NodeView(self._session, self._body, row)
            return
        inner = (
            self._session._definition.body
            if self.kind == "root"
            else (self._body.children if self._body else [])
        )
        for body in inner:
            yield from self._child(body)

    def _child(self, body: BodyNode) -> "Iterator[NodeView]":
        context = self._context
        assert context is not None
        if body.node is None:
            yield NodeView(self._session, body, None, context)
            return
        found = _below(context, body.node)
        if found is not None:
            yield NodeView(self._session, body, found)

    def walk(self) -> "Iterator[NodeView]":
        """Yield this view and all below it in the order of the screen."""
        yield self
        for child in self._children():
            yield from child.walk()


def _below(context: FormNode, definition: NodeDef) -> FormNode | None:
    """Return the instance of a definition that belongs to a context: in the same row, or above it."""
    current = context
    while definition.path[: current.definition.depth + 1] != current.definition.path:
        if current.parent is None or current.definition.parent is None:
            return None
        current = current.parent
    node = current
    keys = definition.path[current.definition.depth + 1 :]
    for number, key in enumerate(keys, 1):
        if node.ranges is not None and key in node.ranges and number == len(keys):
            return node.ranges[key]
        found = node.child_elements(key)
        if not found:
            return None
        first = found[0]
        assert isinstance(first, FormNode)
        node = first
    return node


def root_view(session: "Session") -> NodeView:
    """Return the view of the whole form."""
    return NodeView(session, None, session._engine.top)


def _questions(view: NodeView) -> Iterator[NodeView]:
    if not view.relevant:
        return
    if view.kind == "question":
        yield view
    for child in view.children:
        yield from _questions(child)


def group_states(session: "Session") -> list[GroupState]:
    """Return the progress of each top-level part of the form."""
    states: list[GroupState] = []
    for view in root_view(session).children:
        questions = [q for q in _questions(view) if not (q.readonly and not q.required)]
        required = [q for q in questions if q.required]
        states.append(
            GroupState(
                ref=view.ref,
                label=view.label,
                relevant=view.relevant,
                questions=len(questions),
                answered=sum(q.value != "" for q in questions),
                required=len(required),
                required_answered=sum(q.value != "" for q in required),
                problems=sum(not q.valid for q in questions),
            )
        )
    return states


def problems_of(session: "Session") -> list[Problem]:
    """Return what keeps the form from being final, in order."""
    found: list[Problem] = []
    for view in root_view(session).children:
        group = view.label or view.ref
        for question in view.walk():
            condition = question.condition
            if condition is not None:
                found.append(Problem(question.ref, question.label, question.message, group, condition))
    return found
