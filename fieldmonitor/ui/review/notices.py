"""What to look at before signing, and may be left as it is: open alerts, and words that accuse."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.findings import OpenAlert
from fieldmonitor.app.signing import Review
from fieldmonitor.app.wording import advice, warnings, worded_answers
from fieldmonitor.domain.reports import Finding
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, about, link

MOST = 5
WHY = ":why"
"""How the way to a finding ends where one goes to say why it has no photo."""


def lay_alerts(
    lines: QVBoxLayout,
    alerts: tuple[OpenAlert, ...],
    findings: tuple[Finding, ...],
    compare: Callable[[str], object],
) -> None:
    """Say that alerts are open on this work, with a link to each finding that was not compared yet."""
    waiting = [one for one in findings if one.confirmed and one.same_alert is None]
    if not alerts or not waiting:
        return
    lead = ngettext(
        "Ya hay {n} alerta abierta de esta obra.", "Ya hay {n} alertas abiertas de esta obra.", len(alerts)
    ).format(n=len(alerts))
    words = _("Diga si sus hallazgos son lo mismo: «{title}».").format(title=alerts[0].title.rstrip("."))
    lines.addWidget(Banner("info", words, lead=lead))
    for finding in waiting[:MOST]:
        button = link(
            _("Comparar: {finding}").format(finding=finding.condition), partial(compare, finding.id)
        )
        lines.addWidget(button)


def lay_unproven(
    lines: QVBoxLayout,
    findings: tuple[Finding, ...],
    add: Callable[[str], object],
    explain: Callable[[str], object],
    *,
    online: bool,
) -> None:
    """Name the findings that lack the photo they need, with the ways of giving it or saying why not.

    `online` findings are proven by a page of a portal that was kept.
    """
    lacks, give, say = _("Sin foto."), _("Agregar foto"), _("Explicar por qué no hay foto")
    words = _("No puede firmarse así: agregue la foto, o explique por qué no la hay.")
    if online:
        lacks, give, say = _("Sin página guardada."), _("Agregar la página"), _("Explicar por qué no la hay")
        words = _("No puede firmarse así: agregue la página, o explique por qué no la hay.")
    for finding in findings:
        button = Button(give, "secondary", partial(add, finding.question_ref))
        button.setAccessibleName(about(give, finding.condition))
        lines.addWidget(Banner("warn", words, lead=f"{finding.condition} {lacks}", button=button))
        why = link(say, partial(explain, f"{finding.id}{WHY}"))
        why.setAccessibleName(about(say, finding.condition))
        lines.addWidget(why)


def why_not_yet(checked: Review) -> str:
    """Say what stands before the signature, or nothing where it is open."""
    if count := len(checked.problems):
        words = ngettext(
            "Podrá firmar cuando resuelva {n} problema.",
            "Podrá firmar cuando resuelva los {n} problemas.",
            count,
        )
        return words.format(n=count)
    if count := len(set(checked.undecided) | set(checked.missing_evidence)):
        words = ngettext(
            "Podrá firmar cuando confirme o aparte {n} hallazgo.",
            "Podrá firmar cuando confirme o aparte los {n} hallazgos.",
            count,
        )
        return words.format(n=count)
    return ""


def lay_wording(
    lines: QVBoxLayout,
    draft: Draft,
    findings: tuple[Finding, ...],
    answer: Callable[[str], object],
    reword: Callable[[str], object],
) -> None:
    """Name answers and findings whose words accuse somebody, with links to them; never a block."""
    answers = worded_answers(draft)
    worded = [
        (one, found)
        for one in findings
        if one.confirmed and one.reworded and (found := warnings(one.condition, draft.work))
    ]
    if not answers and not worded:
        return
    warned = [one for answer_ in answers[:MOST] for one in answer_.warned]
    warned += [one for _finding, found in worded[:MOST] for one in found]
    said = [("", words) for words in dict.fromkeys(advice(one) for one in warned)]
    lines.addWidget(Banner("warn", "", lead=_("Conviene revisar estas palabras."), more=said))
    for one in answers[:MOST]:
        button = link(_("Revisar: {question}").format(question=one.question), partial(answer, one.ref))
        button.setAccessibleName(about(_("Revisar las palabras"), one.question))
        lines.addWidget(button)
    for finding, _found in worded[:MOST]:
        button = link(
            _("Revisar: {question}").format(question=finding.condition), partial(reword, finding.id)
        )
        button.setAccessibleName(about(_("Revisar las palabras"), finding.condition))
        lines.addWidget(button)
