"""Reads a form's body: groups, repeats, questions, and the actions in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fieldmonitor.forms.definition import BodyNode, Control, Item, Itemset, NodeDef, Repeat, SetValue, TextRef
from fieldmonitor.forms.errors import FormError
from fieldmonitor.forms.texts import read_text
from fieldmonitor.forms.xmlio import JAVAROSA, ODK, XFORMS, XHTML, XML_EVENTS, XmlElement, split_tag

Resolve: TypeAlias = Callable[[str | None, str | None, str | None], NodeDef | None]

_CONTROLS: dict[str, Control] = {
    "input": "input",
    "secret": "secret",
    "textarea": "input",
    "select1": "select1",
    "select": "select",
    "rank": "rank",
    "upload": "upload",
    "trigger": "trigger",
    "range": "range",
}
_OWN = frozenset({"ref", "nodeset", "bind", "appearance"})
_ACTIONS = frozenset({"setvalue", "setgeopoint", "recordaudio"})


@dataclass(frozen=True, slots=True)
class Body:
    """What the body holds: its top elements, and all actions of the form."""

    children: list[BodyNode]
    actions: list[SetValue]


def read_body(root: XmlElement, top_ref: str, resolve: Resolve) -> Body:
    """Return a form's body; each node that a control names learns of its control."""
    reader = _BodyReader(resolve)
    model = next(root.iter(f"{{{XFORMS}}}model"))
    for element in model:
        if _is_action(element):
            reader.add_action(element, None, top_ref)
    body = next((element for element in root.iter(f"{{{XHTML}}}body", f"{{{XFORMS}}}body")), None)
    top = BodyNode("group", None)
    if body is not None:
        reader.read_children(body, top, top_ref)
    return Body(top.children, reader.actions)


def _is_action(element: XmlElement) -> bool:
    return (
        isinstance(element.tag, str) and split_tag(element.tag)[1] in _ACTIONS and _events(element) != set()
    )


def _events(element: XmlElement) -> set[str]:
    text = element.get("event") or element.get(f"{{{XML_EVENTS}}}event") or ""
    return set(text.split())


class _BodyReader:
    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._count = 0
        self.actions: list[SetValue] = []

    def read_children(self, element: XmlElement, parent: BodyNode, base: str | None) -> None:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            _, local = split_tag(child.tag)
            if local == "group":
                self._group(child, parent, base)
            elif local == "repeat":
                self._repeat(child, parent, base)
            elif local in _CONTROLS:
                self._question(child, _CONTROLS[local], parent, base)
            elif _is_action(child):
                self.add_action(child, parent.node, base)

    def _append(self, parent: BodyNode, body: BodyNode) -> None:
        self._count += 1
        body.number = self._count
        body.parent = parent
        parent.children.append(body)
        if body.node is not None and (body.node.body is None or body.control == "repeat"):
            body.node.body = body

    def _node(self, element: XmlElement, base: str | None) -> NodeDef | None:
        return self._resolve(element.get("nodeset") or element.get("ref"), element.get("bind"), base)

    def _group(self, element: XmlElement, parent: BodyNode, base: str | None) -> None:
        node = self._node(element, base)
        repeats = [child for child in element if _is_repeat(child)]
        if len(repeats) == 1 and node is not None and self._node(repeats[0], node.ref) is node:
            self._repeat(repeats[0], parent, base, element)
            return
        body = BodyNode("group", node, *_shown(element))
        self._append(parent, body)
        self.read_children(element, body, node.ref if node is not None else base)

    def _repeat(
        self, element: XmlElement, parent: BodyNode, base: str | None, group: XmlElement | None = None
    ) -> None:
        node = self._node(element, base)
        if node is None:
            return
        if _stands_in(parent, node):
            raise FormError("repeat.in_itself", ref=node.ref)
        appearance, label, attributes = _shown(group if group is not None else element)
        body = BodyNode("repeat", node, appearance or element.get("appearance") or "", label, attributes)
        if node.repeat is None:
            count = element.get(f"{{{JAVAROSA}}}count")
            fixed = element.get(f"{{{JAVAROSA}}}noAddRemove") in ("true()", "true")
            node.repeat = Repeat(count if count and count.strip() else None, fixed)
        self._append(parent, body)
        self.read_children(element, body, node.ref)

    def _question(self, element: XmlElement, control: Control, parent: BodyNode, base: str | None) -> None:
        node = self._node(element, base)
        if node is None:
            return
        body = BodyNode(control, node, *_shown(element))
        body.items = tuple(_items(element))
        body.itemset = _itemset(element)
        body.hint = read_text(_child(element, "hint"))
        self._append(parent, body)
        for child in element:
            if _is_action(child):
                self.add_action(child, node, node.ref)

    def add_action(self, element: XmlElement, source: NodeDef | None, base: str | None) -> None:
        """Keep the action that an element stands for."""
        ref = element.get("ref")
        target = self._resolve(ref, element.get("bind"), base)
        if target is None:
            return
        _, local = split_tag(element.tag)
        value = element.get("value")
        if local != "setvalue":
            value = None
        text = (element.text or "").strip() if not len(element) else ""
        selected = ref if ref is not None and "[" in ref else None
        self.actions.append(SetValue(frozenset(_events(element)), target.ref, selected, value, text, source))


def _is_repeat(element: XmlElement) -> bool:
    return isinstance(element.tag, str) and split_tag(element.tag)[1] == "repeat"


def _stands_in(body: BodyNode | None, node: NodeDef) -> bool:
    """Whether a repeat's body is inside its own, or inside that of a repeat within it."""
    while body is not None:
        if body.control == "repeat" and body.node is not None and node in (body.node, *body.node.ancestors()):
            return True
        body = body.parent
    return False


def _child(element: XmlElement, name: str) -> XmlElement | None:
    return next((c for c in element if isinstance(c.tag, str) and split_tag(c.tag)[1] == name), None)


def _shown(element: XmlElement) -> tuple[str, TextRef | None, Mapping[str, str]]:
    """Return what every element of the body has: appearance, label, other attributes."""
    attributes: dict[str, str] = {}
    for name, value in element.attrib.items():
        namespace, local = split_tag(name)
        prefix = {JAVAROSA: "jr:", ODK: "odk:"}.get(namespace, "")
        if local not in _OWN or namespace:
            attributes[f"{prefix}{local}"] = value
    return element.get("appearance") or "", read_text(_child(element, "label")), attributes


def _items(element: XmlElement) -> Iterable[Item]:
    for child in element:
        if isinstance(child.tag, str) and split_tag(child.tag)[1] == "item":
            value = _child(child, "value")
            yield Item(
                (value.text or "").strip() if value is not None else "", read_text(_child(child, "label"))
            )


def _itemset(element: XmlElement) -> Itemset | None:
    itemset = _child(element, "itemset")
    if itemset is None:
        return None
    nodeset = itemset.get("nodeset")
    value, label = _child(itemset, "value"), _child(itemset, "label")
    if not nodeset:
        raise FormError("itemset.no_nodeset")
    label_ref = label.get("ref") if label is not None else None
    text = read_text(label) if label_ref and "jr:itext" in label_ref else None
    return Itemset(
        nodeset=nodeset,
        value=(value.get("ref") if value is not None else None) or itemset.get("value") or ".",
        label=label_ref if text is None else None,
        label_itext=text.itext_expression if text is not None else None,
    )
