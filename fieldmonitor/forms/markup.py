"""Labels are written in Markdown with a little HTML; this makes them safe to show, or plain.

The result of :func:`to_html` holds only tags from a short list and no attribute but a link's target and a
colour; everything else is shown as it was typed. Links lead to the web or to mail, never to files or scripts.
"""

import re
from html import escape

_TAGS = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "u": "u",
    "sub": "sub",
    "sup": "sup",
    "br": "br",
    "p": "p",
}
_TAG = re.compile(r"&lt;(/?)([a-z]{1,6})\s*/?&gt;", re.IGNORECASE)
_SPAN = re.compile(
    r"&lt;span style=(?:&quot;|&#x27;)\s*(?:color:\s*(#[0-9a-f]{3,6}|[a-z]{3,20});?)?[^&]*?"
    r"(?:&quot;|&#x27;)\s*&gt;"
    r"(.*?)&lt;/span&gt;",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(\s*((?:https?://|mailto:)[^\s)]{1,600})\s*\)", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_\\])\1(?![\w*])", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!])")
_HELD = re.compile("\ue000(\\d+)\ue001")


def to_html(text: str) -> str:
    """Return a label as HTML that can do no harm."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(escape(match.group(1)))
        return f"\ue000{len(held) - 1}\ue001"

    shown = escape(_ESCAPED.sub(hold, text.replace("\ue000", "").replace("\ue001", "").strip()))
    shown = _SPAN.sub(_coloured, shown)
    shown = _TAG.sub(_allowed, shown)
    shown = _LINK.sub(lambda match: f'<a href="{match.group(2)}">{match.group(1)}</a>', shown)
    shown = _HEADING.sub(lambda match: f"<b>{match.group(2)}</b>", shown)
    shown = _BULLET.sub("• ", shown)
    shown = _BOLD.sub(r"<b>\2</b>", shown)
    shown = _ITALIC.sub(r"<i>\2</i>", shown)
    shown = shown.replace("\n", "<br>")
    return _HELD.sub(lambda match: held[int(match.group(1))], _balanced(shown))


def to_plain(text: str) -> str:
    """Return a label without any styling, for screen readers, lists and documents."""
    from html import unescape

    return unescape(re.sub(r"<[^<>]{1,700}>", "", to_html(text).replace("<br>", "\n"))).strip()


def _coloured(match: re.Match[str]) -> str:
    colour, inner = match.group(1), match.group(2)
    return f'<span style="color:{colour}">{inner}</span>' if colour else inner


def _allowed(match: re.Match[str]) -> str:
    closing, name = match.group(1), match.group(2).lower()
    tag = _TAGS.get(name)
    if tag is None:
        return match.group(0)
    return f"<{closing}{tag}>" if tag != "br" else "<br>"


def _balanced(html: str) -> str:
    """Close what was left open and drop what closes nothing."""
    open_tags: list[str] = []
    parts: list[str] = []
    for part in re.split(r"(</?[a-z]+(?: [^<>]*)?>)", html):
        match = re.fullmatch(r"<(/?)([a-z]+)(?: [^<>]*)?>", part)
        if match is None or match.group(2) == "br":
            parts.append(part)
        elif not match.group(1):
            open_tags.append(match.group(2))
            parts.append(part)
        elif match.group(2) in open_tags:
            while True:
                tag = open_tags.pop()
                parts.append(f"</{tag}>")
                if tag == match.group(2):
                    break
    parts.extend(f"</{tag}>" for tag in reversed(open_tags))
    return "".join(parts)
