"""Shapes, names, legend and scale in every palette: state by shape, words apart, nothing cut."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldmonitor.app.map import PhotoPlace, Place
from fieldmonitor.domain.mercator import project, unproject
from fieldmonitor.media.geo import distance_m
from fieldmonitor.ui.map.labels import Labels
from fieldmonitor.ui.map.legend import Legend
from fieldmonitor.ui.map.marks import Shape, hit_area, mark_area, paint_mark
from fieldmonitor.ui.map.painting import broken
from fieldmonitor.ui.map.view import MapView
from fieldmonitor.ui.shell.palettes import PALETTES, Palette
from fieldmonitor.ui.shell.theme import Look, apply, look
from fieldmonitor.ui.task_runner_qt import QtTaskRunner
from fieldmonitor.ui.wording import readable
from tests.ui.map.conftest import ALL, marker

palettes = pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)


def drawn(shape: Shape, count: int = 1) -> QImage:
    image = QImage(96, 96, QImage.Format.Format_RGB32)
    image.fill(look().color("hover"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, shape, QPointF(48, 48), count=count)
    painter.end()
    return image


@palettes
def test_each_shape_can_be_told_without_colour(qapp: QApplication, palette: Palette) -> None:
    apply(qapp, Look(palette))
    ink = look().color("text").lightness()
    pictures = {
        shape: bytes(
            1 if abs(drawn(shape).pixelColor(x, y).lightness() - ink) < 60 else 0
            for x in range(16, 80, 4)
            for y in range(4, 72, 4)
        )
        for shape in (Shape.RING, Shape.DOTTED, Shape.TICKED, Shape.SQUARE, Shape.DIAMOND, Shape.PHOTO)
    }
    assert len(set(pictures.values())) == len(pictures)


@palettes
def test_marks_wear_the_palette(qapp: QApplication, palette: Palette) -> None:
    apply(qapp, Look(palette))
    middle = {shape: drawn(shape).pixelColor(48, 48).name().upper() for shape in Shape}
    assert middle[Shape.RING] == palette.surface
    assert middle[Shape.DOTTED] == palette.text.upper()
    assert middle[Shape.DIAMOND] == palette.text.upper()
    assert drawn(Shape.PIN).pixelColor(48, 15).name().upper() == palette.accent
    assert drawn(Shape.SQUARE, 3).pixelColor(34, 34).name().upper() == palette.text.upper()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_mark_is_painted_inside_the_area_it_claims(qapp: QApplication, scale: float) -> None:
    apply(qapp, Look(scale=scale))
    for shape in Shape:
        image = QImage(240, 240, QImage.Format.Format_RGB32)
        image.fill(look().color("hover"))
        painter = QPainter(image)
        paint_mark(painter, shape, QPointF(120, 140), count=2)
        painter.end()
        area = mark_area(shape, QPointF(120, 140)).adjusted(-3, -3, 3, 3)
        paper = look().color("hover").rgb()
        touched = [(x, y) for x in range(240) for y in range(240) if image.pixel(x, y) != paper]
        assert touched
        assert all(area.contains(QPointF(x, y)) for x, y in touched), shape
        hit = hit_area(shape, QPointF(120, 140))
        assert min(hit.width(), hit.height()) >= look().px(44)


def test_names_never_cover_each_other_nor_what_is_reserved(qapp: QApplication) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    labels = Labels()
    labels.begin()
    labels.reserve(QRectF(0, 0, 300, 60))
    assert not labels.paint(painter, "Bajo el botón", QPointF(150, 50), paper="hover")
    assert labels.paint(painter, "Molle Grande", QPointF(150, 120), paper="hover")
    assert not labels.paint(painter, "Tres Pozos", QPointF(170, 125), paper="hover")
    assert labels.paint(painter, "Quinual", QPointF(150, 170), paper="hover")
    assert not labels.paint(painter, "Cortado por el borde", QPointF(5, 190), paper="hover")
    assert labels.painted == 2
    labels.begin()
    assert labels.paint(painter, "Tres Pozos", QPointF(170, 125), paper="hover")
    painter.end()


@palettes
def test_names_have_a_halo(qapp: QApplication, palette: Palette) -> None:
    apply(qapp, Look(palette))
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    painter = QPainter(image)
    labels = Labels()
    labels.begin()
    labels.paint(painter, "Molle", QPointF(100, 30), paper="hover")
    painter.end()
    found = {image.pixelColor(x, y).name().upper() for x in range(200) for y in range(60)}
    assert palette.hover in found
    assert palette.text2 in found


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SAN JUAN DE LA VIRGEN", "San Juan de la Virgen"),
        ("EL TAMBO", "El Tambo"),
        ("Áncash", "Áncash"),
        ("ÑUÑOA", "Ñuñoa"),
        ("", ""),
    ],
)
def test_names_in_capitals_are_written_as_people_do(written: str, read: str) -> None:
    assert readable(written) == read


def test_a_long_name_takes_two_lines_and_the_distance_is_never_cut(qapp: QApplication) -> None:
    metrics = QFontMetricsF(look().font("fact", strong=True))
    name = "Mejoramiento y ampliación de los servicios de agua potable y alcantarillado de Sauce Alto"
    for words in (name, "Puente", "Interminablenombresinespaciosquenocabeenningunalinea", "", name * 5):
        lines = broken(words, " · a 6.2 km", metrics, 260)
        assert 1 <= len(lines) <= 2
        assert lines[-1].endswith("a 6.2 km")
        assert all(metrics.horizontalAdvance(line) <= 262 for line in lines)
    assert broken("Puente", "", metrics, 260) == ["Puente"]


@pytest.mark.parametrize("width", [320, 500, 735, 1100])
@palettes
def test_the_legend_fits_its_width(qapp: QApplication, qtbot: QtBot, palette: Palette, width: int) -> None:
    apply(qapp, Look(palette))
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(width, legend.height())
    legend.show_items(tuple(Shape), "12 obras sin ubicación")
    legend.show_scale(31.0)
    legend.resize(width, legend.height())
    assert legend.height() <= look().px(260 if width < 500 else 180)
    items = legend.laid_out()
    assert len(items) == len(Shape) + 1
    assert all(item.right() <= width for item in items)
    assert not any(one.intersects(other) for n, one in enumerate(items) for other in items[n + 1 :])
    assert not any(item.intersects(legend.scale_area) for item in items)
    assert "Varias obras" in legend.accessibleName()


def test_the_scale_bar_is_as_long_as_it_says(view: MapView) -> None:
    camera = view.canvas.camera
    pixels = view.legend.scale_pixels
    x = camera.x + pixels / camera.scale
    metres = distance_m(*unproject(camera.x, camera.y), *unproject(x, camera.y))
    number, unit = view.legend.scale_words.split("\u00a0")
    assert metres == pytest.approx(float(number) * (1000 if unit == "km" else 1), rel=0.005)


def test_the_legend_names_what_is_there(view: MapView) -> None:
    assert "Usted" not in view.legend.accessibleName()
    view.set_home(-5.2, -79.8)
    view.set_photos([PhotoPlace("e1", Place(-5.21, -79.75), "Cartel de obra", 40.0)])
    view.set_markers([marker("bridge")], without_place=2)
    said = view.legend.accessibleName()
    assert "Usted, marcado a mano" in said
    assert "Foto" in said
    assert "2 obras sin ubicación" in said
    assert "Varias obras" not in said
    assert "Borrador" not in said


@palettes
@pytest.mark.parametrize(("width", "height"), [(735, 640), (500, 400)])
def test_everything_is_painted_in_every_palette(
    qapp: QApplication,
    runner: QtTaskRunner,
    qtbot: QtBot,
    palette: Palette,
    width: int,
    height: int,
) -> None:
    apply(qapp, Look(palette, narrow=width < 600))
    view = MapView(runner)
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    qtbot.waitUntil(lambda: bool(view.canvas.outlines))
    view.set_markers(ALL)
    view.set_home(-5.24, -79.80)
    view.set_photos([PhotoPlace("e1", Place(-5.21, -79.70), "Cartel", 40.0)])
    view.select("school")
    image = view.canvas.grab().toImage()
    for mark in view.canvas.marks():
        area = mark_area(mark.shape, QPointF(mark.x, mark.y))
        found = {
            image.pixelColor(x, y).name().upper()
            for x in range(int(area.left()), int(area.right()))
            for y in range(int(area.top()), int(area.bottom()))
        }
        assert (palette.accent if mark.shape is Shape.PIN else palette.text.upper()) in found
    home = view.canvas.camera.to_screen(*project(-5.24, -79.80))
    assert image.pixelColor(round(home[0]), round(home[1])).name().upper() == palette.text.upper()
    assert view.canvas.counts.marks == len(view.canvas.marks()) + 1
    box = view.buttons.geometry()
    assert view.canvas.rect().contains(box)
