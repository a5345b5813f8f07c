"""The course: modules and lessons at the left, the lesson in the middle, the test one question per page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from fieldmonitor.app import course
from fieldmonitor.app.course import CourseView
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.records import CourseQuestion, Lesson
from fieldmonitor.system.translations import _, current_language, ngettext
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.index import Index, IndexItem
from fieldmonitor.ui.widgets.layout import Page, clear, row
from fieldmonitor.ui.widgets.markdown import LessonText
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import percent

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

TEST = "test"


def local(words: dict[str, str]) -> str:
    """Return words in the language in force; what has no translation is in Spanish."""
    return words.get(current_language()) or words.get("es", "")


def options(question: CourseQuestion) -> tuple[str, ...]:
    """Return a question's answers in the language in force."""
    return question.options.get(current_language()) or question.options.get("es", ())


class CourseScreen(Screen):
    """`ref` of its route: a lesson's id, or "test:3" for the fourth question."""

    place = "course"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._view: CourseView | None = None
        self._at = route.ref
        self._choices: list[ChoiceRow] = []
        body = QWidget()
        self._across = row(body, gap=0)
        self._index = Index(_("Lecciones del curso"), self._open)
        self._page = Page()
        self._across.addWidget(self._index)
        self._across.addWidget(self._page, 1)
        self.set_body(body)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._presenter.ask(lambda: course.view(self.context.ws), self.show_course)

    def close_screen(self) -> None:
        self._presenter.close()

    def route(self) -> Route:
        return self._route.at(self._at)

    def trouble(self, error: Exception) -> None:
        if isinstance(error, FieldMonitorError) and error.code == "course.not_here":
            self._nothing()
        else:
            super().trouble(error)

    def show_course(self, view: CourseView) -> None:
        """Show the course as it stands, at the spot one was."""
        self._view = view
        lessons = [lesson.id for lesson in view.course.lessons]
        if self._at not in lessons and not self._at.startswith(TEST):
            self._at = next((name for name in lessons if name not in view.lessons_read), lessons[0])
        self._show_index()
        if self._at.startswith(TEST):
            self._show_test()
        else:
            self._show_lesson()

    # -- index -------------------------------------------------------------------------------------

    def _show_index(self) -> None:
        view = self._course
        items = [
            IndexItem(
                lesson.id,
                f"{number}. {local(lesson.title)}",
                _("Leída") if lesson.id in view.lessons_read else _("Sin leer"),
                "circle-check" if lesson.id in view.lessons_read else "circle",
                "ok" if lesson.id in view.lessons_read else "secondary",
            )
            for number, lesson in enumerate(view.course.lessons, 1)
        ]
        ready = all(lesson.id in view.lessons_read for lesson in view.course.lessons)
        state, icon, tone = self._test_state(ready)
        items.append(IndexItem(TEST, _("Prueba final"), state, icon, tone, enabled=ready or view.passed))
        self._index.show_items(items, TEST if self._at.startswith(TEST) else self._at)

    def _test_state(self, ready: bool) -> tuple[str, str, str]:
        view = self._course
        if view.passed:
            return _("Aprobada"), "circle-check", "ok"
        if view.waiting:
            return _("Espera la nota"), "clock", "secondary"
        if self._used_up(view):
            return _("Sin intentos"), "circle-x", "error"
        if not ready:
            return _("Se abre al leer todo"), "lock", "secondary"
        total = len(view.course.questions)
        words = _("{n} de {total} respondidas").format(n=len(view.answers), total=total)
        return words, "circle-dot", "secondary"

    def _open(self, name: str) -> None:
        self._at = f"{TEST}:0" if name == TEST else name
        if self._view is not None:
            self.show_course(self._view)
        self._page.verticalScrollBar().setValue(0)

    # -- a lesson ----------------------------------------------------------------------------------

    def _show_lesson(self) -> None:
        lessons = self._course.course.lessons
        at = next(i for i, lesson in enumerate(lessons) if lesson.id == self._at)
        lesson = lessons[at]
        self._lay_lesson(lesson, at, len(lessons))
        self.strip.reset()
        if at:
            self.strip.leading(_("Anterior"), lambda: self._open(lessons[at - 1].id))
        self.strip.note(_("Su avance queda guardado en esta laptop."))
        if at + 1 < len(lessons):
            self.strip.act(
                _("Siguiente lección"), lambda: self._read(lesson.id, lessons[at + 1].id), kind="primary"
            )
        elif self._course.passed:
            self.strip.act(_("Ver mi credencial"), lambda: self.go("credential"), kind="primary")
        else:
            self.strip.act(_("Ir a la prueba"), lambda: self._read(lesson.id, f"{TEST}:0"), kind="primary")

    def _lay_lesson(self, lesson: Lesson, at: int, total: int) -> None:
        clear(self._page.column)
        lines = self._page.column
        head = row(gap=12)
        said = _("Lección {n} de {total}").format(n=at + 1, total=total)
        head.addWidget(text(said, tone="secondary"))
        head.addWidget(Mira(total, at, said, width=24 * min(total, 8)))
        head.addStretch(1)
        lines.addLayout(head)
        title = local(lesson.title)
        lines.addWidget(text(title, "title", wrap=True))
        lines.addSpacing(look().px(4))
        shown = LessonText(local(lesson.markdown), lesson.pictures, title)
        shown.setMaximumWidth(look().px(760))
        lines.addWidget(shown)
        lines.addStretch(1)

    def _read(self, lesson: str, following: str) -> None:
        ws = self.context.ws
        self._presenter.ask(lambda: course.read_lesson(ws, lesson), lambda _done: self._go_on(following))

    def _go_on(self, following: str) -> None:
        self._at = following
        self._page.verticalScrollBar().setValue(0)
        self.refresh()

    # -- the test ----------------------------------------------------------------------------------

    def _show_test(self) -> None:
        view = self._course
        clear(self._page.column)
        self.strip.reset()
        self._choices = []
        if view.passed or view.waiting or self._used_up(view):
            self._show_result()
            return
        questions = view.course.questions
        number = min(int(self._at.partition(":")[2] or 0), len(questions))
        if number == len(questions) and view.results and not view.answers:
            number, self._at = 0, f"{TEST}:0"  # the last attempt was graded meanwhile: here begins the next
        if number == len(questions):
            self._show_hand_in()
            return
        self._lay_question(questions[number], number, len(questions))
        if number:
            self.strip.leading(_("Anterior"), lambda: self._go_on(f"{TEST}:{number - 1}"))
        self.strip.note(_("Puede volver y cambiar sus respuestas antes de entregar."))
        last = number + 1 == len(questions)
        words = _("Revisar y entregar") if last else _("Siguiente pregunta")
        self.strip.act(words, lambda: self._go_on(f"{TEST}:{number + 1}"), kind="primary")

    def _lay_question(self, question: CourseQuestion, number: int, total: int) -> None:
        lines = self._page.column
        for result in self._course.results[-1:]:
            left = ngettext("Le queda {n} intento.", "Le quedan {n} intentos.", result.attempts_left)
            lead = _("No alcanzó la nota: {score}.").format(score=percent(result.score * 100))
            lines.addWidget(Banner("warn", left.format(n=result.attempts_left), lead=lead))
        head = row(gap=12)
        said = _("Pregunta {n} de {total}").format(n=number + 1, total=total)
        head.addWidget(text(said, tone="secondary"))
        head.addWidget(Mira(total, number, said, width=min(16 * total, 280)))
        head.addStretch(1)
        lines.addLayout(head)
        lines.addWidget(text(local(question.text), "heading", wrap=True))
        lines.addSpacing(look().px(4))
        chosen = self._course.answers.get(question.id)
        for index, words in enumerate(options(question)):
            choice = ChoiceRow(words, index + 1)
            choice.choose(chosen == index)
            choice.clicked.connect(lambda _c=False, index=index: self._answer(question.id, index))
            self._choices.append(choice)
        grid = ChoiceGrid(self._choices, 1)
        grid.setMaximumWidth(look().px(720))
        lines.addWidget(grid)
        lines.addStretch(1)
        self._choices[chosen or 0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self._choices):
            self._choices[number].click()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.strip.primary is not None:
            self.strip.primary.click()
            return
        super().keyPressEvent(event)

    def _answer(self, question: str, option: int) -> None:
        for index, choice in enumerate(self._choices):
            choice.choose(index == option)
        self._course.answers[question] = option
        ws = self.context.ws
        self._presenter.ask(lambda: course.answer_question(ws, question, option))
        self._show_index()

    def _show_hand_in(self) -> None:
        view = self._course
        lines = self._page.column
        lines.addWidget(text(_("Entregar la prueba"), "title"))
        missing = [i for i, question in enumerate(view.course.questions) if question.id not in view.answers]
        if missing:
            words = ngettext("Falta {n} pregunta.", "Faltan {n} preguntas.", len(missing)).format(
                n=len(missing)
            )
            lines.addWidget(Banner("warn", _("Respóndalas antes de entregar."), lead=words))
        why = _(
            "Al entregar, sus respuestas se firman y se califican en la Contraloría. "
            "Recibirá la nota al sincronizar."
        )
        lines.addWidget(paragraph(why))
        needed = _("Nota para aprobar: {mark}").format(mark=percent(view.course.pass_mark * 100))
        lines.addWidget(text(needed, tone="secondary"))
        lines.addStretch(1)
        last = len(view.course.questions) - 1
        self.strip.leading(_("Anterior"), lambda: self._go_on(f"{TEST}:{last}"))
        self.strip.space()
        if missing:
            words = _("Responder la pregunta {n}").format(n=missing[0] + 1)
            self.strip.act(words, lambda: self._go_on(f"{TEST}:{missing[0]}"), kind="primary")
        else:
            self.strip.act(_("Entregar la prueba"), self._hand_in, kind="primary")

    def _hand_in(self) -> None:
        ws = self.context.ws
        self._presenter.ask(lambda: course.hand_in(ws), lambda _attempt: self._handed_in())

    def _handed_in(self) -> None:
        self.context.counts_changed()
        self.context.synchronise()
        self.refresh()

    def _show_result(self) -> None:
        view, lines = self._course, self._page.column
        lines.addWidget(text(_("Prueba final"), "title"))
        if view.passed:
            result = next(result for result in view.results if result.passed)
            lead = _("Aprobó con {score}.").format(score=percent(result.score * 100))
            lines.addWidget(
                Banner("ok", _("Su credencial llega cuando la Contraloría le acredite."), lead=lead)
            )
            self.strip.space()
            self.strip.act(_("Ver mi credencial"), lambda: self.go("credential"), kind="primary")
        elif self._used_up(view):
            score = percent(max(result.score for result in view.results) * 100)
            needed = percent(view.course.pass_mark * 100)
            words = _("Su mejor nota: {score}; se aprueba con {mark}. Consulte a su coordinación.")
            banner = Banner("warn", words.format(score=score, mark=needed), lead=_("No le quedan intentos."))
            lines.addWidget(banner)
            self.strip.space()
            first = view.course.lessons[0].id
            self.strip.act(_("Repasar las lecciones"), lambda: self._open(first), kind="primary")
        else:
            words = _("La Contraloría la califica. Sincronice más tarde para ver la nota.")
            lines.addWidget(Banner("info", words, lead=_("Su prueba está entregada.")))
            self.strip.space()
            self.strip.act(
                _("Sincronizar ahora"), self.context.synchronise, kind="primary", icon_name="refresh-cw"
            )
        lines.addStretch(1)

    @staticmethod
    def _used_up(view: CourseView) -> bool:
        """Tell whether the rule leaves no further attempt, as the server counted them."""
        return any(result.attempts_left == 0 for result in view.results) and not view.passed

    # -- nothing yet -------------------------------------------------------------------------------

    def _nothing(self) -> None:
        self._index.hide()
        clear(self._page.column)
        self._page.column.addWidget(text(_("Curso"), "title"))
        self._page.column.addSpacing(look().px(16))
        way = Way(
            "refresh-cw",
            _("Si tiene internet"),
            _("Sincronice para traer las lecciones; luego se leen sin conexión."),
            _("Sincronizar"),
            self.context.synchronise,
        )
        why = _("El curso llega al inscribir esta laptop.")
        self._page.column.addWidget(empty_page(_("El curso todavía no está en esta laptop"), why, [way]))
        self._page.column.addStretch(1)
        self.strip.reset()
        self.strip.space()
        self.strip.act(
            _("Sincronizar ahora"), self.context.synchronise, kind="primary", icon_name="refresh-cw"
        )

    @property
    def _course(self) -> CourseView:
        assert self._view is not None
        return self._view
