"""Writes instances and drafts as XML, and reads drafts back."""

import re
import unicodedata

from lxml import etree

from fieldmonitor.forms.definition import Definition
from fieldmonitor.forms.errors import InstanceError
from fieldmonitor.forms.instance import FormNode, Seed, seed_from
from fieldmonitor.forms.xmlio import (
    ENTITIES,
    JAVAROSA,
    ODK,
    OPENROSA,
    XFORMS,
    XML,
    XmlElement,
    parse_xml,
    split_tag,
)

DRAFT = "fieldmonitor-draft"
_PREFIXES = {OPENROSA: "orx", ODK: "odk", JAVAROSA: "jr", ENTITIES: "entities", XML: "xml"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = {**_TEXT, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}


def write_instance(top: FormNode, *, final: bool, position: str = "") -> bytes:
    """Return an instance as UTF-8 XML. A draft names the question where the person was."""
    writer = _Writer(final)
    writer.root(top)
    head = f'<?{DRAFT} position="{position.translate(_ATTRIBUTE)}"?>' if position else ""
    return (head + "".join(writer.parts)).encode()


class _Writer:
    def __init__(self, final: bool) -> None:
        self._final = final
        self.parts: list[str] = []

    def root(self, top: FormNode) -> None:
        """Write the root element, which declares every prefix below it."""
        declared = {f"xmlns:{prefix}": uri for prefix, uri in _prefixes(top, self._final).items()}
        own = top.definition.namespace
        if own and own != XFORMS and top.definition.prefix is None:
            declared["xmlns"] = own
        self._element(top, declared.get("xmlns", ""), declared)

    def _element(self, node: FormNode, default: str, declarations: dict[str, str]) -> None:
        if self._final and not node.relevant:
            return
        definition = node.definition
        name = node.qualified
        if definition.prefix is None:
            wanted = "" if definition.namespace == XFORMS else definition.namespace
            if wanted != default:
                declarations = {**declarations, "xmlns": wanted}
                default = wanted
        written = {**declarations, **self._attributes(node)} if node.attributes else declarations
        opening = "".join([f' {key}="{value.translate(_ATTRIBUTE)}"' for key, value in written.items()])
        if node.value is None and node.children:
            self.parts.append(f"<{name}{opening}>")
            for child in node.children:
                self._element(child, default, {})
            self.parts.append(f"</{name}>")
        elif text := (node.value or "") if self._final else node.stored:
            self.parts.append(f"<{name}{opening}>{_clean(text).translate(_TEXT)}</{name}>")
        else:
            self.parts.append(f"<{name}{opening}/>")

    def _attributes(self, node: FormNode) -> dict[str, str]:
        written: dict[str, str] = {}
        for attribute in node.attributes:
            assert isinstance(attribute, FormNode)
            prefix = _PREFIXES.get(attribute.namespace, f"ns{len(attribute.namespace)}")
            name = f"{prefix}:{attribute.local}" if attribute.namespace else attribute.local
            written[name] = _clean(attribute.stored)
        return written


def _clean(text: str) -> str:
    """Text as XML can carry it, its accents composed so that equal words are equal bytes."""
    return (
        text
        if text.isascii() and text.isprintable()
        else unicodedata.normalize("NFC", _ILLEGAL.sub("", text))
    )


def _prefixes(top: FormNode, final: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    stack = [top]
    while stack:
        node = stack.pop()
        if final and not node.relevant:
            continue
        if node.definition.prefix is not None:
            found[node.definition.prefix] = node.definition.namespace
        for attribute in node.attributes:
            uri = attribute.namespace
            if uri and uri != XML:
                found[_PREFIXES.get(uri, f"ns{len(uri)}")] = uri
        stack.extend(reversed(node.children))
    return found


def read_draft(xml: bytes | str, definition: Definition) -> tuple[Seed, str]:
    """Return the seed of a draft or sent instance, and where the person was; raises InstanceError."""
    root = parse_xml(xml, what="instance")
    _, local = split_tag(root.tag)
    if local != definition.root.local:
        raise InstanceError("instance.other_form", found=local, wanted=definition.root.local)
    found_id = root.get("id")
    if found_id is not None and found_id != definition.form_id:
        raise InstanceError("instance.other_form", found=found_id, wanted=definition.form_id)
    return complete(seed_from(root, definition.root)), _position(root)


def _position(root: XmlElement) -> str:
    sibling = root.getprevious()
    while sibling is not None:
        if sibling.tag is etree.PI and sibling.target == DRAFT:
            return str(sibling.get("position") or "")
        sibling = sibling.getprevious()
    return ""


def complete(seed: Seed) -> Seed:
    """Add what a seed lacks of its form, empty: a final instance has no nodes that were not relevant."""
    definition = seed.definition
    if not definition.children:
        return seed
    given: dict[str, list[Seed]] = {}
    for child in seed.children:
        given.setdefault(child.definition.key, []).append(child)
    children: list[Seed] = []
    for key, child_definition in definition.children.items():
        if key in given:
            rows = given[key] if child_definition.repeat is not None else given[key][:1]
            children.extend(complete(row) for row in rows)
        elif child_definition.repeat is None and not child_definition.optional:
            children.append(complete(Seed(child_definition, "", (), ())))
    return Seed(definition, seed.value, tuple(children), seed.attributes)
