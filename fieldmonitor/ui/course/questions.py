"""The test's pages: one question each, the handing in, and how it went."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from fieldmonitor.app.course import CourseView
from fieldmonitor.domain.records import CourseQuestion
from fieldmonitor.system.formats import percent
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.course.words import local, used_up
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.layout import row
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, text


def lay_question(
    lines: QVBoxLayout, view: CourseView, number: int, answer: Callable[[CourseQuestion, int], object]
) -> list[ChoiceRow]:
    """Lay out a question of the test and return its answers; the keyboard stands on the chosen one."""
    question, total = view.asked[number], len(view.asked)
    for result in view.results[-1:]:
        left = ngettext("Le queda {n} intento.", "Le quedan {n} intentos.", result.attempts_left)
        lead = _("No alcanzó la nota: {score}.").format(score=_mark(result.score))
        lines.addWidget(Banner("warn", left.format(n=result.attempts_left), lead=lead))
    head = row(gap=12)
    said = _("Pregunta {n} de {total}").format(n=number + 1, total=total)
    head.addWidget(text(said, tone="secondary"))
    head.addWidget(Mira(total, number, said, width=min(16 * total, 280)))
    head.addStretch(1)
    lines.addLayout(head)
    lines.addWidget(text(local(question.text), "heading", wrap=True))
    lines.addSpacing(look().px(4))
    chosen = view.answers.get(question.id)
    choices = []
    for index, words in enumerate(local(question.options)):
        choice = ChoiceRow(words, index + 1)
        choice.choose(chosen == index)
        choice.clicked.connect(lambda _c=False, index=index: answer(question, index))
        choices.append(choice)
    grid = ChoiceGrid(choices, 1)
    grid.setMaximumWidth(look().px(720))
    lines.addWidget(grid)
    lines.addStretch(1)
    choices[chosen or 0].setFocus(Qt.FocusReason.TabFocusReason)
    return choices


def lay_hand_in(lines: QVBoxLayout, view: CourseView) -> list[int]:
    """Lay out the page before handing in, and return the places of questions that have no answer."""
    lines.addWidget(text(_("Entregar la prueba"), "title"))
    missing = [i for i, question in enumerate(view.asked) if question.id not in view.answers]
    if missing:
        lead = ngettext("Falta {n} pregunta.", "Faltan {n} preguntas.", len(missing)).format(n=len(missing))
        lines.addWidget(Banner("warn", _("Respóndalas antes de entregar."), lead=lead))
    why = _(
        "Al entregar, sus respuestas se firman y se califican en la Contraloría. "
        "Recibirá la nota al sincronizar."
    )
    lines.addWidget(paragraph(why))
    needed = _("Nota para aprobar: {mark}").format(mark=_mark(view.course.pass_mark))
    lines.addWidget(text(needed, tone="secondary"))
    lines.addStretch(1)
    return missing


def lay_result(lines: QVBoxLayout, view: CourseView) -> None:
    """Lay out how the test went, or that its grade is awaited."""
    lines.addWidget(text(_("Prueba final"), "title"))
    lines.addWidget(_result(view))
    lines.addStretch(1)


def _result(view: CourseView) -> Banner:
    if view.passed:
        result = next(result for result in view.results if result.passed)
        lead = _("Aprobó con {score}.").format(score=_mark(result.score))
        return Banner("ok", _("Su credencial llega cuando la Contraloría le acredite."), lead=lead)
    if used_up(view):
        score = _mark(max(result.score for result in view.results))
        needed = _mark(view.course.pass_mark)
        words = _("Su mejor nota: {score}; se aprueba con {mark}. Consulte a su coordinación.")
        return Banner("warn", words.format(score=score, mark=needed), lead=_("No le quedan intentos."))
    words = _("La Contraloría la califica. Sincronice más tarde para ver la nota.")
    return Banner("info", words, lead=_("Su prueba está entregada."))


def _mark(share: float) -> str:
    """Return a mark as 70 %, or 66.7 % where it is no whole number."""
    return percent(share * 100).replace(".0", "")
