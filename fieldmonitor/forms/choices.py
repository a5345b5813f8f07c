"""The options of selects: which there are, what they are called, which answers they allow."""

from collections.abc import Iterator

from fieldmonitor.forms.definition import Itemset, NodeDef, TextRef
from fieldmonitor.forms.engine import Engine
from fieldmonitor.forms.errors import AnswerError, BudgetError, ChecklistError, EvaluationError
from fieldmonitor.forms.instance import Choice, FormNode, ref_of
from fieldmonitor.forms.labels import Labels
from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.refs import resolve_ref
from fieldmonitor.forms.xpath.compiler import Compiler
from fieldmonitor.forms.xpath.functions.texts import words

_NO_MEDIA: dict[str, str] = {}


class Choices:
    """Computes options for one session."""

    def __init__(self, engine: Engine, compiler: Compiler, labels: Labels) -> None:
        self._engine = engine
        self._compiler = compiler
        self._labels = labels

    def of(self, node: FormNode) -> tuple[Choice, ...]:
        """Return the options of a select, kept until what they depend on changes."""
        if node.choices is None:
            node.choices = tuple(self._make(node))
        return node.choices

    def refresh(self, node: FormNode) -> bool:
        """Make the options again if they were looked at; return whether they differ."""
        before, differ = node.choices, False
        if before is not None:
            node.choices = None
            differ = self.of(node) != before
        return differ

    def offered(self, node: FormNode) -> str:
        """Return the part of an answer that is offered now, in its order; a rank takes in what is new."""
        body = node.definition.body
        assert body is not None
        if body.control == "select1":
            return self.fit(node, node.stored)
        values = list(self._values(node))
        available = set(values)
        kept = [word for word in words(node.stored) if word in available]
        if body.control == "rank":
            kept = list(dict.fromkeys([*kept, *values]))
        return " ".join(kept)

    def fit(self, node: FormNode, value: str) -> str:
        """Return the part of an answer that is among the options; a select-many keeps the options' order."""
        body = node.definition.body
        assert body is not None
        if body.control == "select1":
            text = value.strip()
            return text if any(text == offered for offered in self._values(node)) else ""
        wanted = words(value)
        offered = list(self._values(node))
        if body.control == "rank":
            if wanted and not set(wanted).issuperset(offered):
                raise AnswerError("rank.incomplete", ref=ref_of(node))
            allowed = set(offered)
            return " ".join(word for word in dict.fromkeys(wanted) if word in allowed)
        chosen = set(wanted)
        return " ".join(dict.fromkeys(value for value in offered if value in chosen))

    def name_of(self, value: str, ref: str, node: Node) -> str:
        """Return the label of an option of the select that a ref names."""
        base = node.definition.ref if isinstance(node, FormNode) else None
        definition = self._engine.definition.binds.get(resolve_ref(ref, base))
        if definition is None or definition.body is None:
            raise EvaluationError("choice_name.unknown", ref=ref)
        holder = self._holder(node, definition)
        for offered, label in self._labelled(holder, definition):
            if offered == value:
                return self._labels.render(label[0], label[1])
        return ""

    def _holder(self, node: Node, definition: NodeDef) -> FormNode:
        """The select in the same row as the node that asks, if it stands in one."""
        current = node if isinstance(node, FormNode) else self._engine.top
        while current.definition.path != definition.path[: current.definition.depth + 1]:
            if current.parent is None or current.parent is self._engine.document:
                break
            current = current.parent
        found = self._engine.instances(current, definition.path[current.definition.depth + 1 :])
        return found[0] if found else current

    # -- making them

    def _make(self, node: FormNode) -> Iterator[Choice]:
        for value, (where, label) in self._labelled(node, node.definition):
            media = _NO_MEDIA if label.inline is not None else self._labels.media_of(where, label)
            yield Choice(value, self._labels.render(where, label), media)

    def _labelled(self, node: FormNode, definition: NodeDef) -> Iterator[tuple[str, tuple[Node, TextRef]]]:
        body = definition.body
        if body is None:
            return
        for item in body.items:
            yield item.value, (node, item.label or TextRef(inline=item.value))
        if body.itemset is not None:
            label = _label_of(body.itemset)
            value = self._compiler.as_text(self._compiler.compile(body.itemset.value))
            for item_node in self._items(node, definition):
                yield value(item_node, self._engine.context), (item_node, label)

    def _values(self, node: FormNode) -> Iterator[str]:
        body = node.definition.body
        assert body is not None
        for item in body.items:
            yield item.value
        if body.itemset is not None:
            value = self._compiler.as_text(self._compiler.compile(body.itemset.value))
            for item_node in self._items(node, node.definition):
                yield value(item_node, self._engine.context)

    def _items(self, node: FormNode, definition: NodeDef) -> list[Node]:
        unit = definition.units["itemset"]
        context = self._engine.context
        before = context.current
        context.current = node
        assert unit.run is not None
        try:
            found: list[Node] = unit.run(node, context)
        except BudgetError:
            raise
        except ChecklistError as error:
            if isinstance(error, EvaluationError):
                self._engine.problems[(node, "itemset")] = error
            return []
        finally:
            context.current = before
        return found


def _label_of(itemset: Itemset) -> TextRef:
    if itemset.label_itext is not None:
        return TextRef(itext_expression=itemset.label_itext)
    from fieldmonitor.forms.definition import Output

    return TextRef(inline=(Output(itemset.label or itemset.value),))
