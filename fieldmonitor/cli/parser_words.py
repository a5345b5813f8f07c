"""The command line's own words: usage, headings and complaints of argparse, in the person's language.

argparse takes its words from `gettext` under their English text and offers no other way in, so its `_` is
replaced once. A text of a newer Python that is not listed here stays in English.
"""

import argparse
from collections.abc import Callable

from fieldmonitor.system.translations import _

WORDS: dict[str, Callable[[], str]] = {
    "usage: ": lambda: _("uso: "),
    "positional arguments": lambda: _("argumentos"),
    "options": lambda: _("opciones"),
    "show this help message and exit": lambda: _("muestra esta ayuda"),
    "%(prog)s: error: %(message)s\n": lambda: _("%(prog)s: error: %(message)s") + "\n",
    "argument %(argument_name)s: %(message)s": lambda: _("argumento %(argument_name)s: %(message)s"),
    "the following arguments are required: %s": lambda: _("faltan estos argumentos: %s"),
    "one of the arguments %s is required": lambda: _("falta uno de estos argumentos: %s"),
    "unrecognized arguments: %s": lambda: _("argumentos que no se conocen: %s"),
    "expected one argument": lambda: _("falta su valor"),
    "expected at most one argument": lambda: _("lleva un valor como máximo"),
    "expected at least one argument": lambda: _("necesita al menos un valor"),
    "invalid choice: %(value)r (choose from %(choices)s)": lambda: _(
        "%(value)r no es una opción (elija entre %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": lambda: _("%(value)r no es un valor de la clase %(type)s"),
    "not allowed with argument %s": lambda: _("no se puede usar junto con %s"),
    "ambiguous option: %(option)s could match %(matches)s": lambda: _(
        "la opción %(option)s es ambigua: puede ser %(matches)s"
    ),
    "ignored explicit argument %r": lambda: _("no lleva valor, y se dio %r"),
}
"""argparse's English → ours."""


def speak() -> None:
    """Let argparse speak the language in force."""
    vars(argparse)["_"] = translated


def translated(english: str) -> str:
    """Return a text of argparse in the language in force."""
    ours = WORDS.get(english)
    return english if ours is None else ours()
