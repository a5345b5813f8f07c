"""What is said of the course: its texts in the language in force, and how far each module is."""

from collections.abc import Mapping
from typing import TypeVar

from fieldmonitor.app.course import CourseView, Module
from fieldmonitor.system.translations import _, current_language, ngettext
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.index import IndexItem

T = TypeVar("T")

TEST = "test"
"""The test's name in the index, and the first word of its pages' routes."""


def local(words: Mapping[str, T]) -> T:
    """Return a text, or a list of texts, in the language in force; what has no translation is in Spanish."""
    return words.get(current_language(), words["es"])


def module_item(module: Module, number: int, here: str) -> IndexItem:
    """Return a module as the index shows it; `here` is the lesson one is at."""
    total, large = len(module.lessons), look().scale > 1.25
    lessons = ngettext("{n} lección", "{n} lecciones", total).format(n=total)
    at = next((n for n, lesson in enumerate(module.lessons, 1) if lesson.id == here), 0)
    if module.complete:
        state = _("Completo") if large else _("Completo · {lessons}").format(lessons=lessons)
        icon, tone = "circle-check", "ok"
    elif at:
        state, icon, tone = _("Lección {n} de {total}").format(n=at, total=total), "circle-dot", "secondary"
    elif module.read:
        state = _("{n} de {total} leídas").format(n=module.read, total=total)
        icon, tone = "circle-dot", "secondary"
    else:
        state = _("Sin empezar") if large else _("Sin empezar · {lessons}").format(lessons=lessons)
        icon, tone = "circle", "secondary"
    return IndexItem(module.id, f"{number}. {local(module.title)}", state, icon, tone)


def final_item(view: CourseView) -> IndexItem:
    """Return the test as the index shows it: shut until every lesson was read."""
    ready = all(module.complete for module in view.modules)
    state, icon, tone = _test_state(view, ready)
    return IndexItem(TEST, _("Prueba final"), state, icon, tone, enabled=ready or view.passed)


def used_up(view: CourseView) -> bool:
    """Tell whether the rule leaves no further attempt, as the server counted them."""
    return any(result.attempts_left == 0 for result in view.results) and not view.passed


def _test_state(view: CourseView, ready: bool) -> tuple[str, str, str]:
    if view.passed:
        return _("Aprobada"), "circle-check", "ok"
    if view.waiting:
        return _("Espera la nota"), "clock", "secondary"
    if used_up(view):
        return _("Sin intentos"), "circle-x", "error"
    if not ready:
        return _("Se abre al leer todo"), "lock", "secondary"
    words = _("{n} de {total} respondidas").format(n=len(view.answers), total=len(view.asked))
    return words, "circle-dot", "secondary"
