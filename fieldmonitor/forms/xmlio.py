"""Reading and writing XML safely: no entities, no DTD, no network, bounded size and depth."""

from typing import Any, TypeAlias

from lxml import etree

from fieldmonitor.forms.errors import InstanceError
from fieldmonitor.forms.nodes import ATTRIBUTE, COMMENT, DOCUMENT, ELEMENT, INSTRUCTION, TEXT, Node

MAX_BYTES = 64 << 20
MAX_DEPTH = 100

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"
ENTITIES = "http://www.opendatakit.org/xforms/entities"
XML_EVENTS = "http://www.w3.org/2001/xml-events"
XML = "http://www.w3.org/XML/1998/namespace"

XmlElement: TypeAlias = Any
"""An lxml element; lxml's stubs do not cover what is used here."""


def parse_xml(data: bytes | str, *, what: str = "xml", allow_dtd: bool = False) -> XmlElement:
    """Return the root of a document; raises InstanceError for what is not well-formed or too big."""
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        raise InstanceError("xml.too_big", what=what, bytes=len(raw), limit=MAX_BYTES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(_without_declaration(data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        raise InstanceError("xml.malformed", what=what, line=line, reason=str(error)) from None
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and not allow_dtd:
        raise InstanceError("xml.dtd", what=what)
    return root


def _without_declaration(data: bytes | str) -> bytes | str:
    """Text that says ``encoding=`` of itself is refused by lxml; text has no encoding, so drop the claim."""
    if isinstance(data, str):
        stripped = data.lstrip()
        if stripped.startswith("<?xml"):
            return stripped[stripped.index("?>") + 2 :] if "?>" in stripped else stripped
        return stripped
    return data


def split_tag(tag: str) -> tuple[str, str]:
    """Return (namespace, local name) of an lxml tag."""
    if tag[:1] == "{":
        namespace, _, local = tag[1:].partition("}")
        return namespace, local
    return "", tag


def key_for(namespace: str, local: str, transparent: frozenset[str]) -> str:
    """Return the key under which a name is found."""
    return local if not namespace or namespace in transparent else f"{{{namespace}}}{local}"


def document_node(root: XmlElement, transparent: frozenset[str] = frozenset(), *, whole: bool = True) -> Node:
    """Return a document as nodes; without ``whole``, comments and indentation are dropped."""
    document = Node(DOCUMENT, "")
    if whole:
        for sibling in reversed(list(root.itersiblings(preceding=True))):
            _append_other(document, sibling)
    document.append(element_node(root, transparent, whole=whole))
    if whole:
        for sibling in root.itersiblings():
            _append_other(document, sibling)
    return document


def element_node(element: XmlElement, transparent: frozenset[str], *, whole: bool, depth: int = 0) -> Node:
    """Return an lxml element and all below it as nodes."""
    if depth > MAX_DEPTH:
        raise InstanceError("xml.too_deep", limit=MAX_DEPTH)
    namespace, local = split_tag(element.tag)
    node = Node(ELEMENT, local, namespace, key_for(namespace, local, transparent))
    node.prefix = element.prefix
    for name, value in element.attrib.items():
        attribute_namespace, attribute_local = split_tag(name)
        key = key_for(attribute_namespace, attribute_local, frozenset())
        node.add_attribute(Node(ATTRIBUTE, attribute_local, attribute_namespace, key, value))
    text = element.text or ""
    if not len(element):
        node.value = text
        return node
    _append_text(node, text, whole)
    for child in element:
        if isinstance(child.tag, str):
            node.append(element_node(child, transparent, whole=whole, depth=depth + 1))
        elif whole:
            _append_other(node, child)
        _append_text(node, child.tail or "", whole)
    if not node.children:
        node.value = text if whole else (element.xpath("string()") or "")
    return node


def _append_text(node: Node, text: str, whole: bool) -> None:
    if text and (whole or text.strip()):
        if node.children and node.children[-1].kind == TEXT:
            node.children[-1].value = (node.children[-1].value or "") + text
        else:
            node.append(Node(TEXT, "", key="#text", value=text))


def _append_other(node: Node, other: XmlElement) -> None:
    if other.tag is etree.Comment:
        node.append(Node(COMMENT, "", key="#comment", value=other.text or ""))
    elif other.tag is etree.PI:
        node.append(Node(INSTRUCTION, other.target, key="#instruction", value=other.text or ""))
