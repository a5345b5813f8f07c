"""References as forms write them, made absolute and free of row numbers."""

import re

_CURRENT = re.compile(r"current\(\)\s*/\s*")
_PREDICATE = re.compile(r"\[[^\]]*\]")


def resolve_ref(ref: str, base: str | None) -> str:
    """Return a ref as an absolute path: ``../a`` and ``current()/../a`` are taken from ``base``."""
    text = _PREDICATE.sub("", ref.strip())
    text = _CURRENT.sub("", text)
    if text == "current()":
        text = "."
    if text.startswith("/"):
        parts: list[str] = []
        text = text[1:]
    else:
        parts = base.strip("/").split("/") if base else []
    for part in text.split("/"):
        name = part.strip()
        if name in ("", "."):
            continue
        if name == "..":
            if parts:
                parts.pop()
        else:
            parts.append(name)
    return "/" + "/".join(parts)
