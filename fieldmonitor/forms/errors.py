"""Everything that can go wrong with a checklist, as types with a code and parameters.

The words for a person are made in :mod:`fieldmonitor.forms.messages`; ``str(error)`` is for a log.
"""

from collections.abc import Mapping
from typing import ClassVar


class ChecklistError(Exception):
    """A checklist, an answer or a draft cannot be used; ``code`` and ``params`` say why."""

    family: ClassVar[str] = "checklist"

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params: Mapping[str, object] = params
        details = ", ".join(f"{name}={value!r}" for name, value in params.items())
        super().__init__(f"{code}({details})")


class FormError(ChecklistError):
    """The form's own definition is at fault: it is refused when it is opened."""

    family = "form"


class CycleError(FormError):
    """Calculations or conditions that need each other; ``params["path"]`` names the refs in turn."""


class ExpressionError(FormError):
    """An expression that cannot be read; ``params`` hold ``expression`` and ``position``."""


class EvaluationError(ChecklistError):
    """An expression that reads well but cannot be computed with the values at hand."""

    family = "evaluation"


class BudgetError(EvaluationError):
    """One step of a session took more work than any honest form needs."""


class AnswerError(ChecklistError):
    """A value, ref or repeat that this session cannot take."""

    family = "answer"


class InstanceError(ChecklistError):
    """A draft or attachment that does not fit its checklist, or is not what it says."""

    family = "instance"
