"""Making a document in a language of its own, whatever the program speaks."""

from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

from fieldmonitor.system.translations import set_request_language

T = TypeVar("T")


def in_language(language: str, make: Callable[[], T]) -> T:
    """Return what `make` makes with a language in force; outside of it nothing changes."""

    def run() -> T:
        set_request_language(language)
        return make()

    return copy_context().run(run)
