"""A finding in its four parts: criterion, condition, evidence, possible effect."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import Finding
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.photos.words import card
from fieldmonitor.ui.widgets.buttons import Button, about, link
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.photo_grid import PhotoButton, Pictures
from fieldmonitor.ui.widgets.words import StateLabel, text

Shots = list[tuple[Evidence, bytes]]


def finding_widget(
    finding: Finding,
    title: str,
    shots: Shots,
    *,
    change: Callable[[], object] | None = None,
    toggle: Callable[[], object] | None = None,
    reword: Callable[[], object] | None = None,
    confirm: Callable[[], object] | None = None,
    pictures: Pictures | None = None,
) -> QWidget:
    """Return a finding laid out; `toggle` sets it aside or takes it back, `confirm` says that it is so."""
    box = QWidget()
    lines = column(box, gap=0)
    head = row(margins=(0, 12, 0, 4), gap=16)
    head.addWidget(text(title, "heading", wrap=True), 1)
    sign = names.severity(finding.severity)
    head.addWidget(StateLabel(sign.word, sign.icon, sign.tone))
    if change is not None:
        button = link(_("Ir a la pregunta"), change)
        button.setAccessibleName(about(_("Ir a la pregunta"), finding.condition))
        head.addWidget(button)
    lines.addLayout(head)
    lines.addWidget(rule("ruleStrong"))
    if not finding.confirmed:
        lines.addWidget(pair(_("Condición"), text(finding.condition, tone="secondary", wrap=True), width=140))
        line = row(margins=(0, 8, 0, 8), gap=16)
        line.addWidget(
            text(_("Usted lo dejó de lado: no irá en el informe."), tone="secondary", wrap=True), 1
        )
        if toggle is not None:
            line.addWidget(_named(Button(_("Incluir otra vez"), "secondary", toggle), finding))
        lines.addLayout(line)
        return box
    lines.addWidget(pair(_("Criterio"), text(finding.criterion, wrap=True), width=140))
    lines.addWidget(pair(_("Condición"), text(finding.condition, wrap=True), width=140))
    lines.addWidget(pair(_("Evidencia"), _evidence(finding, shots, pictures), width=140))
    lines.addWidget(pair(_("Efecto posible"), text(finding.effect, wrap=True), width=140))
    if finding.same_alert:
        said = _("Es lo mismo que la alerta N.º {number}").format(number=finding.same_alert)
        lines.addWidget(pair(_("Alerta abierta"), text(said, wrap=True), width=140))
    if toggle is not None:
        line = row(margins=(0, 4, 0, 0))
        if confirm is not None:
            line.addWidget(_named(Button(_("Confirmar"), "secondary", confirm, icon_name="check"), finding))
        elif finding.decided:
            line.addWidget(StateLabel(_("Confirmado por usted"), "circle-check", "ok"))
        if reword is not None:
            line.addWidget(_named(Button(_("Escribirlo con mis palabras"), "quiet", reword), finding))
        line.addStretch(1)
        line.addWidget(_named(Button(_("No es un hallazgo"), "quiet", toggle), finding))
        lines.addLayout(line)
    return box


def _named(button: Button, finding: Finding) -> Button:
    button.setAccessibleName(about(button.accessibleName(), finding.condition))
    return button


def _evidence(finding: Finding, shots: Shots, pictures: Pictures | None) -> QWidget:
    wanted = set(finding.evidence)
    found = [shot for shot in shots if shot[0].sha256 in wanted or shot[0].id in wanted]
    if not found:
        why = _("Sin foto: {reason}").format(reason=finding.no_photo) if finding.no_photo else _("Sin foto")
        return text(why, tone="secondary", wrap=True)
    box = QWidget()
    lines = column(box, gap=8)
    for evidence, data in found[:4]:
        shown = PhotoButton(card(evidence, data), pictures)
        shown.setEnabled(True)
        lines.addWidget(shown)
    return box
