"""The parts of a report's page: what the review asks, its receipts, what the signature fixed, its files."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldmonitor.app.queries import ReportView, last_word
from fieldmonitor.domain.local import Evidence, StoredReceipt
from fieldmonitor.domain.records import Activity, Feedback, FeedbackStep, QuestionComment
from fieldmonitor.protocol.messages import ReceiptKind
from fieldmonitor.system.formats import day, moment_comma
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.assessment.pages import kept_row
from fieldmonitor.ui.review.answers import AnswerGroup, AnswerLine
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, about, link
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import in_eights

Open = Callable[[str], object]


def told_of(view: ReportView) -> Feedback | None:
    """Return what was answered to this very version."""
    told = view.feedback
    return told if told is not None and told.report_version == view.row.report.key.version else None


def papers_row(view: ReportView, open_paper: Open) -> QWidget:
    """Return the documents that can be made of a report, each a button."""
    box = QWidget()
    lines = column(box, gap=8) if look().scale > 1.25 else row(box, gap=12)
    access = view.row.report.activity is Activity.INFORMATION_ACCESS
    wanted = [("report", _("Informe en PDF"), "file-text")]
    wanted.append(
        ("letter", _("Solicitud"), "file-pen-line") if access else ("acta", _("Acta"), "file-pen-line")
    )
    if view.receipts:
        wanted.append(("receipt", _("Ver constancia"), "badge-check"))
    for kind, words, icon in wanted:
        lines.addWidget(Button(words, "secondary", partial(open_paper, kind), icon_name=icon))
    lines.addStretch(1)
    return box


def comments_box(
    told: Feedback, groups: list[AnswerGroup], go_on: Callable[[str], object] | None, *, earlier: bool = False
) -> QWidget:
    """Return what the review asks, question by question; `go_on` leads to correcting one of them."""
    box = QWidget()
    lines = column(box, gap=0)
    lead = _("Esta versión responde a la revisión anterior.") if earlier else _("La revisión pide aclarar:")
    lines.addWidget(Banner("info" if earlier else "warn", told.summary, lead=lead))
    answers = {answer.ref: answer for group in groups for answer in group.answers}
    for comment in told.comments:
        lines.addWidget(_comment(comment, answers.get(comment.ref), go_on))
        lines.addWidget(rule())
    return box


def _comment(
    comment: QuestionComment, answer: AnswerLine | None, go_on: Callable[[str], object] | None
) -> QWidget:
    box = QWidget()
    across = row(box, margins=(0, 10, 0, 10), gap=16)
    words = column(gap=2)
    question = answer.question if answer else _("Una pregunta que ya no está en el cuestionario")
    words.addWidget(text(question, strong=True, wrap=True))
    if answer is not None:
        said = _("Usted respondió: {answer}").format(answer=answer.answer or _("Sin respuesta"))
        words.addWidget(text(said, tone="secondary", wrap=True))
    words.addWidget(paragraph(comment.text, lead=_("Revisión:")))
    across.addLayout(words, 1)
    if go_on is not None and answer is not None:
        button = link(_("Corregir"), lambda: go_on(comment.ref))
        button.setAccessibleName(about(_("Corregir"), question))
        across.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return box


def told_in(told: Feedback) -> list[FeedbackStep]:
    """Return the steps that say more than the report's life shows: words, a deadline, the paper they name."""
    return [step for step in told.steps if step.text or step.reference or step.deadline]


def steps_box(told: Feedback) -> QWidget:
    """Return what happened since the report arrived, step by step."""
    box = QWidget()
    lines = _titled(box, _("Qué pasó desde entonces"))
    for step in told_in(told):
        said = QWidget()
        words = column(said, gap=0)
        if step.text:
            words.addWidget(text(step.text, wrap=True))
        facts = [_("N.º {number}").format(number=step.reference)] if step.reference else []
        if step.deadline:
            facts.append(_("Plazo {date}").format(date=day(step.deadline)))
        if facts:
            words.addWidget(text(" · ".join(facts), "fact", "secondary", wrap=True))
        lines.addWidget(pair(f"{names.feedback_step(step.step)}\n{day(step.on)}", said, width=200))
    return box


def proofs(view: ReportView) -> QWidget:
    """Return the receipts at the left and what the signature fixed at the right."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look().px(48))
    left, right = QWidget(), QWidget()
    receipts = _titled(left, _("Constancias"))
    last = last_word(view.receipts)
    if last is not None:
        receipts.addWidget(_receipt(last))
    else:
        words = _("Todavía no hay constancia. El informe sigue guardado en esta laptop.")
        receipts.addSpacing(look().px(8))
        receipts.addWidget(paragraph(words, tone="secondary"))
    receipts.addStretch(1)
    facts = _titled(right, _("Lo que fijó su firma"))
    for name, value in _frozen(view):
        facts.addWidget(pair(name, text(value, wrap=True)))
    facts.addStretch(1)
    grid.addWidget(left, 0, 0)
    grid.addWidget(right, *((1, 0) if look().compact else (0, 1)))
    if not look().compact:
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
    return box


def files_box(files: list[Evidence]) -> QWidget:
    """Return the files that are no photos, each with its size and hash."""
    box = QWidget()
    lines = _titled(box, _("Archivos"))
    for kept in files:
        lines.addWidget(kept_row(kept))
        lines.addWidget(rule())
    return box


def _titled(box: QWidget, title: str) -> QVBoxLayout:
    lines = column(box, gap=0)
    lines.addWidget(text(title, "heading"))
    lines.addSpacing(look().px(8))
    lines.addWidget(rule("ruleStrong"))
    return lines


def _receipt(receipt: StoredReceipt) -> QWidget:
    value = QWidget()
    lines = column(value, gap=0)
    lines.addWidget(text(receipt.number, strong=True))
    lines.addWidget(text(moment_comma(receipt.received_at), "fact", "secondary"))
    if receipt.kind == ReceiptKind.CONTENT:
        left = _("Faltan fotos originales; cuando lleguen, esta constancia será completa.")
        lines.addWidget(text(left, "fact", "secondary", wrap=True))
    return pair(names.receipt_kind(receipt.kind), value, width=200)


def _frozen(view: ReportView) -> list[tuple[str, str]]:
    report = view.row.report
    answered = _("{answered} de {questions}").format(answered=report.answered, questions=report.questions)
    rows = [
        (_("Respuestas"), answered),
        (_("Fotos y archivos"), str(len(view.evidence))),
        (_("Hallazgos"), str(sum(finding.confirmed for finding in report.findings))),
        (_("Iniciado"), moment_comma(report.started_at)),
    ]
    if view.visit:
        rows.append((_("Visita"), "\n".join(names.visit_mark(mark) for mark in view.visit)))
    if report.manifest_sha256:
        rows.append((_("Huella"), in_eights(report.manifest_sha256)))
    if report.replaces:
        rows.append((_("Corrige la huella"), report.replaces[:16]))
    rows.append((_("Versiones"), ", ".join(f"{v.key.version} ({day(v.saved_at)})" for v in view.versions)))
    return rows
