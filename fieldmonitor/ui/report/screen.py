"""A report as it was signed: its life, its receipts, its answers, its findings and its photos; read-only."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldmonitor.app import drafts, photos, queries
from fieldmonitor.app.queries import ReportView
from fieldmonitor.domain.local import Evidence, Report, StoredReceipt
from fieldmonitor.domain.reports import SENT, ReportKey, ReportState
from fieldmonitor.system.translations import _
from fieldmonitor.ui import life, names
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.photos.words import card
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.review.answers import AnswerGroup, answer_groups, answers_widget
from fieldmonitor.ui.review.findings import finding_widget
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LongField
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.mira import LifeLine, LifeStep
from fieldmonitor.ui.widgets.words import StateLabel, paragraph, text
from fieldmonitor.ui.wording import day, moment_comma

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

CORRECTABLE = SENT | {ReportState.CONTENT_RECEIVED}


class ReportScreen(Screen):
    """`key` of its route is the report's id and version."""

    place = "home"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._key = report_key(route.key)
        self._presenter = Presenter(context.ws, context.runner, self)
        edge = round(look().margin / look().scale)
        self._page = Page(margins=(edge, 8, edge, 24))
        self._reason: FieldRow | None = None
        self._view: ReportView | None = None
        self.set_body(self._page)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._presenter.ask(self._read, lambda read: self.show_report(*read))

    def close_screen(self) -> None:
        self._presenter.close()

    def _read(self) -> tuple[ReportView, list[AnswerGroup], list[tuple[Evidence, bytes]]]:
        ws = self.context.ws
        view = queries.report_view(ws, self._key)
        draft = drafts.open_draft(ws, self._key, self.context.language)
        return view, answer_groups(draft), photos.thumbnails(ws, self._key)

    def show_report(
        self, view: ReportView, groups: list[AnswerGroup], shots: list[tuple[Evidence, bytes]]
    ) -> None:
        """Lay out a report."""
        self._view = view
        clear(self._page.column)
        lines = self._page.column
        self._head(lines, view)
        self._comments(lines, view, groups)
        stages = life.stages(view.row.report, view.receipts, view.feedback)
        lines.addWidget(LifeLine([LifeStep(s.word, s.when) for s in stages], life.current(stages)))
        if view.feedback is not None:
            lines.addSpacing(look().px(4))
            lines.addWidget(paragraph(view.feedback.summary))
        lines.addSpacing(look().px(16))
        self._proofs(lines, view)
        findings = [finding for finding in view.row.report.findings if finding.confirmed]
        for number, finding in enumerate(findings, 1):
            lines.addSpacing(look().px(12))
            title = _("Hallazgo {n} de {total}").format(n=number, total=len(findings))
            lines.addWidget(finding_widget(finding, title, shots))
        if shots:
            lines.addSpacing(look().px(16))
            lines.addWidget(text(_("Fotos"), "heading"))
            lines.addWidget(rule("ruleStrong"))
            lines.addWidget(self._photos(shots))
        lines.addSpacing(look().px(16))
        lines.addWidget(answers_widget(groups))
        lines.addStretch(1)
        self._next_step(view.row.report)

    def _photos(self, shots: list[tuple[Evidence, bytes]]) -> PhotoGrid:
        at_hand = {row_.id: data for row_, data in shots}
        thumbnails = Thumbnails(self.context.runner, lambda id_: lambda: at_hand[id_], self.trouble)
        grid = PhotoGrid(thumbnails, _("Fotos"), whole=True)
        grid.show_cards([card(row_) for row_, _data in shots])
        return grid

    def _head(self, lines: QVBoxLayout, view: ReportView) -> None:
        report = view.row.report
        lines.addWidget(Button(_("Volver"), "back", self.back.emit, icon_name="arrow-left"))
        across = row(gap=24)
        words = column(gap=4)
        words.addWidget(text(names.short_work(view.row.work_name), "title", wrap=True))
        facts = [names.report_title(report.activity)]
        if report.signed_at:
            facts.append(_("firmado el {when}").format(when=moment_comma(report.signed_at)))
        if report.key.version > 1:
            facts.append(_("versión {n}").format(n=report.key.version))
        words.addWidget(text(" · ".join(facts), tone="secondary", wrap=True))
        if report.reason:
            words.addWidget(
                text(_("Corrige: {reason}").format(reason=report.reason), tone="secondary", wrap=True)
            )
        across.addLayout(words, 1)
        sign = names.report_state(report.state)
        state = StateLabel(sign.word, sign.icon, sign.tone, strong=True)
        across.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(across)
        lines.addSpacing(look().px(12))

    def _comments(self, lines: QVBoxLayout, view: ReportView, groups: list[AnswerGroup]) -> None:
        told = view.feedback
        if told is None or not told.comments:
            return
        questions = {answer.ref: answer.question for group in groups for answer in group.answers}
        lead = _("La revisión pide aclarar:")
        words = "\n".join(f"{questions.get(c.ref, c.ref)} {c.text}" for c in told.comments)
        lines.addWidget(Banner("warn", "\n" + words, lead=lead))
        lines.addSpacing(look().px(12))

    def _proofs(self, lines: QVBoxLayout, view: ReportView) -> None:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(48))
        left, right = QWidget(), QWidget()
        receipts = column(left, gap=0)
        receipts.addWidget(text(_("Constancias"), "heading"))
        receipts.addSpacing(look().px(8))
        receipts.addWidget(rule("ruleStrong"))
        for receipt in view.receipts:
            receipts.addWidget(_receipt(receipt))
        if not view.receipts:
            words = _("Todavía no hay constancia. El informe sigue guardado en esta laptop.")
            receipts.addSpacing(look().px(8))
            receipts.addWidget(paragraph(words, tone="secondary"))
        receipts.addStretch(1)
        facts = column(right, gap=0)
        facts.addWidget(text(_("Lo que fijó su firma"), "heading"))
        facts.addSpacing(look().px(8))
        facts.addWidget(rule("ruleStrong"))
        for name, value in _frozen(view):
            facts.addWidget(pair(name, text(value, wrap=True)))
        facts.addStretch(1)
        grid.addWidget(left, 0, 0)
        grid.addWidget(right, *((1, 0) if look().compact else (0, 1)))
        if not look().compact:
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1)
        lines.addWidget(box)

    # -- a correction ------------------------------------------------------------------------------

    def _next_step(self, report: Report) -> None:
        self.strip.reset()
        newest = max(version.key.version for version in self._seen.versions)
        if newest > report.key.version:
            key = str(ReportKey(report.key.id, newest))
            self.strip.say(_("Hay una versión más nueva"), _("Esta queda como se firmó."))
            draft = any(v.key.version == newest and v.state is ReportState.DRAFT for v in self._seen.versions)
            words = _("Seguir corrigiendo") if draft else _("Ver la versión nueva")
            self.strip.act(words, lambda: self.go("visit" if draft else "report", key), kind="primary")
            return
        if report.state not in CORRECTABLE:
            self.strip.say(_("Firmado y guardado"), _("Podrá corregirlo cuando la Contraloría lo tenga."))
            self.strip.act(_("Ver la bandeja"), lambda: self.go("outbox"), kind="primary")
            return
        self.strip.say(
            _("El informe no se puede cambiar"), _("Una corrección es una versión nueva que cita esta.")
        )
        if report.state is ReportState.RETURNED:
            self.strip.act(_("Corregir el informe"), self._ask_reason, kind="primary")
        else:
            self.strip.act(_("Corregir"), self._ask_reason)

    def _ask_reason(self) -> None:
        if self._reason is not None:
            self._reason.editor.setFocus()
            return
        field = LongField(rows=2)
        hint = _("Una frase. La verá quien revise la versión nueva.")
        self._reason = FieldRow(_("¿Por qué corrige este informe?"), field, hint)
        self._page.column.insertWidget(1, self._reason)
        self.strip.reset()
        self.strip.leading(_("No corregir"), self.refresh_without_reason)
        self.strip.space()
        self.strip.act(_("Empezar la corrección"), self._correct, kind="primary")
        self._page.verticalScrollBar().setValue(0)
        field.setFocus()

    def refresh_without_reason(self) -> None:
        """Take the question for a reason away."""
        self._reason = None
        self.refresh()

    def _correct(self) -> None:
        assert self._reason is not None and isinstance(self._reason.editor, LongField)
        reason = self._reason.editor.toPlainText().strip()
        if not reason:
            self._reason.show_error(_("Escriba el motivo en una frase."))
            self._reason.editor.setFocus()
            return
        ws, key = self.context.ws, self._key
        self._presenter.ask(lambda: drafts.correct(ws, key, reason), lambda made: self.go("visit", str(made)))

    @property
    def _seen(self) -> ReportView:
        assert self._view is not None
        return self._view


def _receipt(receipt: StoredReceipt) -> QWidget:
    value = QWidget()
    lines = column(value, gap=0)
    lines.addWidget(text(receipt.number, strong=True))
    lines.addWidget(text(moment_comma(receipt.received_at), "fact", "secondary"))
    return pair(names.receipt_kind(receipt.kind), value, width=200)


def _frozen(view: ReportView) -> list[tuple[str, str]]:
    report = view.row.report
    answered = _("{answered} de {questions}").format(answered=report.answered, questions=report.questions)
    rows = [
        (_("Respuestas"), answered),
        (_("Fotos originales"), str(len(view.evidence))),
        (_("Hallazgos"), str(sum(finding.confirmed for finding in report.findings))),
        (_("Iniciado"), moment_comma(report.started_at)),
    ]
    if report.manifest_sha256:
        digits = report.manifest_sha256
        grouped = " ".join(digits[i : i + 8] for i in range(0, len(digits), 8))
        rows.append((_("Huella"), grouped))
    if report.replaces:
        rows.append((_("Corrige la huella"), report.replaces[:16]))
    rows.append((_("Versiones"), ", ".join(f"{v.key.version} ({day(v.saved_at)})" for v in view.versions)))
    return rows
