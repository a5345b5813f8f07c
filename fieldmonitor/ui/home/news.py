"""What home tells beside its counts: what became of findings, and what changed in works."""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldmonitor.app.queries import HomeView
from fieldmonitor.domain.records import Feedback
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui import life, names
from fieldmonitor.ui.home.presenter import HomeModel
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import link
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.mira import LifeLine, LifeStep
from fieldmonitor.ui.widgets.words import StateLabel, badge, paragraph, text

Go = Callable[..., object]

_ROOM = 6
"""Stages whose words and dates fit beside the changes without wrapping."""


def told_about(view: HomeView, model: HomeModel, go: Go) -> QWidget:
    """Return what became of the newest findings, the first with its whole life."""
    box = QWidget()
    lines = column(box, gap=0)
    head = row()
    head.addWidget(text(_("Qué pasó con sus hallazgos"), "heading"), 1)
    feedback = view.feedback
    if feedback:
        head.addWidget(link(_("Ver todos los avisos"), lambda: go("alerts")))
    lines.addLayout(head)
    if not feedback:
        head.setContentsMargins(0, look().px(10), 0, look().px(10))
    lines.addWidget(rule("ruleStrong"))
    if not feedback:
        lines.addSpacing(look().px(12))
        words = _("Cuando la Contraloría revise un informe suyo, aquí verá qué hizo con cada hallazgo.")
        lines.addWidget(paragraph(words, tone="secondary"))
        return box
    lines.addSpacing(look().px(12))
    lines.addWidget(_first_told(feedback[0], model))
    for told in feedback[1:]:
        lines.addSpacing(look().px(8))
        lines.addWidget(rule())
        lines.addWidget(_told_line(told, go))
    return box


def _told_line(told: Feedback, go: Go) -> QWidget:
    box = QWidget()
    line = row(box, gap=12)
    button = link(told.title, lambda: go("report", f"{told.report_id}/{told.report_version}"))
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    line.addWidget(button)
    line.addStretch(1)
    sign = names.report_state(life.state_of(told))
    line.addWidget(StateLabel(sign.word, sign.icon, sign.tone))
    return box


def _first_told(told: Feedback, model: HomeModel) -> QWidget:
    box = QWidget()
    lines = column(box, gap=4)
    head = row()
    head.addWidget(text(told.title, strong=True, wrap=True), 1)
    if model.counts.unread_feedback:
        head.addWidget(badge(_("Nuevo")))
    lines.addLayout(head)
    seen = model.first_life
    facts = life.about(told, seen.row.work_name if seen else "")
    lines.addWidget(text(facts, tone="secondary", wrap=True))
    lines.addSpacing(look().px(12))
    stages = life.stages(seen.row.report if seen else None, seen.receipts if seen else (), told)
    if seen is not None and len(stages) > _ROOM:
        stages = stages[1:]  # that it was a draft once is of no interest any more; the report's page says it
    lines.addWidget(LifeLine([LifeStep(stage.word, stage.when) for stage in stages], life.current(stages)))
    lines.addSpacing(look().px(8))
    lines.addWidget(paragraph(told.summary))
    return box


def changes(view: HomeView) -> QWidget:
    """Return what entities published about the volunteer's works."""
    box = QWidget()
    lines = column(box, gap=0)
    head = text(_("Cambios en sus obras"), "heading")
    head.setMinimumHeight(look().px(44))
    lines.addWidget(head)
    lines.addWidget(rule("ruleStrong"))
    if not view.news:
        lines.addSpacing(look().px(12))
        lines.addWidget(paragraph(_("Sin cambios publicados desde su última visita."), tone="secondary"))
    for news in view.news:
        lines.addSpacing(look().px(12))
        lines.addWidget(text(names.short_work(news.work_name), strong=True, wrap=True))
        lines.addWidget(text(news.change.text, wrap=True))
        source = f"{news.change.source}, {day(news.change.on)}"
        lines.addWidget(text(source, "fact", "secondary"))
        lines.addSpacing(look().px(10))
        lines.addWidget(rule())
    return box
