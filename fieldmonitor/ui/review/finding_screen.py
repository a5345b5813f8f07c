"""A finding in the volunteer's own words: criterion, condition, evidence, effect; gravity; open alerts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldmonitor.app import findings, signing
from fieldmonitor.app.findings import OpenAlert
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding, Severity
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.review.notices import WHY
from fieldmonitor.ui.review.wording import WordedField
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.draft_screen import DraftScreen
from fieldmonitor.ui.visit.urgent import warn, warning_banner, warning_state
from fieldmonitor.ui.widgets.buttons import Button, link
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import FieldRow, LongField
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.photo_grid import PhotoButton
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

GRAVITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.DANGER)


class FindingScreen(DraftScreen):
    """`key` of its route is the report, `ref` the finding, with `WHY` where its photo is missed.

    Every change is saved.
    """

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Volver") if look().narrow else _("Volver a la revisión")
        self._wanted, self._asks_why = route.ref.removesuffix(WHY), route.ref.endswith(WHY)
        self._alerts: tuple[OpenAlert, ...] = ()
        self._fields: dict[str, WordedField] = {}
        self._why: LongField | None = None
        self._pictures = Thumbnails(
            context.runner, self._presenter.thumbnail_reader, self._presenter.show_trouble, parent=self
        )
        body = QWidget()
        across: QHBoxLayout = row(body, gap=0)
        self._page = Page()
        across.addWidget(self._page, 1)
        self._side: QVBoxLayout = column(gap=8)
        if not look().compact:
            frame, inside = panel("asideWindow", 380), Page("paper", margins=(32, 24, 40, 24))
            column(frame, gap=0).addWidget(inside)
            across.addWidget(frame)
            inside.column.addLayout(self._side)
            inside.column.addStretch(1)
        self.set_body(body)

    def leave(self) -> None:
        self.flush()
        self.go("review", self._route.key)

    # -- what the presenter tells ------------------------------------------------------------------

    def show_shots(self) -> None:
        """Lay the finding out, once; then only its evidence changes."""
        if self._fields:
            finding = self._finding()
            if finding is not None:
                self._show_urgent(finding)
                self._next_step(finding)
            return
        ws, draft = self.context.ws, self._presenter.draft
        self._presenter.ask(
            lambda: findings.open_alerts(ws, draft.work.id, draft.key), self._show_with_alerts
        )

    def _show_with_alerts(self, alerts: tuple[OpenAlert, ...]) -> None:
        self._alerts = alerts
        self._lay_out()

    # -- layout ------------------------------------------------------------------------------------

    def _finding(self) -> Finding | None:
        found = (f for f in self._presenter.findings() if f.id == self._wanted)
        return next(found, None)

    def _lay_out(self) -> None:
        finding = self._finding()
        clear(self._page.column)
        clear(self._side)
        self._fields = {}
        lines = self._page.column
        if finding is None:
            lines.addWidget(text(_("Este hallazgo ya no sale de sus respuestas."), "title", wrap=True))
            lines.addStretch(1)
            self._next_step(None)
            return
        lines.addWidget(text(_("El hallazgo, en sus palabras"), "title", wrap=True))
        why = _("Diga lo que vio, como si lo leyera alguien que no estuvo ahí.")
        lines.addWidget(paragraph(why, tone="secondary"))
        asked = self._presenter.draft.session.node(finding.question_ref).label
        if asked:
            lines.addWidget(text(_("Sale de la pregunta: {question}").format(question=asked), wrap=True))
        lines.addSpacing(look().px(8))
        self._urgent = column(gap=0)
        lines.addLayout(self._urgent)
        if self._asks_why:  # what one came for stands first
            self._lay_no_photo(lines, finding)
            lines.addSpacing(look().px(8))
        self._lay_fields(lines, finding)
        self._lay_gravity(lines, finding)
        if not self._asks_why:
            self._lay_no_photo(lines, finding)
        if look().compact:
            self._side = column(gap=8)
            lines.addSpacing(look().px(16))
            lines.addWidget(rule("ruleStrong"))
            lines.addLayout(self._side)
        self._lay_side(finding)
        lines.addStretch(1)
        self._show_urgent(finding)
        self._next_step(finding)

    def _lay_fields(self, lines: QVBoxLayout, finding: Finding) -> None:
        work = self._presenter.draft.work
        for part, name, hint, value in (
            ("condition", _("Condición"), _("Qué vio, dónde y cuánto."), finding.condition),
            ("criterion", _("Criterio"), _("Qué norma, contrato o documento lo pide."), finding.criterion),
            ("effect", _("Efecto posible"), _("Qué puede pasar si sigue así."), finding.effect),
        ):
            field = WordedField(name, hint, value, work)
            field.changed.connect(partial(self._reword, part))
            self._fields[part] = field
            lines.addWidget(field)
            lines.addSpacing(look().px(8))

    def _lay_no_photo(self, lines: QVBoxLayout, finding: Finding) -> None:
        """Ask why a photo is missing, where the checklist asks for one and none is there."""
        if not finding.no_photo and not signing.lacks_evidence(self._presenter.draft, finding):
            return
        lines.addSpacing(look().px(8))
        self._why = LongField(finding.no_photo, rows=2)
        self._why.left.connect(self._take_no_photo)
        label, hint = _("¿Por qué no hay foto?"), _("Sin foto ni explicación, el hallazgo no se firma.")
        if self._presenter.draft.report.activity is Activity.INFORMATION_ACCESS:
            label = _("¿Por qué no hay una página guardada?")
            hint = _("Sin página ni explicación, el hallazgo no se firma.")
        lines.addWidget(FieldRow(label, self._why, hint))
        if self._asks_why:
            self._why.setFocus()

    def _take_no_photo(self) -> None:
        words = self._why.toPlainText().strip() if self._why is not None else ""
        finding = self._finding()
        if finding is not None and words != finding.no_photo:
            self._keep(lambda kept: replace(kept, no_photo=words))

    def _lay_gravity(self, lines: QVBoxLayout, finding: Finding) -> None:
        lines.addWidget(text(_("Gravedad"), strong=True))
        self._gravities: dict[Severity, ChoiceRow] = {}
        for severity in GRAVITIES:
            choice = ChoiceRow(names.severity(severity).word)
            choice.choose(severity is finding.severity)
            choice.clicked.connect(partial(self._grade, severity))
            self._gravities[severity] = choice
        columns = 1 if look().scale > 1.25 else 2
        lines.addWidget(ChoiceGrid(list(self._gravities.values()), columns, across=True))

    def _lay_side(self, finding: Finding) -> None:
        self._lay_alerts(self._side, finding)
        self._lay_evidence(self._side, finding)
        self._original: QVBoxLayout = column(gap=8)
        self._side.addLayout(self._original)
        self._show_original(finding)

    def _lay_alerts(self, lines: QVBoxLayout, finding: Finding) -> None:
        if not self._alerts:
            return
        lines.addWidget(text(_("Alertas abiertas de esta obra"), "heading", wrap=True))
        options: list[tuple[str, str]] = []
        for alert in self._alerts:
            said = _("Ya hay una alerta abierta sobre esto: {title}").format(title=alert.title)
            lines.addWidget(paragraph(said))
            facts = _("Alerta N.º {number}, {date}").format(number=alert.number, date=day(alert.since))
            lines.addWidget(text(facts, "fact", "secondary", wrap=True))
            options.append((alert.number, _("Es lo mismo: N.º {number}").format(number=alert.number)))
        if len(options) == 1:
            options = [(options[0][0], _("Es lo mismo"))]
        options.append(("", _("Es otra cosa")))
        choices: dict[str, ChoiceRow] = {}
        for number, words in options:
            choice = ChoiceRow(words)
            choice.choose(finding.same_alert == number)
            choice.clicked.connect(partial(self._compare, number, choices))
            choices[number] = choice
        lines.addWidget(ChoiceGrid(list(choices.values()), 1, across=True))
        lines.addSpacing(look().px(16))

    def _lay_evidence(self, lines: QVBoxLayout, finding: Finding) -> None:
        lines.addWidget(text(_("Evidencia"), "heading"))
        wanted = set(finding.evidence)
        shown = [
            card
            for row_, card in zip(self._presenter.photos, self._presenter.cards, strict=True)
            if row_.sha256 in wanted or row_.question_ref == finding.question_ref
        ]
        for card in shown[:4]:
            button = PhotoButton(card, self._pictures)
            button.clicked.connect(lambda _c=False, id_=card.id: self.go("photos", self._route.key, id_))
            lines.addWidget(button)
        if not shown:
            lines.addWidget(paragraph(_("Todavía no hay una foto que lo respalde."), tone="secondary"))
        ref = finding.question_ref
        lines.addWidget(link(_("Ir a la pregunta"), lambda: self.go("visit", self._route.key, ref)))
        lines.addSpacing(look().px(12))

    def _show_original(self, finding: Finding) -> None:
        clear(self._original)
        proposed = self._presenter.draft.proposed(finding.id)
        if proposed is None or not finding.reworded:
            return
        self._original.addWidget(text(_("Lo que propuso el cuestionario"), "heading"))
        self._original.addWidget(paragraph(proposed.condition, tone="secondary"))
        back = Button(_("Volver a estas palabras"), "secondary", self._take_back, icon_name="undo-2")
        self._original.addWidget(back)

    def _show_urgent(self, finding: Finding) -> None:
        clear(self._urgent)
        if not finding.urgent:
            return
        state = warning_state(self._presenter.warned.get(finding.id), finding)
        self._urgent.addWidget(warning_banner(state, self._send_urgent))

    def _next_step(self, finding: Finding | None) -> None:
        self.strip.reset()
        marked = sum(field.marked for field in self._fields.values())
        if finding is not None and marked:
            self.strip.say(
                _("Revise las palabras señaladas"), _("Puede dejarlas si cita un cartel o un documento.")
            )
        elif finding is not None:
            said = _("En sus palabras") if finding.reworded else _("Como lo propuso el cuestionario")
            self.strip.say(said, _("Se guarda mientras escribe."))
        if finding is not None and finding.confirmed and not finding.decided:
            self.strip.act(_("Confirmar el hallazgo"), self._confirm, kind="primary")
        else:
            self.strip.act(_("Volver a la revisión"), self.leave, kind="primary")

    # -- doing -------------------------------------------------------------------------------------

    def _confirm(self) -> None:
        self.flush()
        self._keep(lambda finding: replace(finding, decided=True))
        self.leave()

    def _keep(self, change: Callable[[Finding], Finding]) -> None:
        finding = self._finding()
        if finding is None:
            return
        self._presenter.draft.reword(change(finding))
        self._presenter.save()
        changed = self._finding()
        if changed is not None:
            self._show_original(changed)
            self._show_urgent(changed)
            self._next_step(changed)

    def _reword(self, part: str, words: str) -> None:
        if words:
            self._keep(lambda finding: _with(finding, part, words))
        else:
            self._next_step(self._finding())

    def _grade(self, severity: Severity) -> None:
        for other, choice in self._gravities.items():
            choice.choose(other is severity)
        self._keep(lambda finding: replace(finding, severity=severity))

    def _compare(self, number: str, choices: dict[str, ChoiceRow]) -> None:
        for other, choice in choices.items():
            choice.choose(other == number)
        self._keep(lambda finding: replace(finding, same_alert=number))

    def _take_back(self) -> None:
        """Take the checklist's words again; one's own can be had back for a moment."""
        finding = self._finding()
        proposed = self._presenter.draft.proposed(self._wanted)
        if finding is None or proposed is None:
            return
        own, presenter = finding, self._presenter

        def put(words: Finding) -> None:
            presenter.draft.reword(words)
            presenter.save()
            if not presenter.closed:
                self._lay_out()

        put(replace(proposed, confirmed=own.confirmed, same_alert=own.same_alert))
        self.context.undo(_("Volvieron las palabras del cuestionario."), partial(put, own))

    def _send_urgent(self) -> None:
        self.flush()
        warn(self, self._presenter, self._wanted, lambda ref: self.go("visit", self._route.key, ref))

    def flush(self) -> None:
        for field in self._fields.values():
            field.flush()
        self._take_no_photo()

    def trouble(self, error: Exception) -> None:
        super().trouble(error)
        QTimer.singleShot(0, self, lambda: self._page.verticalScrollBar().setValue(0))


def _with(finding: Finding, part: str, words: str) -> Finding:
    if part == "condition":
        return replace(finding, condition=words)
    return replace(finding, criterion=words) if part == "criterion" else replace(finding, effect=words)
