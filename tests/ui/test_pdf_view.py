"""A PDF in the window: pages from memory, drawn when seen, words for readers, a bad one said."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldmonitor.documents.model import RecoverySheet
from fieldmonitor.documents.recovery_pdf import build_recovery
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.ui.shell.theme import Look, apply
from fieldmonitor.ui.task_runner_qt import QtTaskRunner
from fieldmonitor.ui.widgets.pdf_view import KEPT, PdfView
from tests.unit.documents.pages import many_pages

PATIENCE = 30_000


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[QtTaskRunner]:
    apply(qapp, Look())
    made = QtTaskRunner()
    yield made
    made.close()


@pytest.fixture
def reader() -> Iterator[PictureGuard]:
    with PictureGuard() as guard:
        yield guard


def _shown(qtbot: QtBot, runner: QtTaskRunner, reader: PictureGuard, data: bytes) -> PdfView:
    view = PdfView(runner, reader, lambda error: pytest.fail(str(error)), "Hoja")
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    with qtbot.waitSignal(view.ready, timeout=PATIENCE):
        view.show_pdf(data)
    return view


def test_a_page_is_drawn_and_its_words_are_there_for_readers(
    qtbot: QtBot, runner: QtTaskRunner, reader: PictureGuard
) -> None:
    sheet = build_recovery(RecoverySheet("ABCD-EFGH-JKLM", date(2026, 11, 22)), "es")
    view = _shown(qtbot, runner, reader, sheet)
    qtbot.waitUntil(lambda: "Hoja de recuperación" in view.pages.accessibleDescription(), timeout=PATIENCE)
    inked = view.pages.viewport().grab().toImage()
    shades = {inked.pixelColor(x, y).lightness() for x in range(100, 600, 3) for y in range(40, 400, 3)}
    assert min(shades) < 100 and max(shades) > 240, "black words on white paper"


def test_only_seen_pages_are_drawn_and_few_are_kept(
    qtbot: QtBot, runner: QtTaskRunner, reader: PictureGuard
) -> None:
    view = _shown(qtbot, runner, reader, many_pages(40))
    qtbot.waitUntil(lambda: bool(view.pages._drawn), timeout=PATIENCE)
    assert set(view.pages._drawn) <= {0, 1}
    for number in range(1, 30):
        view.pages.go_to(number)
        qtbot.waitUntil(lambda number=number: number - 1 in view.pages._drawn, timeout=PATIENCE)
    assert len(view.pages._drawn) <= KEPT
    with qtbot.waitSignal(view.turned, timeout=PATIENCE) as told:
        qtbot.keyClick(view.pages, Qt.Key.Key_End)
    assert told.args == [40, 40]


def test_larger_and_smaller_keep_the_place(qtbot: QtBot, runner: QtTaskRunner, reader: PictureGuard) -> None:
    view = _shown(qtbot, runner, reader, many_pages(12))
    view.pages.go_to(7)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0):
        qtbot.keyClick(view.pages, key)
        assert view.pages._number in (6, 7)


def test_a_bad_document_is_said(qtbot: QtBot, runner: QtTaskRunner, reader: PictureGuard) -> None:
    told: list[Exception] = []
    view = PdfView(runner, reader, told.append, "Hoja")
    qtbot.addWidget(view)
    view.show_pdf(b"%PDF-1.7 and then nothing")
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert getattr(told[0], "code", "") == "pdf.damaged"
