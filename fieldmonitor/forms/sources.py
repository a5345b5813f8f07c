"""Secondary instances: the form's own, and those that come as files with it (XML, CSV, GeoJSON)."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from fieldmonitor.forms.errors import InstanceError
from fieldmonitor.forms.nodes import DOCUMENT, ELEMENT, Node
from fieldmonitor.forms.xmlio import MAX_BYTES, MAX_DEPTH, XFORMS, document_node, element_node, parse_xml

Source: TypeAlias = "bytes | str | Mapping[str, Any]"
"""What an app hands over as an instance: a file's bytes, text, or a record as nested mappings and lists."""

MAX_ROWS = 500_000
_TRANSPARENT = frozenset({XFORMS})


def internal_instance(element: Any) -> Node:
    """Return an instance that stands in the form."""
    document = Node(DOCUMENT, "instance")
    for child in element:
        if isinstance(child.tag, str):
            document.append(element_node(child, _TRANSPARENT, whole=False))
    return document


def external_instance(name: str, source: Source, uri: str = "") -> Node:
    """Return an instance given as data; raises InstanceError if it is none of the known formats."""
    if isinstance(source, Mapping):
        document = Node(DOCUMENT, "instance")
        document.append(_record("root", source, 0))
        return document
    raw = source.encode() if isinstance(source, str) else bytes(source)
    if len(raw) > MAX_BYTES:
        raise InstanceError("xml.too_big", what=name, bytes=len(raw), limit=MAX_BYTES)
    head = raw[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    if uri.endswith(".csv"):
        return _csv_instance(name, raw)
    if head.startswith(b"<"):
        return document_node(parse_xml(raw, what=name), _TRANSPARENT, whole=False)
    if uri.endswith((".geojson", ".json")) or head.startswith(b"{"):
        return _geojson_instance(name, raw)
    return _csv_instance(name, raw)


def empty_instance() -> Node:
    """Return an instance without content, for a file that is missing."""
    document = Node(DOCUMENT, "instance")
    document.append(Node(ELEMENT, "root"))
    return document


def _record(name: str, record: Any, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise InstanceError("xml.too_deep", limit=MAX_DEPTH)
    node = Node(ELEMENT, name)
    if isinstance(record, Mapping):
        for key, value in record.items():
            for one in value if isinstance(value, (list, tuple)) else (value,):
                node.append(_record(str(key), one, depth + 1))
    elif record is not None:
        node.value = str(record).lower() if isinstance(record, bool) else str(record)
    return node


def _csv_instance(name: str, raw: bytes) -> Node:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    root = Node(ELEMENT, "root")
    document = Node(DOCUMENT, "instance")
    document.append(root)
    try:
        header = [column.strip() for column in next(rows, [])]
        for number, row in enumerate(rows):
            if number >= MAX_ROWS:
                raise InstanceError("instance.too_many_rows", name=name, limit=MAX_ROWS)
            if row:
                _item(root, list(zip(header, row + [""] * (len(header) - len(row)), strict=False)))
    except csv.Error as error:
        raise InstanceError("csv.malformed", name=name, reason=str(error)) from None
    return document


def _item(root: Node, fields: list[tuple[str, str]]) -> None:
    item = Node(ELEMENT, "item")
    for column, value in fields:
        if column:
            item.append(Node(ELEMENT, column, value=value))
    root.append(item)


def _geojson_instance(name: str, raw: bytes) -> Node:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InstanceError("geojson.malformed", name=name, reason=str(error)) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        raise InstanceError("geojson.not_features", name=name)
    root = Node(ELEMENT, "root")
    document = Node(DOCUMENT, "instance")
    document.append(root)
    for feature in features:
        if not isinstance(feature, dict):
            raise InstanceError("geojson.not_features", name=name)
        fields = [("geometry", _geometry(name, feature.get("geometry")))]
        properties = feature.get("properties") or {}
        fields += [(str(key), _plain(value)) for key, value in properties.items()]
        if "id" in feature and "id" not in properties:
            fields.append(("id", _plain(feature["id"])))
        _item(root, fields)
    return document


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if not isinstance(value, (dict, list)) else json.dumps(value, ensure_ascii=False)


def _geometry(name: str, geometry: Any) -> str:
    if not isinstance(geometry, dict):
        return ""
    coordinates: Any = geometry.get("coordinates")
    try:
        match geometry.get("type"):
            case "Point":
                return _point(coordinates)
            case "LineString":
                return "; ".join(map(_point, coordinates))
            case "Polygon":
                return "; ".join(map(_point, coordinates[0]))
    except (TypeError, IndexError, ValueError):
        raise InstanceError("geojson.geometry", name=name) from None
    return ""


def _point(coordinates: Any) -> str:
    longitude, latitude = coordinates[0], coordinates[1]
    return f"{latitude} {longitude} 0 0"
