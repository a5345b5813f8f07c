"""Reads an XForm into a :class:`Definition`; every refusal is a FormError with a code."""

from collections.abc import Iterable, Mapping

from lxml import etree

from fieldmonitor.forms.body import read_body
from fieldmonitor.forms.definition import NO_BIND, Bind, Definition, NodeDef, TextForms, TextRef
from fieldmonitor.forms.errors import FormError
from fieldmonitor.forms.instance import seed_from
from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.refs import resolve_ref
from fieldmonitor.forms.sources import internal_instance
from fieldmonitor.forms.texts import read_template, read_text_expression
from fieldmonitor.forms.xmlio import (
    ENTITIES,
    JAVAROSA,
    MAX_DEPTH,
    ODK,
    OPENROSA,
    XFORMS,
    XmlElement,
    key_for,
    parse_xml,
    split_tag,
)

_JR = f"{{{JAVAROSA}}}"
_KNOWN_FOREIGN = frozenset(
    f"{_JR}{name}"
    for name in ("constraintMsg", "requiredMsg", "preload", "preloadParams", "noAppErrorString")
)
_DEFAULT_NAMESPACES = {"jr": JAVAROSA, "orx": OPENROSA, "odk": ODK, "entities": ENTITIES}


def read_form(data: bytes | str) -> Definition:
    """Return the definition of an XForm; raises FormError or InstanceError."""
    root = parse_xml(data, what="form")
    model = next(root.iter(f"{{{XFORMS}}}model"), None)
    if model is None:
        raise FormError("form.no_model")
    return _Reader(root, model).read()


class _Reader:
    def __init__(self, root: XmlElement, model: XmlElement) -> None:
        self._root = root
        self._model = model
        self._numbered = 0
        self._nodes: dict[str, NodeDef] = {}
        self._local_refs: dict[str, NodeDef] | None = None
        self._notes: list[tuple[str, Mapping[str, object]]] = []

    def read(self) -> Definition:
        instances = [child for child in self._model if child.tag == f"{{{XFORMS}}}instance"]
        primary = next(
            (found for instance in instances for found in instance if isinstance(found.tag, str)), None
        )
        if primary is None:
            raise FormError("form.no_instance")
        self._transparent = frozenset({XFORMS, *_own_namespaces(primary)})
        given = self._ensure_instance_id(primary)
        top = self._read_node(primary, None)
        self._read_binds(top)
        if not given:
            self._bind_instance_id(top)
        body = read_body(self._root, top.ref, self._resolve)
        translations, default = self._read_itext()
        return Definition(
            title=_title(self._root),
            form_id=primary.get("id") or top.local,
            version=primary.get("version") or primary.get(f"{{{OPENROSA}}}version") or "",
            root=top,
            seed=seed_from(primary, top, templates=True),
            body=body.children,
            binds=self._nodes,
            translations=translations,
            default_language=default,
            actions=body.actions,
            instances=_internal(instances[1:]),
            external={i.get("id"): i.get("src") for i in instances[1:] if i.get("id") and i.get("src")},
            namespaces=self._namespaces(),
            transparent=self._transparent,
            primary_id=instances[0].get("id") or "",
            encrypted=_is_encrypted(self._model),
            entities=tuple(_entities(primary)),
            notices=self._notices(),
            submission=_submission(self._model),
        )

    # -- the primary instance

    def _ensure_instance_id(self, primary: XmlElement) -> bool:
        """Add ``meta/instanceID`` where a form has none: what is sent needs a name. Return if it had one."""
        meta = _child_named(primary, "meta")
        if meta is None:
            declared = {**self._root.nsmap, **primary.nsmap}
            prefix = next((p for p, uri in declared.items() if p and uri == OPENROSA), None)
            namespace = OPENROSA if prefix else split_tag(primary.tag)[0]
            meta = etree.SubElement(primary, f"{{{namespace}}}meta" if namespace else "meta")
        if _child_named(meta, "instanceID") is not None:
            return True
        namespace, _ = split_tag(meta.tag)
        etree.SubElement(meta, f"{{{namespace}}}instanceID" if namespace else "instanceID")
        return False

    def _bind_instance_id(self, top: NodeDef) -> None:
        for meta in top.children.values():
            for node in meta.children.values() if meta.local == "meta" else ():
                if node.local == "instanceID" and node.bind is NO_BIND:
                    node.bind = Bind(preload="uid")

    def _read_node(self, element: XmlElement, parent: NodeDef | None) -> NodeDef:
        namespace, local = split_tag(element.tag)
        prefix = element.prefix if namespace not in self._transparent else None
        key = local if element.prefix is None else key_for(namespace, local, self._transparent)
        known = parent.children.get(key) if parent is not None else None
        node = known or NodeDef(parent, local, namespace, prefix, key)
        if node.depth > MAX_DEPTH:
            raise FormError("form.too_deep", limit=MAX_DEPTH)
        if known is None:
            self._add(node, parent)
        for name, value in element.attrib.items():
            self._read_attribute(node, name, value, known is not None)
        for child in element:
            if isinstance(child.tag, str):
                self._read_node(child, node)
        return node

    def _add(self, node: NodeDef, parent: NodeDef | None) -> None:
        node.number = self._numbered
        self._numbered += 1
        self._nodes[node.ref] = node
        if parent is not None:
            parent.children[node.key] = node

    def _read_attribute(self, node: NodeDef, name: str, value: str, again: bool) -> None:
        namespace, local = split_tag(name)
        if not again and namespace != JAVAROSA:
            node.attributes.append((namespace, local, value))

    # -- binds

    def _read_binds(self, top: NodeDef) -> None:
        self._ids: dict[str, NodeDef] = {}
        for element in self._model.iter(f"{{{XFORMS}}}bind"):
            ref = element.get("nodeset") or element.get("ref")
            if not ref:
                self._notes.append(("bind.no_nodeset", {}))
                continue
            node = self._bound(resolve_ref(ref, top.ref))
            if node is None:
                self._notes.append(("bind.unknown", {"ref": ref}))
                continue
            if node.bind is not NO_BIND:
                _merge(node.bind, self._bind(element))
            else:
                node.bind = self._bind(element)
            if element.get("id"):
                self._ids[element.get("id")] = node

    def _bound(self, ref: str) -> NodeDef | None:
        node = self._nodes.get(ref)
        if node is not None:
            return node
        if "/@" not in ref:
            return self._by_local_names(ref)
        owner_ref, _, name = ref.rpartition("/@")
        owner = self._nodes.get(owner_ref)
        if owner is None:
            return None
        prefix, colon, local = name.rpartition(":")
        namespace = self._namespaces().get(prefix, "") if colon else ""
        attribute = NodeDef(
            owner, local, namespace, prefix or None, f"@{key_for(namespace, local, frozenset())}"
        )
        attribute.ref = f"{owner.ref}/@{name}"
        attribute.number = self._numbered
        self._numbered += 1
        owner.attributes_bound[attribute.key] = attribute
        self._nodes[attribute.ref] = attribute
        return attribute

    def _by_local_names(self, ref: str) -> NodeDef | None:
        """Some forms mix up prefixes (``meta/audit`` for ``orx:meta/audit``): local names decide."""
        if self._local_refs is None:
            self._local_refs = {_without_prefixes(known): node for known, node in self._nodes.items()}
        return self._local_refs.get(_without_prefixes(ref))

    def _resolve(self, ref: str | None, bind_id: str | None, base: str | None) -> NodeDef | None:
        """Return the node that a control's ``bind`` or ``ref`` names; raises FormError for an unknown one."""
        if bind_id is not None:
            if bind_id in self._ids:
                return self._ids[bind_id]
            raise FormError("control.unknown_bind", bind=bind_id)
        if ref is None:
            return None
        found = self._bound(resolve_ref(ref, base))
        if found is None:
            self._notes.append(("control.unknown_ref", {"ref": ref}))
        return found

    def _bind(self, element: XmlElement) -> Bind:
        extra = {
            _prefixed(element, name): value
            for name, value in element.attrib.items()
            if name[:1] == "{" and name not in _KNOWN_FOREIGN
        }
        return Bind(
            type=_local_type(element.get("type")),
            relevant=_expression(element.get("relevant")),
            required=_expression(element.get("required")),
            readonly=_expression(element.get("readonly")),
            calculate=_expression(element.get("calculate")),
            constraint=_expression(element.get("constraint")),
            constraint_message=_message(element.get(f"{_JR}constraintMsg")),
            required_message=_message(element.get(f"{_JR}requiredMsg")),
            preload=element.get(f"{_JR}preload"),
            preload_params=element.get(f"{_JR}preloadParams") or "",
            save_incomplete=element.get("saveIncomplete") in ("true()", "true"),
            extra=extra,
        )

    # -- the rest of the model

    def _read_itext(self) -> tuple[dict[str, dict[str, TextForms]], str]:
        translations: dict[str, dict[str, TextForms]] = {}
        default = ""
        for translation in self._model.iter(f"{{{XFORMS}}}translation"):
            language = translation.get("lang") or ""
            texts = translations.setdefault(language, {})
            for text in translation:
                if isinstance(text.tag, str) and text.get("id"):
                    texts[text.get("id")] = {
                        value.get("form") or "": read_template(value)
                        for value in text
                        if isinstance(value.tag, str)
                    }
            if translation.get("default") is not None or not default:
                default = language
        return translations, default

    def _namespaces(self) -> dict[str, str]:
        found = dict(_DEFAULT_NAMESPACES)
        for element in (self._root, self._model, *self._model.iterchildren()):
            found.update({prefix: uri for prefix, uri in element.nsmap.items() if prefix})
        return found

    def _notices(self) -> list[tuple[str, Mapping[str, object]]]:
        if _is_encrypted(self._model):
            self._notes.append(("notice.encryption_ignored", {}))
        return self._notes


def _without_prefixes(ref: str) -> str:
    return "/".join(part.rpartition(":")[2] for part in ref.split("/"))


def _child_named(element: XmlElement, name: str) -> XmlElement | None:
    return next((c for c in element if isinstance(c.tag, str) and split_tag(c.tag)[1] == name), None)


def _own_namespaces(primary: XmlElement) -> Iterable[str]:
    namespace, _ = split_tag(primary.tag)
    return (namespace,) if namespace and primary.prefix is None else ()


def _internal(instances: list[XmlElement]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for instance in instances:
        name = instance.get("id")
        if not name or instance.get("src"):
            continue
        if name in found:
            raise FormError("instance.twice", id=name)
        found[name] = internal_instance(instance)
    return found


def _merge(bind: Bind, other: Bind) -> None:
    for name in Bind.__slots__:
        value = getattr(other, name)
        if value and not (name == "type" and value == "string"):
            setattr(bind, name, value)


def _expression(text: str | None) -> str | None:
    return text if text is not None and text.strip() else None


def _message(text: str | None) -> TextRef | None:
    return read_text_expression(text) if text is not None else None


def _local_type(name: str | None) -> str:
    local = (name or "string").rpartition(":")[2]
    return {"integer": "int", "long": "int", "double": "decimal", "float": "decimal"}.get(local, local)


def _prefixed(element: XmlElement, name: str) -> str:
    namespace, local = split_tag(name)
    prefix = next((p for p, uri in element.nsmap.items() if uri == namespace and p), None)
    return f"{prefix}:{local}" if prefix else f"{{{namespace}}}{local}"


def _title(root: XmlElement) -> str:
    for element in root.iter():
        if isinstance(element.tag, str) and split_tag(element.tag)[1] == "title":
            return (element.text or "").strip()
    return ""


def _is_encrypted(model: XmlElement) -> bool:
    return any(s.get("base64RsaPublicKey") for s in model.iter(f"{{{XFORMS}}}submission"))


def _submission(model: XmlElement) -> dict[str, str]:
    found = next(model.iter(f"{{{XFORMS}}}submission"), None)
    return {} if found is None else {split_tag(name)[1]: value for name, value in found.attrib.items()}


def _entities(primary: XmlElement) -> Iterable[dict[str, str]]:
    for element in primary.iter():
        if isinstance(element.tag, str) and split_tag(element.tag)[1] == "entity":
            yield {split_tag(name)[1]: value for name, value in element.attrib.items()}
