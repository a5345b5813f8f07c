"""The shape of an error's words."""

from collections.abc import Callable

Sentence = Callable[[], tuple[str, str]]
"""Makes what happened, and the next step; called when shown, so that the language is the one in force."""
