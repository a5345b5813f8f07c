"""The interface's description for people, at /docs: our own page, because a foreign script would run beside
the portal's sessions, and a server in an office without internet would show an empty one."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from fieldmonitor.server.portal import pages
from fieldmonitor.server.portal.visit import PortalRoute, language_of

router = APIRouter(include_in_schema=False, route_class=PortalRoute)

Row = tuple[str, str, str, str, str]


@router.get("/docs")
def reference(request: Request) -> Response:
    """Every request and every message of the interface."""
    document = request.app.openapi()
    schemas = sorted(document["components"]["schemas"].items())
    return pages.plain_page(
        "reference.html",
        language_of(request),
        version=document["info"]["version"],
        sections=_sections(document),
        messages={name: _fields(schema) for name, schema in schemas},
    )


def _sections(document: dict[str, Any]) -> dict[str, list[Row]]:
    """Return the requests by section: method, path, what it is for, body, answer."""
    sections: dict[str, list[Row]] = {}
    for path, methods in document["paths"].items():
        for method, what in methods.items():
            body = what.get("requestBody", {}).get("content", {})
            answers = what["responses"]
            good: dict[str, Any] = next((answers[status] for status in answers if status.startswith("2")), {})
            row = (
                method.upper(),
                path,
                what.get("description", ""),
                _shape(body),
                _shape(good.get("content", {})),
            )
            sections.setdefault(what["tags"][0], []).append(row)
    return sections


def _shape(content: dict[str, Any]) -> str:
    return next((_type(media.get("schema", {})) for media in content.values()), "")


def _fields(schema: dict[str, Any]) -> list[tuple[str, str]]:
    if "enum" in schema:
        return [("", " | ".join(map(str, schema["enum"])))]
    required = set(schema.get("required", ()))
    return [
        (name if name in required else f"{name}?", _type(field))
        for name, field in schema.get("properties", {}).items()
    ]


def _type(schema: dict[str, Any]) -> str:
    """Return a schema in short: `Work[]`, `string | null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_type(schema.get('items') or {})}[]"
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        return "{string: " + _type(extra) + "}"
    return str(schema.get("format") or schema.get("type") or "")
