"""What the screens of a visit say of it: which work, which visit, and where going on leads."""

from fieldmonitor.app.assessment import is_assessment
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.progress import progress
from fieldmonitor.domain.records import Activity
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.theme import look


def name_visit(head: VisitHeader | None, draft: Draft) -> None:
    """Say in the head which visit is open."""
    if head is not None:
        words = visit_words(draft)
        keep = draft.report.practice or draft.key.version > 1  # neither may be taken for a visit under way
        head.name_visit(names.short_work(draft.work.name), words, keep=keep)


def visit_words(draft: Draft) -> str:
    """Return which visit a draft is of: its number among this volunteer's on the work, and its day."""
    report = draft.report
    if report.practice:
        return _("Práctica: no se envía")
    if report.activity is Activity.INFORMATION_ACCESS:
        said = names.activity(report.activity)
    else:
        said = _("Visita {n}").format(n=draft.number)
    said = f"{said} · {day(draft.begun)}"
    return _("{visit}, corrección").format(visit=said) if report.key.version > 1 else said


def leave_words(draft: Draft | None) -> str:
    """Return the words of the way out of a report that is being written."""
    if look().narrow:
        return _("Salir")
    online = draft is not None and is_assessment(draft.session)
    return _("Salir de la veeduría") if online else _("Salir de la visita")


def back_words(draft: Draft | None) -> str:
    """Return the words of the way back from photos to where the person stood."""
    if look().narrow:
        return _("Volver")
    if draft is None:
        return _("Volver al cuestionario")
    if is_assessment(draft.session):
        return _("Volver a la matriz")
    return _("Volver a la parte {n}").format(n=progress(draft.session).part)


def go_on_words(draft: Draft) -> str:
    """Return the words of the main step that leads from photos to where the person stood."""
    if is_assessment(draft.session):
        return _("Seguir con la matriz")
    return _("Seguir con la parte {n}").format(n=progress(draft.session).part)
