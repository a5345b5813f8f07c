"""Compruebe lo aprendido: a question beside the lesson, answered at once, for the learner alone."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldmonitor.domain.records import Lesson, LessonCheck
from fieldmonitor.system.translations import _
from fieldmonitor.ui.course.words import local
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.layout import clear, column
from fieldmonitor.ui.widgets.words import text


class CheckPanel(QWidget):
    """Shows one of a lesson's checks; an answer is told to `answered(check, option)` and explained."""

    def __init__(
        self, lesson: Lesson, answers: dict[str, int], answered: Callable[[str, int], object]
    ) -> None:
        super().__init__()
        self._checks = lesson.checks
        self._answers = answers
        self._answered = answered
        self._at = next(
            (n for n, check in enumerate(self._checks) if check.id not in answers), len(self._checks) - 1
        )
        self._choices: list[ChoiceRow] = []
        lines = column(self, gap=8)
        self._question = column(gap=8)
        self._verdict = column(gap=0)
        lines.addLayout(self._question)
        lines.addSpacing(look().px(8))
        lines.addLayout(self._verdict)
        self._lay()

    @property
    def todo(self) -> int | None:
        """The number of the check to answer next, from 1: the one shown, or the first that has no answer."""
        left = [n for n, check in enumerate(self._checks, 1) if check.id not in self._answers]
        return next((n for n in left if n >= self._at + 1), left[0] if left else None)

    def turn_to(self, number: int) -> None:
        """Show a check, and bring the keyboard to its answers."""
        if self._at != number - 1:
            self._at = number - 1
            self._lay()
        self._choices[0].setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, option: int) -> bool:
        """Choose an answer by its number from 0; False where there is none."""
        if not 0 <= option < len(self._choices):
            return False
        self._choices[option].click()
        return True

    def _lay(self) -> None:
        clear(self._question)
        check = self._checks[self._at]
        where = _("Compruebe lo aprendido · pregunta {n} de {total}")
        said = where.format(n=self._at + 1, total=len(self._checks))
        self._question.addWidget(text(said, "fact", "secondary", wrap=True))
        self._question.addWidget(text(local(check.text), "heading", wrap=True))
        chosen = self._answers.get(check.id)
        self._choices = []
        for index, words in enumerate(local(check.options)):
            choice = ChoiceRow(words, index + 1)
            choice.choose(chosen == index)
            choice.clicked.connect(lambda _c=False, index=index: self._answer(check, index))
            self._choices.append(choice)
        self._question.addWidget(ChoiceGrid(self._choices, 1))
        self._explain(check, chosen)

    def _answer(self, check: LessonCheck, option: int) -> None:
        for index, choice in enumerate(self._choices):
            choice.choose(index == option)
        self._answers[check.id] = option
        self._explain(check, option)
        self._answered(check.id, option)

    def _explain(self, check: LessonCheck, option: int | None) -> None:
        clear(self._verdict)
        if option is None:
            return
        right = option == check.right
        lead = _("Correcto.") if right else _("No es esa respuesta.")
        self._verdict.addWidget(Banner("ok" if right else "warn", local(check.why), lead=lead))
