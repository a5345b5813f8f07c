"""The work sheet's words and its plot, without a person: what is disputed is marked, labels cover nothing."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from fieldmonitor.app.care import SpaceWarning
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.ui.prepare.words import room
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.plot import ProgressPlot, free_spot
from fieldmonitor.ui.works.words import plot, term_rows

TODAY = date(2026, 11, 22)
WORKS = demo_works(40, TODAY)


def test_a_value_that_another_source_contradicts_says_so_in_its_row() -> None:
    told = Fact(FactKey.CONTRACT_TERM, "999", "SEACE", TODAY)
    work = replace(WORKS[0], facts=(*WORKS[0].facts, told))
    rows = [row for row in term_rows(work, TODAY) if row.value.startswith("999")]
    assert len(rows) == 1 and rows[0].note.startswith("no coincide con ")
    own = next(row for row in term_rows(work, TODAY) if row.name == rows[0].name and row != rows[0])
    assert "no coincide con SEACE" in own.note
    assert all("no coincide" not in row.note for row in term_rows(WORKS[0], TODAY))


def test_little_space_is_said_with_its_numbers() -> None:
    said = room(SpaceWarning(120_000_000, 500_000_000, critical=False))
    assert "120.0" in said.lead and "500.0" in said.rest


@pytest.mark.parametrize("number", range(len(WORKS)))
@pytest.mark.parametrize("width", [430, 560, 900])
def test_the_label_covers_neither_curve_nor_words(qtbot: QtBot, number: int, width: int) -> None:
    shown = plot(WORKS[number], TODAY)
    if shown is None:
        return
    widget = ProgressPlot(*shown)
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    real = [(i, p.real) for i, p in enumerate(shown[0]) if p.real is not None]
    if not real:
        return
    at = widget._at(*real[-1])
    metrics = QFontMetrics(look().font("fact", strong=True))
    size = QSizeF(metrics.horizontalAdvance(shown[1].real) + look().px(8), look().px(20))
    taken = widget._taken()
    box = free_spot(size, at, widget._area, taken, look().px(6))
    assert widget._area.contains(box)
    assert not [point for point in taken if box.contains(point)]


def test_where_nothing_is_free_it_still_stands_inside() -> None:
    area = QRectF(0, 0, 200, 100)
    full = [QPointF(x, y) for x in range(0, 201, 3) for y in range(0, 101, 3)]
    assert area.contains(free_spot(QSizeF(80, 20), QPointF(150, 40), area, full, 6))
