"""The map by mouse and by keys, as a person uses it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldmonitor.app.map import Marker, PhotoPlace, Place
from fieldmonitor.domain.mercator import project
from fieldmonitor.ui.map.marks import Shape, mark_area
from fieldmonitor.ui.map.scene import Mark
from fieldmonitor.ui.map.view import MapView
from fieldmonitor.ui.task_runner_qt import QtTaskRunner
from fieldmonitor.ui.widgets.layout import row
from tests.ui.map.conftest import ALL, marker

LEFT = Qt.MouseButton.LeftButton


def mark_of(view: MapView, name: str) -> Mark:
    """Return the mark that shows a work."""
    return next(mark for mark in view.canvas.marks() if name in mark.ids)


def middle(mark: Mark) -> QPoint:
    return mark_area(mark.shape, QPointF(mark.x, mark.y)).center().toPoint()


def move_pressed(view: MapView, spot: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(spot),
        QPointF(view.canvas.mapToGlobal(spot)),
        LEFT,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.canvas, event)


def wheel(view: MapView, spot: QPoint, turned: int) -> None:
    event = QWheelEvent(
        QPointF(spot),
        QPointF(view.canvas.mapToGlobal(spot)),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.canvas, event)


def test_all_works_are_in_view_at_first(view: MapView) -> None:
    shown = {name for mark in view.canvas.marks() for name in mark.ids}
    assert shown == {work.id for work in ALL}
    assert mark_of(view, "water").ids == ("water", "road")
    assert mark_of(view, "water").shape is Shape.SQUARE
    assert mark_of(view, "school").shape is Shape.DOTTED
    assert mark_of(view, "canal").shape is Shape.TICKED
    assert mark_of(view, "bridge").shape is Shape.RING


def test_a_click_chooses_a_work_once(view: MapView, qtbot: QtBot) -> None:
    heard: list[str] = []
    view.selected.connect(heard.append)
    for _ in range(2):
        qtbot.mouseClick(view.canvas, LEFT, pos=middle(mark_of(view, "school")))
    assert heard == ["school"]
    assert mark_of(view, "school").shape is Shape.PIN


def test_a_press_is_as_large_as_a_gloved_finger(view: MapView, qtbot: QtBot) -> None:
    heard: list[str] = []
    view.selected.connect(heard.append)
    qtbot.mouseClick(view.canvas, LEFT, pos=middle(mark_of(view, "bridge")) + QPoint(20, -20))
    assert heard == ["bridge"]


def test_a_double_click_opens_the_sheet(view: MapView, qtbot: QtBot) -> None:
    spot = middle(mark_of(view, "bridge"))
    with qtbot.waitSignal(view.opened) as signal:
        qtbot.mouseClick(view.canvas, LEFT, pos=spot)
        qtbot.mouseDClick(view.canvas, LEFT, pos=spot)
    assert signal.args == ["bridge"]


def test_choosing_from_outside_is_silent_and_brings_the_work_into_view(view: MapView, qtbot: QtBot) -> None:
    heard: list[str] = []
    view.selected.connect(heard.append)
    view.canvas.zoom_by(4, QPointF(0, 0))
    assert "clinic" not in {name for mark in view.canvas.marks() for name in mark.ids}
    view.select("clinic")
    pin = mark_of(view, "clinic")
    assert pin.shape is Shape.PIN
    assert 0 < pin.x < view.canvas.width()
    assert 0 < pin.y < view.canvas.height()
    assert heard == []
    view.select(None)
    assert mark_of(view, "clinic").shape is Shape.RING


def test_a_group_comes_apart_where_it_is_clicked(view: MapView, qtbot: QtBot) -> None:
    before = view.canvas.camera.zoom
    qtbot.mouseClick(view.canvas, LEFT, pos=middle(mark_of(view, "water")))
    assert view.canvas.camera.zoom > before
    assert mark_of(view, "water").ids == ("water",)
    assert mark_of(view, "road").ids == ("road",)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_works_at_one_spot_are_chosen_by_name(view: MapView, qtbot: QtBot) -> None:
    twin = Marker("twin", "w", "La misma obra, otra visita", "", ALL[0].place, ALL[0].state, ALL[0].due)
    view.set_markers([*ALL, twin])
    heard: list[str] = []
    view.selected.connect(heard.append)
    qtbot.mouseClick(view.canvas, LEFT, pos=middle(mark_of(view, "twin")))
    menu = view.canvas.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()][1] == "La misma obra, otra visita"
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert heard == ["twin"]


def test_dragging_moves_the_map_and_chooses_nothing(view: MapView, qtbot: QtBot) -> None:
    heard: list[str] = []
    view.selected.connect(heard.append)
    start = middle(mark_of(view, "school"))
    under = view.canvas.camera.to_world(start.x(), start.y())
    end = start + QPoint(90, -60)
    qtbot.mousePress(view.canvas, LEFT, pos=start)
    move_pressed(view, start + QPoint(40, -30))
    move_pressed(view, end)
    qtbot.mouseRelease(view.canvas, LEFT, pos=end)
    assert view.canvas.camera.to_screen(*under) == pytest.approx((end.x(), end.y()), abs=0.5)
    assert heard == []


def test_the_wheel_zooms_about_the_pointer(view: MapView) -> None:
    spot = QPoint(200, 150)
    under = view.canvas.camera.to_world(200, 150)
    before = view.canvas.camera.zoom
    wheel(view, spot, 120)
    assert view.canvas.camera.zoom == pytest.approx(before + 0.5)
    assert view.canvas.camera.to_screen(*under) == pytest.approx((200, 150), abs=0.01)
    wheel(view, spot, -240)
    assert view.canvas.camera.zoom == pytest.approx(before - 0.5)


def test_plus_keeps_the_chosen_work_in_view(view: MapView, qtbot: QtBot) -> None:
    view.select("clinic")
    closer = next(b for b in view.buttons.findChildren(QAbstractButton) if b.accessibleName() == "Acercar")
    for _click in range(5):
        qtbot.mouseClick(closer, LEFT)
        mark = mark_of(view, "clinic")
        assert 40 < mark.x < view.canvas.width() - 40
        assert 40 < mark.y < view.canvas.height() - 40


def test_a_double_click_on_the_ground_zooms(view: MapView, qtbot: QtBot) -> None:
    before = view.canvas.camera.zoom
    qtbot.mouseDClick(view.canvas, LEFT, pos=QPoint(30, 300))
    assert view.canvas.camera.zoom == pytest.approx(before + 1)


def test_keys_move_zoom_and_show_all(view: MapView, qtbot: QtBot) -> None:
    first = view.canvas.camera
    for key, axis, sign in (
        (Qt.Key.Key_Right, "x", 1),
        (Qt.Key.Key_Left, "x", -1),
        (Qt.Key.Key_Down, "y", 1),
        (Qt.Key.Key_Up, "y", -1),
    ):
        before = getattr(view.canvas.camera, axis)
        qtbot.keyClick(view.canvas, key)
        assert (getattr(view.canvas.camera, axis) - before) * sign > 0
    qtbot.keyClick(view.canvas, "+")
    assert view.canvas.camera.zoom == pytest.approx(first.zoom + 1)
    qtbot.keyClick(view.canvas, "-")
    qtbot.keyClick(view.canvas, "-")
    assert view.canvas.camera.zoom == pytest.approx(first.zoom - 1)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Home)
    assert view.canvas.camera == first


def test_tab_walks_every_mark_in_reading_order_and_goes_on(view: MapView, qtbot: QtBot) -> None:
    heard: list[str] = []
    view.selected.connect(heard.append)
    met: list[tuple[str, ...]] = []
    while view.canvas.hasFocus() and len(met) < 20:
        qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
        if view.canvas.focused:
            met.append(view.canvas.focused)
    assert len(met) == 5
    assert {name for ids in met for name in ids} == {work.id for work in ALL}
    assert heard == [ids[0] for ids in met if len(ids) == 1]
    assert view.buttons.closer.hasFocus()
    following = QApplication.focusWidget()
    assert following is not None
    qtbot.keyClick(following, Qt.Key.Key_Tab)
    assert view.buttons.farther.hasFocus(), "Tab on a button over the map is the button's own"


def test_shift_tab_goes_back_mark_by_mark(view: MapView, qtbot: QtBot) -> None:
    qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
    first = view.canvas.focused
    qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
    assert view.canvas.focused != first
    qtbot.keyClick(view.canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.focused == first
    qtbot.keyClick(view.canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.focused == ()
    assert view.canvas.hasFocus()


def test_shift_tab_leaves_the_map_from_its_start(runner: object, qtbot: QtBot, view: MapView) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    layout = row(box)
    before = QPushButton("Lista")
    layout.addWidget(before)
    layout.addWidget(view)
    with qtbot.waitExposed(box):
        box.show()
    box.activateWindow()
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert before.hasFocus()
    view.setParent(None)


def test_enter_opens_a_work_and_takes_a_group_apart(view: MapView, qtbot: QtBot) -> None:
    opened: list[str] = []
    view.opened.connect(opened.append)
    while view.canvas.focused != ("bridge",):
        qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert opened == ["bridge"]
    view.show_all()
    while len(view.canvas.focused) != 2:
        qtbot.keyClick(view.canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        if not view.canvas.focused:
            qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
            assert len(view.canvas.focused) == 2
    qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert mark_of(view, "road").ids == ("road",)
    assert opened == ["bridge"]


def test_enter_opens_what_the_list_chose(view: MapView, qtbot: QtBot) -> None:
    view.select("canal")
    with qtbot.waitSignal(view.opened) as signal:
        qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert signal.args == ["canal"]


def test_buttons_are_large_named_and_work(view: MapView, qtbot: QtBot) -> None:
    before = view.canvas.camera.zoom
    for button in (view.buttons.closer, view.buttons.farther, view.buttons.my_place):
        assert min(button.width(), button.height()) >= 44
        assert button.accessibleName()
        assert button.toolTip()
    qtbot.mouseClick(view.buttons.closer, LEFT)
    assert view.canvas.camera.zoom == pytest.approx(before + 1)
    qtbot.mouseClick(view.buttons.farther, LEFT)
    assert view.canvas.camera.zoom == pytest.approx(before)


def test_ones_place_is_set_by_a_click(view: MapView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.buttons.my_place, LEFT)
    assert view.bar.isVisible()
    assert "donde usted está" in view.bar.words
    spot = QPoint(300, 260)
    wanted = view.canvas.camera.to_world(300, 260)
    chosen: list[str] = []
    view.selected.connect(chosen.append)
    with qtbot.waitSignal(view.placed) as signal:
        qtbot.mouseClick(view.canvas, LEFT, pos=spot)
    assert project(*signal.args) == pytest.approx(wanted, abs=1e-9)
    assert not view.bar.isVisible()
    assert view.canvas.scene.home == Place(*signal.args)
    assert chosen == []


def test_ones_place_is_set_by_keys(view: MapView, qtbot: QtBot) -> None:
    view.buttons.my_place.setFocus()
    qtbot.keyClick(view.buttons.my_place, Qt.Key.Key_Space)
    assert view.canvas.hasFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.placed) as signal:
        qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert project(*signal.args) == pytest.approx((view.canvas.camera.x, view.canvas.camera.y), abs=1e-9)


def test_escape_leaves_the_place_as_it_was(view: MapView, qtbot: QtBot) -> None:
    view.set_home(-5.2, -79.8)
    qtbot.mouseClick(view.buttons.my_place, LEFT)
    qtbot.mouseClick(view.bar.move_link, LEFT)
    assert view.canvas.placing
    with qtbot.assertNotEmitted(view.placed):
        qtbot.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert not view.canvas.placing
    assert view.canvas.scene.home == Place(-5.2, -79.8)


def test_a_place_outside_peru_is_asked_for_again(bare: MapView, qtbot: QtBot) -> None:
    qtbot.mouseClick(bare.buttons.my_place, LEFT)
    with qtbot.assertNotEmitted(bare.placed):
        qtbot.mouseClick(bare.canvas, LEFT, pos=QPoint(4, bare.canvas.height() - 4))
    assert "no está en el Perú" in bare.bar.words
    assert bare.canvas.placing


def test_my_place_goes_there_and_can_be_removed(view: MapView, qtbot: QtBot) -> None:
    view.set_home(-5.2, -79.8)
    view.canvas.zoom_by(3, QPointF(0, 0))
    qtbot.mouseClick(view.buttons.my_place, LEFT)
    assert (view.canvas.camera.x, view.canvas.camera.y) == pytest.approx(project(-5.2, -79.8))
    with qtbot.waitSignal(view.unplaced):
        qtbot.mouseClick(view.bar.remove_link, LEFT)
    assert view.canvas.scene.home is None
    assert not view.bar.isVisible()


def test_the_description_says_what_is_seen_and_chosen(view: MapView, qtbot: QtBot) -> None:
    view.set_markers([marker(work.id, 6200) if work.id == "school" else work for work in ALL])
    assert view.canvas.accessibleName() == "Mapa de sus obras"
    assert "6 obras de 6 a la vista" in view.canvas.accessibleDescription()
    qtbot.mouseClick(view.canvas, LEFT, pos=middle(mark_of(view, "school")))
    said = view.canvas.accessibleDescription()
    assert "Mejoramiento de la I.E. N.º 1047 de Molle Grande" in said
    assert "Borrador" in said
    assert "a 6.2\u00a0km en línea recta" in said


def test_tooltips_give_whole_names_and_render_nothing(view: MapView) -> None:
    shown = view.canvas.tooltip_at(QPointF(middle(mark_of(view, "clinic"))))
    assert "&lt;b&gt;Pampa Verde&lt;/b&gt;" in shown
    both = view.canvas.tooltip_at(QPointF(middle(mark_of(view, "water"))))
    assert "agua potable" in both
    assert "Pistas y veredas" in both
    assert view.canvas.tooltip_at(QPointF(5, 5)) == ""


def test_a_photos_tooltip_says_how_far_from_the_work_it_was_taken(view: MapView) -> None:
    photos = [
        PhotoPlace("e1", Place(-5.30, -79.70), "Cartel <i>de obra</i>", 0.0),
        PhotoPlace("e2", Place(-5.30, -79.70), "", None),
    ]
    view.set_photos(photos)
    x, y = view.canvas.camera.to_screen(*project(-5.30, -79.70))
    shown = view.canvas.tooltip_at(QPointF(x, y))
    assert shown == "<p>Cartel &lt;i&gt;de obra&lt;/i&gt;, a 0\u00a0m de la obra<br>Foto</p>"


def test_a_new_list_keeps_the_choice_if_it_is_still_there(view: MapView) -> None:
    view.select("canal")
    view.set_markers([work for work in ALL if work.id != "road"])
    assert mark_of(view, "canal").shape is Shape.PIN
    view.set_markers([work for work in ALL if work.id != "canal"])
    assert view.canvas.scene.chosen is None
    assert Shape.PIN not in {mark.shape for mark in view.canvas.marks()}


def test_a_map_without_an_own_place_has_no_button_for_it(runner: QtTaskRunner, qtbot: QtBot) -> None:
    view = MapView(runner, own_place=False)
    qtbot.addWidget(view)
    view.show()
    assert not view.buttons.my_place.isVisible()
    assert view.buttons.closer.isVisible()
