"""Checklists: XLSForm and XForm in, a live session out.

>>> checklist = Checklist.from_xform(xml)          # doctest: +SKIP
>>> session = checklist.start(language="es")       # doctest: +SKIP
>>> session.answer("/data/group/question", "yes")  # doctest: +SKIP
Changes(refs=('/data/group/question', …), …)

A library of its own inside the project: no window, no database, no network, no disk but the workbook that
:meth:`Checklist.from_xlsform` is given.
"""

from fieldmonitor.forms.changes import Changes, GroupState, Problem
from fieldmonitor.forms.checklist import Checklist
from fieldmonitor.forms.errors import (
    AnswerError,
    BudgetError,
    ChecklistError,
    CycleError,
    EvaluationError,
    ExpressionError,
    FormError,
    InstanceError,
)
from fieldmonitor.forms.instance import Choice
from fieldmonitor.forms.session import Session
from fieldmonitor.forms.views import NodeView

__all__ = [
    "AnswerError",
    "BudgetError",
    "Changes",
    "Checklist",
    "ChecklistError",
    "Choice",
    "CycleError",
    "EvaluationError",
    "ExpressionError",
    "FormError",
    "GroupState",
    "InstanceError",
    "NodeView",
    "Problem",
    "Session",
]
