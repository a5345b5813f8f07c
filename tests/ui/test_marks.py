"""Hiding faces and pointing at things, with the mouse and with the keyboard alone; the original stays."""

import io

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldmonitor.media.results import MarkKind
from fieldmonitor.ui.photos.canvas import Canvas
from fieldmonitor.ui.photos.marking import Marking
from tests.ui.person import Person, type_words
from tests.ui.sample import Sample


def _open(person: Person, filled: Sample) -> Canvas:
    person.goes("photos", filled.draft)
    person.presses("Tapar o marcar")
    person.arrives("marks")
    canvas = person.widgets(Canvas)[0]
    person.bot.waitUntil(lambda: canvas.width() > 300 and bool(canvas.accessibleDescription()))
    return canvas


def _rows(person: Person) -> list:
    ws, key = person.application.context.ws, person.window.screen_now.route().key
    from fieldmonitor.app import attachments
    from fieldmonitor.ui.keys import report_key

    return attachments.listed(ws, report_key(key))


def _pixels(person: Person, sha256: str) -> Image.Image:
    ws = person.application.context.ws
    return Image.open(io.BytesIO(ws.blobs.read(ws.store, sha256))).convert("L")


def test_a_face_is_covered_by_mouse_on_a_copy_that_cites_its_original(person: Person, filled: Sample) -> None:
    canvas = _open(person, filled)
    before = {row.id: row for row in _rows(person)}
    person.presses("Cubrir")
    start = QPoint(canvas.width() // 4, canvas.height() // 4)
    end = QPoint(canvas.width() // 2, canvas.height() // 2)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    person.sees("Marca 1 de 1: Cubrir")
    person.sees("1 parte tapada")
    person.presses("Grabar la copia")
    person.arrives("photos")
    person.sees("Copia con marcas. El original está guardado.")
    changed = next(row for row in _rows(person) if row.original_sha256)
    assert changed.original_sha256 == before[changed.id].sha256
    copy, original = _pixels(person, changed.sha256), _pixels(person, changed.original_sha256)
    spot = (round(copy.width * 0.37), round(copy.height * 0.37))
    assert copy.size == original.size and copy.getpixel(spot) < 16 < original.getpixel(spot)
    assert not changed.share_original, "the original stays here unless the person says so"
    person.presses("Enviar también el original, sellado solo para la Contraloría")
    assert next(row for row in _rows(person) if row.original_sha256).share_original
    person.presses("Volver al original")
    person.sees("Volvió la foto original, sin marcas.")
    assert not any(row.original_sha256 for row in _rows(person))
    person.presses("Deshacer")
    person.sees("Copia con marcas.")


def test_marks_by_keyboard_alone_and_changed_later(person: Person, filled: Sample) -> None:
    canvas = _open(person, filled)
    assert QApplication.focusWidget() is canvas
    person.presses_key(Qt.Key.Key_3)
    person.presses_key(Qt.Key.Key_Space)
    person.sees("Marca 1 de 1: Recuadro")
    mark = canvas.marking.mark
    person.presses_key(Qt.Key.Key_Left)
    person.presses_key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    moved = canvas.marking.mark
    assert moved.x1 == pytest.approx(mark.x1 - 0.01) and moved.y2 == pytest.approx(mark.y2 + 0.01)
    person.presses_key(Qt.Key.Key_5)
    person.presses_key(Qt.Key.Key_Space)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    type_words(field, "Grieta según la señora")
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    person.presses_key(Qt.Key.Key_PageUp)
    person.sees("Marca 1 de 2: Recuadro")
    person.presses_key(Qt.Key.Key_Delete)
    person.sees("Marca 1 de 1: Texto")
    person.presses_key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.sees("Marca 1 de 2: Recuadro")
    person.presses_key(Qt.Key.Key_Plus)
    person.presses_key(Qt.Key.Key_Escape)
    person.arrives("photos")
    person.sees("Copia con marcas.")
    person.presses("Cambiar las marcas")
    person.arrives("marks")
    person.sees("Marca 2 de 2: Texto")
    again = person.widgets(Canvas)[0]
    assert [mark.text for mark in again.marking.marks] == ["", "Grieta según la señora"]


def test_leaving_without_a_mark_makes_no_copy(person: Person, filled: Sample) -> None:
    _open(person, filled)
    person.presses("Volver a las fotos")
    person.arrives("photos")
    assert not any(row.original_sha256 for row in _rows(person))


def test_marks_stay_inside_the_picture_and_a_run_of_steps_is_undone_at_once() -> None:
    marking = Marking()
    marking.put(MarkKind.BLUR, (-0.2, 0.9), (0.1, 1.4))
    for _step in range(300):
        marking.move(0.01, 0.01)
    mark = marking.mark
    assert (mark.x2, mark.y2) == (1, 1) and marking.changed
    marking.undo()
    assert marking.mark.x1 == 0
    marking.stretch(-5, -5)
    assert marking.mark.x2 - marking.mark.x1 >= 0.02
    marking.undo()
    marking.undo()
    assert marking.marks == () and not marking.can_undo and not marking.changed


def test_words_never_written_are_not_burnt() -> None:
    marking = Marking()
    marking.put_at(MarkKind.TEXT, 0.5, 0.5)
    assert marking.ready() == ()
    marking.word("Falta el arnés")
    assert [mark.text for mark in marking.ready()] == ["Falta el arnés"]
