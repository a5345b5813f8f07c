"""A compiled expression: a closure and what kind of value it gives."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldmonitor.forms.xpath.runtime import Run, RunText
from fieldmonitor.forms.xpath.values import Value

Kind: TypeAlias = Literal["nodes", "string", "number", "boolean", "any"]


@dataclass(slots=True)
class Code:
    """``run`` gives the value; ``text``, where present, gives the string value by a shorter way."""

    kind: Kind
    run: Run
    text: RunText | None = None
    constant: Value | None = None
