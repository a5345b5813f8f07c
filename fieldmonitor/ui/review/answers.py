"""All answers of a report, part by part, as they are read back before signing and after."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldmonitor.app.drafts import Draft
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.typed import answer_words
from fieldmonitor.ui.widgets.buttons import about, link
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import text


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question and its answer in words; empty where there is none."""

    ref: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """A part of the checklist with its answers."""

    ref: str
    title: str
    answered: int
    questions: int
    answers: tuple[AnswerLine, ...]


def answer_groups(draft: Draft) -> list[AnswerGroup]:
    """Return every relevant part with its relevant questions."""
    found = []
    for number, group in enumerate((g for g in draft.session.groups() if g.relevant), 1):
        lines = tuple(
            AnswerLine(node.ref, node.label, answer_words(node))
            for node in draft.session.node(group.ref).walk()
            if node.kind == "question" and node.relevant and (node.value or node.control != "trigger")
        )
        title = f"{number}. {group.label}"
        found.append(AnswerGroup(group.ref, title, group.required_answered, group.required, lines))
    return found


def answers_widget(groups: list[AnswerGroup], change: Callable[[str], object] | None = None) -> QWidget:
    """Return the answers laid out; with `change` each line has a link that comes back."""
    box = QWidget()
    lines = column(box, gap=0)
    for group in groups:
        head = row(margins=(0, 16, 0, 6))
        head.addWidget(text(group.title, "heading", wrap=True), 1)
        share = _("{answered} de {questions} respuestas").format(
            answered=group.answered, questions=group.questions
        )
        head.addWidget(text(share, tone="secondary"))
        lines.addLayout(head)
        lines.addWidget(rule("ruleStrong"))
        for answer in group.answers:
            lines.addWidget(_line(answer, change))
            lines.addWidget(rule())
    return box


def _line(answer: AnswerLine, change: Callable[[str], object] | None) -> QWidget:
    box = QWidget()
    narrow = look().narrow
    across = row(box, margins=(0, 2 if change else 9, 0, 2 if change else 9), gap=16)
    across.addWidget(text(answer.question, wrap=True), 4)
    said = text(answer.answer or _("Sin respuesta"), strong=bool(answer.answer), wrap=True)
    if not answer.answer:
        said.setProperty("tone", "secondary")
    across.addWidget(said, 4 if narrow else 5)
    if change is not None:
        button = link(_("Cambiar"), lambda: change(answer.ref))
        button.setAccessibleName(about(_("Cambiar"), answer.question))
        across.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    return box
