"""The course: modules at the left, the lesson in the middle with a check beside it, the test at the end."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from fieldmonitor.app import course
from fieldmonitor.app.course import CourseView
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.records import CourseQuestion, Lesson
from fieldmonitor.system.translations import _
from fieldmonitor.ui.course.check import CheckPanel
from fieldmonitor.ui.course.questions import lay_hand_in, lay_question, lay_result
from fieldmonitor.ui.course.words import TEST, final_item, local, module_item, used_up
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.index import Index
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.markdown import LessonText
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

ASIDE = 424
"""Width of what stands beside the lesson, in design pixels."""


class CourseScreen(Screen):
    """`ref` of its route: a lesson's id, or "test:3" for the fourth question."""

    place = "course"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._view: CourseView | None = None
        self._at = route.ref
        self._choices: list[ChoiceRow] = []
        self._check: CheckPanel | None = None
        body = QWidget()
        across = row(body, gap=0)
        self._index = Index(_("Módulos del curso"), self._open_module)
        self._page = Page()
        across.addWidget(self._index)
        across.addWidget(self._page, 1)
        self._frame = panel("aside", ASIDE)
        self._aside = Page(margins=(32, 24, 40, 24))
        column(self._frame, gap=0).addWidget(self._aside)
        self._frame.hide()
        across.addWidget(self._frame)
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
        clear(self._page.column)
        clear(self._aside.column)
        self._choices, self._check = [], None
        if self._at.startswith(TEST):
            self._frame.hide()
            self._show_test()
        else:
            self._show_lesson()

    # -- index -------------------------------------------------------------------------------------

    def _show_index(self) -> None:
        view = self._course
        items = [module_item(module, number, self._at) for number, module in enumerate(view.modules, 1)]
        items.append(final_item(view))
        here = next((m.id for m in view.modules if any(lesson.id == self._at for lesson in m.lessons)), TEST)
        self._index.show_items(items, here)

    def _open_module(self, name: str) -> None:
        """Open a module at its first lesson that was not read yet."""
        if name == TEST:
            self._open(f"{TEST}:0")
            return
        view = self._course
        lessons = next(module.lessons for module in view.modules if module.id == name)
        self._open(next((one.id for one in lessons if one.id not in view.lessons_read), lessons[0].id))

    def _open(self, name: str) -> None:
        self._at = name
        if self._view is not None:
            self.show_course(self._view)
        self._page.verticalScrollBar().setValue(0)

    # -- a lesson ----------------------------------------------------------------------------------

    def _show_lesson(self) -> None:
        view = self._course
        module = next(m for m in view.modules if any(lesson.id == self._at for lesson in m.lessons))
        at = next(i for i, lesson in enumerate(module.lessons) if lesson.id == self._at)
        lesson = module.lessons[at]
        self._lay_lesson(lesson, at, len(module.lessons))
        self._lay_check(lesson)
        self._page.column.addStretch(1)
        self._next_step(lesson)

    def _lay_lesson(self, lesson: Lesson, at: int, total: int) -> None:
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

    def _lay_check(self, lesson: Lesson) -> None:
        """Lay the check beside the lesson, or below it where there is no room beside."""
        beside = bool(lesson.checks) and not look().compact
        self._frame.setVisible(beside)
        if not lesson.checks:
            return
        self._check = CheckPanel(lesson, self._course.checks, self._checked)
        if beside:
            self._aside.column.addWidget(self._check)
            self._aside.column.addStretch(1)
            return
        self._page.column.addSpacing(look().px(16))
        self._page.column.addWidget(rule("ruleStrong"))
        self._page.column.addSpacing(look().px(8))
        self._check.setMaximumWidth(look().px(760))
        self._page.column.addWidget(self._check)

    def _checked(self, check: str, option: int) -> None:
        ws = self.context.ws
        self._presenter.ask(lambda: course.answer_check(ws, check, option))
        lesson = next(lesson for lesson in self._course.course.lessons if lesson.id == self._at)
        self._next_step(lesson)
        if look().compact:  # once the explanation below the answers has its size
            QTimer.singleShot(0, self, self._show_verdict)

    def _show_verdict(self) -> None:
        bar = self._page.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _next_step(self, lesson: Lesson) -> None:
        """Offer what comes next: a check that has no answer, the next lesson, the test."""
        lessons = self._course.course.lessons
        at = lessons.index(lesson)
        self.strip.reset()
        if at:
            before = lessons[at - 1]
            back = _("Anterior") if look().narrow else _("Lección anterior")
            self.strip.leading(back, lambda: self._open(before.id))
        self.strip.note(_("Su avance queda guardado en esta laptop."))
        todo = self._check.todo if self._check is not None else None
        if todo is not None and lesson.id not in self._course.lessons_read:
            words = _("Pregunta {n}") if look().scale > 1.5 else _("Responder la pregunta {n}")
            self.strip.act(words.format(n=todo), lambda: self._turn_to(todo), kind="primary")
        elif at + 1 < len(lessons):
            words = _("Siguiente lección")
            self.strip.act(words, lambda: self._read(lesson.id, lessons[at + 1].id), kind="primary")
        elif self._course.passed:
            self.strip.act(_("Ver mi credencial"), lambda: self.go("credential"), kind="primary")
        else:
            self.strip.act(_("Ir a la prueba"), lambda: self._read(lesson.id, f"{TEST}:0"), kind="primary")

    def _turn_to(self, number: int) -> None:
        if self._check is not None:
            self._check.turn_to(number)

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
        self.strip.reset()
        if view.passed or view.waiting or used_up(view):
            self._show_result()
            return
        number = min(int(self._at.partition(":")[2] or 0), len(view.asked))
        if number == len(view.asked) and view.results and not view.answers:
            number, self._at = 0, f"{TEST}:0"  # the last attempt was graded meanwhile: here begins the next
        if number == len(view.asked):
            self._show_hand_in()
            return
        self._choices = lay_question(self._page.column, view, number, self._answer)
        if number:
            self.strip.leading(_("Anterior"), lambda: self._go_on(f"{TEST}:{number - 1}"))
        self.strip.note(_("Puede volver y cambiar sus respuestas antes de entregar."))
        last = number + 1 == len(view.asked)
        words = _("Revisar y entregar") if last else _("Siguiente pregunta")
        if look().narrow and look().scale > 1.5 and not last:
            words = _("Siguiente")
        self.strip.act(words, lambda: self._go_on(f"{TEST}:{number + 1}"), kind="primary")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._choose(event.key() - Qt.Key.Key_1):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.strip.primary is not None:
            self.strip.primary.click()
            return
        super().keyPressEvent(event)

    def _choose(self, number: int) -> bool:
        """Choose an answer by the digit that stands beside it."""
        if 0 <= number < len(self._choices):
            self._choices[number].click()
            return True
        return self._check is not None and self._check.choose(number)

    def _answer(self, question: CourseQuestion, option: int) -> None:
        for index, choice in enumerate(self._choices):
            choice.choose(index == option)
        self._course.answers[question.id] = option
        ws = self.context.ws
        self._presenter.ask(lambda: course.answer_question(ws, question.id, option))
        self._show_index()

    def _show_hand_in(self) -> None:
        missing = lay_hand_in(self._page.column, self._course)
        last = len(self._course.asked) - 1
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
        view = self._course
        lay_result(self._page.column, view)
        self.strip.space()
        if view.passed:
            self.strip.act(_("Ver mi credencial"), lambda: self.go("credential"), kind="primary")
        elif used_up(view):
            first = view.course.lessons[0].id
            self.strip.act(_("Repasar las lecciones"), lambda: self._open(first), kind="primary")
        else:
            self._offer_exchange()

    def _offer_exchange(self) -> None:
        self.strip.act(
            _("Sincronizar ahora"), self.context.synchronise, kind="primary", icon_name="refresh-cw"
        )

    # -- nothing yet -------------------------------------------------------------------------------

    def _nothing(self) -> None:
        self._index.hide()
        clear(self._page.column)
        self._page.column.addWidget(text(_("Curso"), "title"))
        self._page.column.addSpacing(look().px(16))
        way = Way.online(
            _("Sincronice para traer las lecciones; luego se leen sin conexión."), self.context.synchronise
        )
        why = _("El curso llega al inscribir esta laptop.")
        self._page.column.addWidget(empty_page(_("El curso todavía no está en esta laptop"), why, [way]))
        self._page.column.addStretch(1)
        self.strip.reset()
        self.strip.say(_("Falta traer el curso"), _("Después se lee y se da la prueba sin conexión."))
        self._offer_exchange()

    @property
    def _course(self) -> CourseView:
        assert self._view is not None
        return self._view
