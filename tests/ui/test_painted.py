"""What is painted by hand: a code's modules stand where a reader looks, a life's words have their room."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldmonitor.ui.shell.theme import Look, apply, look
from fieldmonitor.ui.widgets.mira import LifeLine, LifeStep
from fieldmonitor.ui.widgets.qr import QUIET, QrCode, modules


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply(qapp, Look())


def test_every_module_of_a_code_is_painted_in_its_place(qtbot: QtBot) -> None:
    code = QrCode("FM1:" + "MCC-2041 " * 20, 240, "Código QR")
    qtbot.addWidget(code)
    rows = modules("FM1:" + "MCC-2041 " * 20)
    shown = code.grab().toImage()
    step = code.quiet // QUIET

    def dark(x: int, y: int) -> bool:
        return shown.pixelColor(x * step + step // 2, y * step + step // 2).lightness() < 128

    around = len(rows) + 2 * QUIET
    seen = [[dark(x, y) for x in range(around)] for y in range(around)]
    inside = [line[QUIET:-QUIET] for line in seen[QUIET:-QUIET]]
    assert inside == [[bool(module) for module in row] for row in rows]
    assert not any(any(line) for line in (*seen[:QUIET], *seen[-QUIET:]))


def test_the_words_under_a_life_have_the_lines_that_they_need(qtbot: QtBot) -> None:
    steps = [LifeStep("Firmado", "27/10/2026"), LifeStep("Recibido, faltan originales", "28/10/2026")]
    line = LifeLine([*steps, LifeStep("Resultado", "")], 1)
    qtbot.addWidget(line)
    one = QFontMetrics(look().font("fact", strong=True)).height()
    assert line.heightForWidth(240) >= line.heightForWidth(900) + one
    assert line.accessibleName() == "Firmado 27/10/2026, Recibido, faltan originales 28/10/2026"
