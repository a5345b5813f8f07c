"""Reads labels, hints and messages: inline text with values in it, or itext."""

import re

from fieldmonitor.forms.definition import Output, Template, TextRef
from fieldmonitor.forms.xmlio import XmlElement, split_tag

_ITEXT = re.compile(r"\s*jr:itext\(\s*(?:'([^']*)'|\"([^\"]*)\"|(.*?))\s*\)\s*\Z", re.DOTALL)


def read_template(element: XmlElement) -> Template:
    """Return an element's text, with the values it shows."""
    if not len(element):
        return element.text or ""
    parts: list[str | Output] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and split_tag(child.tag)[1] == "output":
            parts.append(Output((child.get("value") or child.get("ref") or "''").strip()))
        elif isinstance(child.tag, str):
            inner = read_template(child)
            parts.extend((inner,) if isinstance(inner, str) else inner)
        parts.append(child.tail or "")
    if not any(isinstance(part, Output) for part in parts):
        return "".join(str(part) for part in parts)
    return tuple(part for part in parts if part != "")


def read_text(element: XmlElement | None) -> TextRef | None:
    """Return the text that a ``label`` or ``hint`` element gives, None if there is no element."""
    if element is None:
        return None
    ref = element.get("ref")
    if ref is not None:
        found = read_text_expression(ref)
        return found if found.inline is None else TextRef(inline=(Output(ref),))
    return TextRef(inline=read_template(element))


def read_text_expression(text: str) -> TextRef:
    """Return a message attribute: ``jr:itext('id')``, ``jr:itext(expression)`` or plain text."""
    match = _ITEXT.match(text)
    if match is None:
        return TextRef(inline=text)
    quoted = match.group(1) if match.group(1) is not None else match.group(2)
    if quoted is not None:
        return TextRef(itext=quoted)
    return TextRef(itext_expression=match.group(3))
