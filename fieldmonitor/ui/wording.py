"""Names, hashes and searched words, cut or made breakable; no Qt, so that every screen writes them alike."""

import re
import unicodedata

from fieldmonitor.system.translations import _

_PLACE = re.compile(r",\s+(?:en el\s+)?distrito de .+$", re.IGNORECASE)


_SMALL = frozenset({"de", "del", "la", "las", "los", "el", "y", "e"})


def readable(name: str) -> str:
    """Return a name that a register wrote in capitals as people write it: San Juan de la Virgen."""
    if name != name.upper():
        return name
    words = name.lower().split()
    return " ".join(
        word if number and word in _SMALL else word[:1].upper() + word[1:]
        for number, word in enumerate(words)
    )


def in_eights(value: str) -> str:
    """Return a whole hash in groups of eight digits, to compare by eye."""
    return " ".join(value[i : i + 8] for i in range(0, len(value), 8))


def short_hash(value: str) -> str:
    """Return the first twelve digits of a hash in fours, enough to compare by eye."""
    return " ".join(value[i : i + 4] for i in range(0, 12, 4))


def short_work(name: str) -> str:
    """Return a work's name without the place at its end, for where the place stands beside it or is known."""
    return _PLACE.sub("", name) or name


def breakable(words: str) -> str:
    """Return a long name that may be broken after each sixteen letters and each slash."""
    parts = [words[i : i + 16] for i in range(0, len(words), 16)]
    return "\u200b".join(parts).replace("/", "/\u200b").replace("\\", "\\\u200b")


def folded(words: str) -> str:
    """Return words as they are compared in a search: no accents, no case."""
    plain = unicodedata.normalize("NFD", words)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def runasimi_note() -> str:
    """Return what is said wherever Quechua can be chosen."""
    return _("Runasimi está en preparación: los textos que faltan se ven en español.")
