"""The briefing: why this work, what the record and the last visit say, what to take, whom to ask for."""

from datetime import date

from PySide6.QtWidgets import QWidget

from fieldmonitor.app.prepare import Preparation
from fieldmonitor.domain.records import Feedback
from fieldmonitor.domain.reports import Finding
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui.prepare import words
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.facts import FactTable
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import StateLabel, paragraph, picture, text
from fieldmonitor.ui.works.tabs import column_of, side_by_side
from fieldmonitor.ui.works.words import short_rows, warning


def briefing(told: Preparation, clock: QWidget, today: date) -> QWidget:
    """Return the whole briefing; `clock` shows the laptop's time."""
    left = [_section(_("Por qué esta obra"), _why(told))]
    facts = short_rows(told.work, today)
    if facts:
        left.append(_section(_("Lo que dice el registro"), FactTable(facts)))
    if told.last_visit is not None and told.last_visit.signed_at is not None:
        title = _("Su última visita, el {date}").format(date=day(told.last_visit.signed_at))
        left.append(_section(title, _last_visit(told)))
    if told.changes:
        lines = [_change(c.text, f"{c.source}, {day(c.on)}") for c in told.changes[:4]]
        left.append(_section(_("Publicado desde entonces"), column_of(*lines)))
    right = [
        _section(_("Qué llevar"), _things(told)),
        _section(_("A quién preguntar"), _ask_for(told)),
        _section(_("La hora de su cámara"), _camera(clock)),
    ]
    return side_by_side(column_of(*left), column_of(*right))


def _section(title: str, content: QWidget) -> QWidget:
    box = QWidget()
    lines = column(box, gap=4)
    lines.addWidget(text(title, "heading", wrap=True))
    lines.addWidget(rule("ruleStrong"))
    lines.addSpacing(look().px(4))
    lines.addWidget(content)
    return box


def _why(told: Preparation) -> QWidget:
    box = QWidget()
    lines = column(box, gap=10)
    said = told.assignment.briefing.strip()
    nothing = _("Su coordinación no dejó indicaciones para esta obra.")
    lines.addWidget(paragraph(said or nothing, tone="" if said else "secondary"))
    others = [code for code in told.assignment.volunteers if code != told.standing.volunteer]
    if others:
        lines.addWidget(paragraph(_("Va con: {codes}.").format(codes=", ".join(others))))
    if told.warnings:
        lines.addWidget(Banner("warn", "", more=[warning(found) for found in told.warnings[:3]]))
    return box


def _last_visit(told: Preparation) -> QWidget:
    report = told.last_visit
    confirmed = [finding for finding in report.findings if finding.confirmed] if report else []
    if not confirmed:
        return paragraph(_("No anotó hallazgos."), tone="secondary")
    return column_of(*(_finding(finding, told.told) for finding in confirmed[:6]), gap=8)


def _finding(finding: Finding, told: Feedback | None) -> QWidget:
    box = QWidget()
    across = row(box, gap=16)
    across.addWidget(text(finding.condition, wrap=True), 1)
    if told is not None and told.alert_number:
        is_open = told.alert_open
        word = _("Alerta abierta") if is_open else _("Alerta cerrada")
        across.addWidget(
            StateLabel(word, "circle-dot" if is_open else "circle-check", "warn" if is_open else "ok")
        )
    return box


def _change(said: str, source: str) -> QWidget:
    box = QWidget()
    lines = column(box, gap=2)
    lines.addWidget(text(said, wrap=True))
    lines.addWidget(text(source, "fact", "secondary", wrap=True))
    return box


def _things(told: Preparation) -> QWidget:
    return column_of(*(_thing(*thing) for thing in words.things(told)), gap=10)


def _thing(icon_name: str, name: str, remark: str) -> QWidget:
    box = QWidget()
    across = row(box, gap=12)
    across.addWidget(picture(icon_name))
    said = column(gap=0)
    said.addWidget(text(name, strong=True, wrap=True))
    said.addWidget(text(remark, "fact", "secondary", wrap=True))
    across.addLayout(said, 1)
    return box


def _ask_for(told: Preparation) -> QWidget:
    people = [text(words.who(party), wrap=True) for party in told.ask_for]
    usual = paragraph(
        _("Muestre su credencial y pregunte por el residente de obra; si no está, por el supervisor."),
        tone="secondary",
    )
    return column_of(*people, usual, gap=6)


def _camera(clock: QWidget) -> QWidget:
    advice = _("Esta laptop marca esta hora. Ponga igual su cámara, o tome una foto de esta pantalla.")
    return column_of(clock, paragraph(advice, tone="secondary"), gap=4)
