"""Which part of a found thing matched, and the words around the match: what a person reads of a result."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from fieldmonitor.app.search_text import Part
from fieldmonitor.domain.wording import fold

_WORD = re.compile(r"\w+")
BEFORE = 40
"""Letters that stand before a match; what is before them is left out."""


@dataclass(frozen=True, slots=True)
class Said:
    """A code of what matched, its own label where it has one (a question's), and the words around it."""

    code: str = ""
    label: str = ""
    words: str = ""


def best(parts: Iterable[Part], wanted: str) -> Part | None:
    """Return the part in which most of the words typed begin some word; none where none does."""
    typed = [fold(word) for word in _WORD.findall(wanted)]
    counted = [(sum(_at(part.words, word) >= 0 for word in typed), part) for part in parts]
    most = max((count for count, _part in counted), default=0)
    return next((part for count, part in counted if count == most), None) if most else None


def around(words: str, wanted: str) -> str:
    """Return words from shortly before the first match on, on one line."""
    line = " ".join(words.split())
    places = [at for word in _WORD.findall(wanted) if (at := _at(line, fold(word))) >= 0]
    if not places or min(places) <= BEFORE:
        return line
    begin = line.rfind(" ", 0, min(places) - BEFORE // 2) + 1
    return f"… {line[begin:]}"


def _at(words: str, typed: str) -> int:
    found = re.search(rf"(?<!\w){re.escape(typed)}", fold(words))
    return found.start() if found else -1


def question_labels(xform: str, language: str) -> dict[str, str]:
    """Return the words of each typed question of a checklist, in a language or in its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(xform.encode(), parser)
    except etree.XMLSyntaxError:
        return {}
    texts = _texts(tree, language)
    labels: dict[str, str] = {}
    for asked in tree.iterfind(".//{*}input"):
        label, ref = asked.find("{*}label"), asked.get("ref")
        if label is None or ref is None:
            continue
        named = re.fullmatch(r"jr:itext\('(.+)'\)", label.get("ref", ""))
        labels[ref] = texts.get(named.group(1), "") if named else (label.text or "")
    return labels


def _texts(tree: etree._Element, language: str) -> dict[str, str]:
    spoken = list(tree.iterfind(".//{*}itext/{*}translation"))
    if not spoken:
        return {}
    fitting = [one for one in spoken if f"({language})" in one.get("lang", "") or one.get("lang") == language]
    own = [one for one in spoken if one.get("default")]
    chosen = (fitting or own or spoken)[0]
    return {
        one.get("id", ""): " ".join("".join(map(str, value.itertext())).split())
        for one in chosen.iterfind("{*}text")
        if (value := one.find("{*}value")) is not None
    }
