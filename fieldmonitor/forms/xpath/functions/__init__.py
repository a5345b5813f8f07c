"""The function library: one table of names, each with its arity and the closure it compiles to."""

from fieldmonitor.forms.xpath.functions import moments, nodesets, numbers, places, texts
from fieldmonitor.forms.xpath.functions.base import Function

FUNCTIONS: dict[str, Function] = {
    **nodesets.FUNCTIONS,
    **texts.FUNCTIONS,
    **numbers.FUNCTIONS,
    **moments.FUNCTIONS,
    **places.FUNCTIONS,
}
"""All functions by the name that forms use, prefix and all."""

__all__ = ["FUNCTIONS", "Function"]
