"""Names, hashes and searched words, cut or made breakable; no Qt, so that every screen writes them alike."""

import re
import unicodedata

from fieldmonitor.system.translations import _

_PLACE = re.compile(r",\s+(?:en el\s+)?distrito de .+$", re.IGNORECASE)


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
