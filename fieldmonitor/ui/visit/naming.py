"""What stands in the head of the screens of a visit: which work, and which visit to it."""

from fieldmonitor.app.drafts import Draft
from fieldmonitor.domain.records import Activity
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.wording import day


def name_visit(head: VisitHeader | None, draft: Draft) -> None:
    """Say in the head which visit is open."""
    if head is not None:
        words = visit_words(draft)
        head.name_visit(names.short_work(draft.work.name), words, keep=draft.report.practice)


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
