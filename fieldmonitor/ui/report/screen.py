"""A report as it was signed: its life, its receipts, its answers, its findings and its photos; read-only."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.app import drafts, photos, queries
from fieldmonitor.app.queries import ReportView
from fieldmonitor.domain.local import Report
from fieldmonitor.domain.reports import PENDING, SENT, ReportKey, ReportState
from fieldmonitor.system.formats import moment_comma
from fieldmonitor.system.translations import _
from fieldmonitor.ui import life, names
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.photos.words import card
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.report.parts import (
    comments_box,
    files_box,
    papers_row,
    proofs,
    steps_box,
    told_in,
    told_of,
)
from fieldmonitor.ui.review.answers import AnswerGroup, answer_groups, answers_widget
from fieldmonitor.ui.review.findings import finding_widget
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.fields import FieldRow, LongField
from fieldmonitor.ui.widgets.gradual import Gradual
from fieldmonitor.ui.widgets.heads import page_edges, page_head
from fieldmonitor.ui.widgets.layout import Page, clear, column, rule
from fieldmonitor.ui.widgets.mira import LifeLine, LifeStep
from fieldmonitor.ui.widgets.words import StateLabel, paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

Read = tuple[ReportView, list[AnswerGroup]]
CORRECTABLE = SENT | {ReportState.CONTENT_RECEIVED}


class ReportScreen(Screen):
    """`key` of its route is the report's id and version, `ref` a question that the review asks about."""

    place = "home"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._key = report_key(route.key)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._page = Page(margins=page_edges())
        self._gradual = Gradual(self)
        self._reason: FieldRow | None = None
        self._view: ReportView | None = None
        self._wanted = ""
        self._asked = route.ref
        self.set_body(self._page)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._presenter.ask(self._read, lambda read: self.show_report(*read))

    def close_screen(self) -> None:
        self._presenter.close()

    def _read(self) -> Read:
        ws = self.context.ws
        view = queries.report_view(ws, self._key)
        draft = drafts.open_draft(ws, self._key, self.context.language)
        return view, answer_groups(draft)

    def show_report(self, view: ReportView, groups: list[AnswerGroup]) -> None:
        """Lay out a report; of its photos none is opened before it is seen."""
        self._view = view
        clear(self._page.column)
        self._reason = None
        lines = self._page.column
        self._head(lines, view)
        lines.addWidget(papers_row(view, lambda kind: self.go("document", self._route.key, kind)))
        lines.addSpacing(look().px(12))
        self._comments(lines, view, groups)
        told = told_of(view)
        stages = life.stages(view.row.report, view.receipts, told)
        lines.addWidget(LifeLine([LifeStep(s.word, s.when) for s in stages], life.current(stages)))
        if told is not None and not told.comments:
            lines.addSpacing(look().px(4))
            lines.addWidget(paragraph(told.summary))
        if told is not None and told_in(told):
            lines.addSpacing(look().px(12))
            lines.addWidget(steps_box(told))
        lines.addSpacing(look().px(16))
        lines.addWidget(proofs(view))
        below = QWidget()
        rest = column(below)
        lines.addWidget(below)
        lines.addStretch(1)
        self._lay_below(rest, view, groups)
        self._next_step(view.row.report)
        wanted, self._asked = self._asked, ""
        if wanted and told is not None and any(comment.ref == wanted for comment in told.comments):
            self._correct_at(wanted)

    def _lay_below(self, rest: QVBoxLayout, view: ReportView, groups: list[AnswerGroup]) -> None:
        """Lay out the long parts behind the first page: findings, photos and files, answers by group."""
        box = QWidget()
        answers = column(box, gap=0)

        def head() -> None:
            rest.addSpacing(look().px(16))
            rest.addWidget(box)

        self._gradual.lay(
            [
                partial(self._lay_findings, rest, view),
                partial(self._lay_evidence, rest, view),
                head,
                *(partial(_lay_answers, answers, group) for group in groups),
            ]
        )

    def _lay_findings(self, lines: QVBoxLayout, view: ReportView) -> None:
        findings = [finding for finding in view.row.report.findings if finding.confirmed]
        shots = [(found, b"") for found in view.evidence if found.thumbnail_sha256]
        pictures = self._thumbnails(view) if findings and shots else None
        for number, finding in enumerate(findings, 1):
            lines.addSpacing(look().px(12))
            title = _("Hallazgo {n} de {total}").format(n=number, total=len(findings))
            lines.addWidget(finding_widget(finding, title, shots, pictures=pictures))

    def _lay_evidence(self, lines: QVBoxLayout, view: ReportView) -> None:
        shown = [found for found in view.evidence if found.thumbnail_sha256]
        files = [found for found in view.evidence if not found.thumbnail_sha256]
        if shown:
            lines.addSpacing(look().px(16))
            lines.addWidget(text(_("Fotos"), "heading"))
            lines.addWidget(rule("ruleStrong"))
            grid = PhotoGrid(self._thumbnails(view), _("Fotos"), whole=True)
            grid.show_cards([card(found) for found in shown])
            lines.addWidget(grid)
        if files:
            lines.addSpacing(look().px(16))
            lines.addWidget(files_box(files))

    def _thumbnails(self, view: ReportView) -> Thumbnails:
        """Return what fetches the pictures that are seen, from the files' own keys."""
        ws, rows = self.context.ws, {found.id: found for found in view.evidence}

        def reader(photo: str) -> Callable[[], bytes]:
            return lambda: photos.thumbnail(ws, rows[photo])

        return Thumbnails(self.context.runner, reader, self.trouble, self)

    def _head(self, lines: QVBoxLayout, view: ReportView) -> None:
        report = view.row.report
        facts = [names.report_title(report.activity)]
        if report.signed_at:
            facts.append(_("firmado el {when}").format(when=moment_comma(report.signed_at)))
        if report.key.version > 1:
            facts.append(_("versión {n}").format(n=report.key.version))
        under = [" · ".join(facts)]
        if report.reason:
            under.append(_("Corrige: {reason}").format(reason=report.reason))
        sign = names.report_state(report.state)
        state = StateLabel(sign.word, sign.icon, sign.tone, strong=True)
        back = Button(_("Volver"), "back", self.back.emit, icon_name="arrow-left")
        lines.addLayout(page_head(back, names.short_work(view.row.work_name), *under, beside=state))
        lines.addSpacing(look().px(4))

    def _comments(self, lines: QVBoxLayout, view: ReportView, groups: list[AnswerGroup]) -> None:
        told, report = view.feedback, view.row.report
        if told is None or not told.comments or told.report_version > report.key.version:
            return
        earlier = told.report_version < report.key.version
        newer = [v for v in view.versions if v.key.version > report.key.version]
        superseded = any(v.state is not ReportState.DRAFT for v in newer)
        may = report.state in CORRECTABLE and not earlier and not superseded
        lines.addWidget(comments_box(told, groups, self._correct_at if may else None, earlier=earlier))
        lines.addSpacing(look().px(12))

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
            if report.state in PENDING:
                self.strip.act(_("Llevar en memoria USB"), lambda: self.go("stick"), icon_name="usb")
            self.strip.act(_("Ver la bandeja"), lambda: self.go("outbox"), kind="primary")
            return
        self.strip.say(
            _("El informe no se puede cambiar"), _("Una corrección es una versión nueva que cita esta.")
        )
        if report.state is ReportState.RETURNED:
            self.strip.act(_("Corregir el informe"), self._ask_reason, kind="primary")
        else:
            self.strip.act(_("Corregir el informe"), self._ask_reason)

    def _correct_at(self, ref: str) -> None:
        """Correct one question: in the correction that was begun, or in a new one once its reason is said."""
        self._wanted = ref
        draft = next((v for v in self._seen.versions if v.state is ReportState.DRAFT), None)
        if draft is not None:
            self.go("visit", str(draft.key), ref)
        else:
            self._ask_reason()

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
        self._presenter.ask(lambda: drafts.correct(ws, key, reason), self._begun)

    def _begun(self, made: ReportKey) -> None:
        self.go("visit", str(made), self._wanted)

    @property
    def _seen(self) -> ReportView:
        assert self._view is not None
        return self._view


def _lay_answers(lines: QVBoxLayout, group: AnswerGroup) -> None:
    lines.addWidget(answers_widget([group]))
