"""The line of a work sheet on which an assignment is accepted or declined."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldmonitor.app.queries import WorkSheet
from fieldmonitor.app.replies import Reply
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import StateLabel, fact_line, text

Do = Callable[[], object]


def reply_line(sheet: WorkSheet, accept: Do, decline: Do) -> QWidget | None:
    """Return what was answered and how to answer; None where nothing is to be answered any more."""
    item = sheet.assignment
    if item is None or item.draft is not None or item.report_state is not None:
        return None
    if sheet.reply is None:
        return _asked(accept, decline)
    return _accepted(sheet.reply, decline) if sheet.reply.accepted else _declined(sheet.reply)


def together_line(sheet: WorkSheet) -> QWidget | None:
    """Return who goes along, where a visit was given to a pair or a group."""
    if not sheet.companions:
        return None
    codes = ", ".join(sheet.companions)
    return fact_line(_("Va con {codes}. Cada uno firma su propio informe.").format(codes=codes), "user-round")


def _asked(accept: Do, decline: Do) -> QWidget:
    box = QWidget()
    across = column(box, gap=8) if look().scale > 1.25 else row(box, gap=12)
    said = column(gap=0)
    said.addWidget(text(_("¿Puede hacerla dentro del plazo?"), strong=True, wrap=True))
    sworn = _("Al aceptar declara que no tiene un conflicto de interés con esta obra.")
    said.addWidget(text(sworn, "fact", "secondary", wrap=True))
    across.addLayout(said, 1)
    across.addWidget(Button(_("No puedo hacerla"), "quiet", decline))
    across.addWidget(Button(_("Aceptar la asignación"), "secondary", accept))
    return box


def _accepted(reply: Reply, decline: Do) -> QWidget:
    box = QWidget()
    across = row(box, gap=12)
    across.addWidget(StateLabel(_("Aceptada el {date}").format(date=day(reply.on)), "circle-check", "ok"))
    across.addStretch(1)
    across.addWidget(Button(_("Ya no puedo hacerla"), "quiet", decline))
    return box


def _declined(reply: Reply) -> QWidget:
    lead = _("La rechazó el {date}.").format(date=day(reply.on))
    return Banner("info", reply.reason, lead=lead)
