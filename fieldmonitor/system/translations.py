"""One gettext catalogue for the window, the command line, the portal and documents.

Message ids are Spanish, the first language: a missing translation shows Spanish, never a code.
The `.po` files are read as they stand (Babel), so no compiled file has to be kept in step.
"""

import gettext
from contextvars import ContextVar
from functools import cache

from fieldmonitor.system.resources import resource

LANGUAGES = ("es", "en", "qu")
"""Languages a person can choose, as ISO 639-1 codes; the first is the default."""

DOMAIN = "fieldmonitor"

_language: ContextVar[str | None] = ContextVar("language", default=None)
_default = "es"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = resource("translations", language, "LC_MESSAGES", f"{DOMAIN}.po")
    if not path.is_file():
        return gettext.NullTranslations()
    import io

    from babel.messages.mofile import write_mo  # slow import: only once a catalogue is needed
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language, domain=DOMAIN))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def current_language() -> str:
    """Return the language in force here: the request's own, or else the program's."""
    return _language.get() or _default


def set_default_language(language: str) -> None:
    """Choose the language of this program, for every thread."""
    global _default
    _default = language if language in LANGUAGES else LANGUAGES[0]


def set_request_language(language: str | None) -> None:
    """Choose the language of the current task only (a server's request); None returns to the default."""
    _language.set(language if language in LANGUAGES else None)


def _(message: str) -> str:
    """Return a Spanish source message in the language in force."""
    return _catalogue(current_language()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of a message that fits the number n, in the language in force."""
    return _catalogue(current_language()).ngettext(singular, plural, n)
