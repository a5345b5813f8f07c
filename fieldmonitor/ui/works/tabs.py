"""The tabs of the work sheet, each made when it is first looked at."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldmonitor.app.queries import WorkSheet
from fieldmonitor.domain.local import Report
from fieldmonitor.domain.records import DocumentLink, Feedback, Party, Work, WorkAlert, WorkChange
from fieldmonitor.domain.work_rules import is_old_date
from fieldmonitor.system.formats import day, size
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.help.words import meaning
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, about, link
from fieldmonitor.ui.widgets.facts import FactTable, pair
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.plot import ProgressPlot
from fieldmonitor.ui.widgets.words import StateLabel, badge, fact_line, paragraph, text
from fieldmonitor.ui.works.words import PlotShown, other_alerts, other_rows, plot, source_words, term_rows

Go = Callable[..., object]


def make(tab: str, sheet: WorkSheet, today: date, go: Go) -> QWidget:
    """Return the content of a tab."""
    if tab == "data":
        return _data(sheet, today)
    if tab == "terms":
        return _terms(sheet, today, go)
    if tab == "documents":
        return _documents(sheet, go)
    return _history(sheet, go) if tab == "history" else _alerts(sheet, go)


def side_by_side(left: QWidget, right: QWidget, shares: tuple[int, int] = (64, 60)) -> QWidget:
    """Stand two things side by side in shares of the width, or one below the other where there is no room."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look().px(48))
    grid.setVerticalSpacing(look().px(24))
    top = Qt.AlignmentFlag.AlignTop
    grid.addWidget(left, 0, 0, top)
    if look().compact:
        grid.addWidget(right, 1, 0, top)
        grid.setRowStretch(2, 1)
    else:
        grid.addWidget(right, 0, 1, top)
        for index, share in enumerate(shares):
            grid.setColumnStretch(index, share)
        grid.setRowStretch(1, 1)
    return box


def _titled(title: str, *content: QWidget) -> QWidget:
    box = QWidget()
    lines = column(box, gap=4)
    lines.addWidget(text(title, strong=True))
    for widget in content:
        lines.addWidget(widget)
    return box


def _data(sheet: WorkSheet, today: date) -> QWidget:
    work = sheet.work
    codes = [
        (_("Código INFOBRAS"), work.infobras_code),
        (_("CUI"), work.cui),
        (_("Código SNIP"), work.snip),
        (_("Entidad"), work.entity),
        (_("Sector"), work.sector),
        (_("Lugar"), f"{work.district}, {work.province}, {work.department}"),
    ]
    known = {_("CUI"): meaning(_("CUI")), _("Código INFOBRAS"): meaning(_("INFOBRAS"))}
    rows = [
        pair(name, text(value, strong=True, wrap=True), meaning=known.get(name, ""))
        for name, value in codes
        if value
    ]
    people = [_party(party, work) for party in work.parties]
    left = _titled(_("Identificación"), rule("ruleStrong"), *rows, _said_by(work.source, work.as_of, today))
    right = column_of(
        _titled(_("Según las fuentes"), FactTable(other_rows(work, today), numbers=False)),
        *([_titled(_("Quiénes intervienen"), rule("ruleStrong"), *people)] if people else []),
    )
    return side_by_side(left, right, (40, 84))


def column_of(*widgets: QWidget, gap: int = 20) -> QWidget:
    """Return widgets one below the other."""
    box = QWidget()
    lines = column(box, gap=gap)
    for widget in widgets:
        lines.addWidget(widget)
    return box


def _party(party: Party, work: Work) -> QWidget:
    facts = [party.name]
    if party.ruc:
        facts.append(_("RUC {ruc}").format(ruc=party.ruc))
    if party.since:
        facts.append(_("desde el {date}").format(date=day(party.since)))
    if party.until:
        facts.append(_("hasta el {date}").format(date=day(party.until)))
    said = QWidget()
    lines = column(said, gap=0)
    lines.addWidget(text(" · ".join(facts), wrap=True))
    source = source_words(party.source or work.source, party.as_of or work.as_of)
    lines.addWidget(text(source, "fact", "secondary", wrap=True))
    return pair(names.party_role(party.role), said)


def _said_by(source: str | None, as_of: date | None, today: date) -> QWidget:
    """Return who published what stands above, and when; an old date is marked."""
    box = QWidget()
    across = row(box, margins=(0, 4, 0, 0), gap=12)
    across.addWidget(text(source_words(source, as_of), "fact", "secondary", wrap=True), 1)
    if as_of is not None and is_old_date(as_of, today):
        across.addWidget(fact_line(_("Dato antiguo"), "clock", "warn"))
    return box


def _terms(sheet: WorkSheet, today: date, go: Go) -> QWidget:
    shown = plot(sheet.work, today)
    right = [_progress(sheet.work, shown, today)]
    right.append(_last_findings(sheet, go))
    return side_by_side(FactTable(term_rows(sheet.work, today)), column_of(*right))


def _progress(work: Work, shown: PlotShown | None, today: date) -> QWidget:
    title = _("Avance físico acumulado, en %")
    if shown is None:
        none = _("Ninguna fuente publica el avance mes a mes. Anótelo como hallazgo si debería.")
        return _titled(title, _quiet(none))
    return _titled(title, ProgressPlot(*shown), _said_by(work.source, work.as_of, today))


def _last_findings(sheet: WorkSheet, go: Go) -> QWidget:
    visited = next((r for r in sheet.history if r.signed_at and r.findings), None)
    if visited is None or visited.signed_at is None:
        return _titled(
            _("Hallazgos de visitas anteriores"), _quiet(_("Todavía no hay hallazgos suyos en esta obra."))
        )
    rows: list[QWidget] = []
    told = {feedback.report_id: feedback for feedback in sheet.feedback}
    for finding in visited.findings:
        if finding.confirmed:
            rows += [_finding(finding.condition, told.get(visited.key.id)), rule()]
    title = _("Hallazgos de su visita del {date}").format(date=day(visited.signed_at))
    return _titled(title, *rows)


def _finding(condition: str, told: Feedback | None) -> QWidget:
    box = QWidget()
    across = row(box, margins=(0, 4, 0, 4), gap=16)
    across.addWidget(text(condition, wrap=True), 1)
    if told is not None and told.alert_number:
        if told.alert_open:
            across.addWidget(StateLabel(_("Alerta abierta"), "circle-dot", "warn"))
        else:
            across.addWidget(StateLabel(_("Alerta cerrada"), "circle-check", "ok"))
    return box


def _documents(sheet: WorkSheet, go: Go) -> QWidget:
    if not sheet.work.documents:
        return _quiet(_("Ninguna fuente publica documentos de esta obra. Anótelo como hallazgo si debería."))
    shown = [_document(document, sheet, go) for document in sheet.work.documents]
    if not all(document.sha256 for document in sheet.work.documents):
        shown.append(_how_to_get(go))
    return column_of(_titled(_("Documentos publicados"), rule("ruleStrong"), *shown))


def _how_to_get(go: Go) -> QWidget:
    """Say how a document that has no copy here comes: nothing fetches it but a pack."""
    box = QWidget()
    lines = column(box, margins=(0, 8, 0, 0), gap=4)
    words = _(
        "Lo que no tiene copia llega en el paquete de su región, por internet o en una memoria USB. "
        "Si el paquete no lo trae, pida el documento a su coordinación."
    )
    lines.addWidget(_quiet(words))
    lines.addWidget(link(_("Ver los paquetes"), lambda: go("packs")))
    return box


def _document(document: DocumentLink, sheet: WorkSheet, go: Go) -> QWidget:
    box = QWidget()
    lines = column(box, gap=0)
    across = row(margins=(0, 8, 0, 8), gap=16)
    words = column(gap=0)
    words.addWidget(text(document.title, strong=True, wrap=True))
    if document.url:
        words.addWidget(text(document.url, "fact", "secondary", wrap=True))
    source = source_words(document.source or sheet.work.source, document.as_of)
    words.addWidget(text(source, "fact", "secondary", wrap=True))
    across.addLayout(words, 1)
    if document.sha256 in sheet.documents_here:
        across.addWidget(StateLabel(_("En esta laptop"), "hard-drive"))
        across.addWidget(_opener(_("Abrir"), document, sheet, go))
    elif document.sha256:
        there = _("En la Contraloría, {size}").format(size=size(document.size)) if document.size else ""
        across.addWidget(StateLabel(there or _("En la Contraloría"), "cloud-off", "secondary"))
        across.addWidget(_opener(_("Traer"), document, sheet, go))
    else:
        where = _("Solo en internet") if document.url else _("Sin copia en esta laptop")
        across.addWidget(StateLabel(where, "cloud-off", "secondary"))
    lines.addLayout(across)
    lines.addWidget(rule())
    return box


def _opener(verb: str, document: DocumentLink, sheet: WorkSheet, go: Go) -> QWidget:
    key, ref = sheet.work.id, document.sha256
    button = Button(verb, "secondary", lambda: go("work-document", key, ref))
    button.setAccessibleName(about(verb, document.title))
    return button


def _history(sheet: WorkSheet, go: Go) -> QWidget:
    visits = [_report(report, go) for report in sheet.history]
    published = {*sheet.work.changes, *sheet.changes}
    newest_first = sorted(published, key=lambda change: (change.on, change.text), reverse=True)
    changes = [_change(change, new=change in sheet.changes) for change in newest_first]
    none = _quiet(_("Todavía no hay visitas suyas a esta obra."))
    quiet = _quiet(_("Ninguna fuente publica cambios de esta obra."))
    return side_by_side(
        _titled(_("Sus visitas"), rule("ruleStrong"), *(visits or [none])),
        _titled(_("Cambios publicados"), rule("ruleStrong"), *(changes or [quiet])),
    )


def _report(report: Report, go: Go) -> QWidget:
    box = QWidget()
    lines = column(box, gap=0)
    across = row(gap=16)
    title = names.report_title(report.activity)
    if report.practice:
        title = _("{title} (práctica)").format(title=title)
    place = "visit" if report.signed_at is None else "report"
    across.addWidget(link(title, lambda: go(place, str(report.key))))
    across.addWidget(text(day(report.signed_at or report.saved_at), tone="secondary"), 1)
    sign = names.report_state(report.state)
    across.addWidget(StateLabel(sign.word, sign.icon, sign.tone))
    lines.addLayout(across)
    lines.addWidget(rule())
    return box


def _change(change: WorkChange, *, new: bool) -> QWidget:
    box = QWidget()
    lines = column(box, margins=(0, 6, 0, 0), gap=2)
    across = row(gap=16)
    across.addWidget(text(change.text, wrap=True), 1)
    if new:
        across.addWidget(badge(_("Desde su visita")))
    lines.addLayout(across)
    lines.addWidget(text(f"{change.source}, {day(change.on)}", "fact", "secondary"))
    lines.addSpacing(look().px(6))
    lines.addWidget(rule())
    return box


def _alerts(sheet: WorkSheet, go: Go) -> QWidget:
    rows = [_alert(told, go) for told in sheet.feedback if told.alert_number]
    quiet = _quiet(_("La Contraloría no ha emitido alertas por sus informes de esta obra."))
    own = _titled(_("Alertas por sus informes"), rule("ruleStrong"), *(rows or [quiet]))
    others = [_other_alert(alert) for alert in other_alerts(sheet)]
    if not others:
        return own
    why = _quiet(_("Vienen de informes de otras personas. Tómelas en cuenta al anotar sus hallazgos."))
    return column_of(own, _titled(_("Otras alertas abiertas de esta obra"), why, rule("ruleStrong"), *others))


def _other_alert(alert: WorkAlert) -> QWidget:
    box = QWidget()
    lines = column(box, gap=0)
    across = row(margins=(0, 8, 0, 8), gap=16)
    words = f"{alert.number} · {alert.title}"
    across.addWidget(text(words, wrap=True), 1)
    across.addWidget(text(day(alert.issued_on), tone="secondary", figures=True))
    across.addWidget(StateLabel(_("Abierta"), "circle-dot", "warn"))
    lines.addLayout(across)
    lines.addWidget(rule())
    return box


def _alert(told: Feedback, go: Go) -> QWidget:
    box = QWidget()
    lines = column(box, gap=0)
    across = row(gap=16)
    words = f"{told.alert_number} · {told.title}"
    across.addWidget(link(words, lambda: go("report", f"{told.report_id}/{told.report_version}")))
    across.addStretch(1)
    sign = (_("Abierta"), "circle-dot", "warn") if told.alert_open else (_("Cerrada"), "circle-check", "ok")
    across.addWidget(StateLabel(*sign))
    lines.addLayout(across)
    lines.addWidget(text(told.summary, tone="secondary", wrap=True))
    lines.addSpacing(look().px(8))
    lines.addWidget(rule())
    return box


def _quiet(words: str) -> QWidget:
    return paragraph(words, tone="secondary")
