"""Map pictures on screen: where they belong, read elsewhere, within a bound of memory, bad ones left out."""

import struct
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldmonitor.app.map import TileFile
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.mercator import project
from fieldmonitor.ui.map.camera import Camera
from fieldmonitor.ui.map.tile_layer import MAX_SIDE, TileLayer, decoded
from fieldmonitor.ui.map.view import MapView
from fieldmonitor.ui.task_runner_qt import QtTaskRunner
from tests.unit.map.tiles import mbtiles, picture

CAMERA = Camera(*project(-12, -77), 8.0, 500, 400)


class Later:
    """A runner whose tasks run when the test says so."""

    def __init__(self) -> None:
        self.tasks: list[tuple[Callable[[], Any], Callable[[Any], None] | None]] = []

    def background(
        self,
        task: Callable[[], Any],
        then: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> "Future[Any]":
        self.tasks.append((task, then))
        return Future()

    database = background

    def run(self) -> None:
        tasks, self.tasks = self.tasks, []
        for task, then in tasks:
            result = task()
            if then is not None:
                then(result)


class Watched(TileFile):
    """Remembers which tiles were read, and by which thread."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.read: list[tuple[int, int, int]] = []
        self.threads: set[int] = set()

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        self.read.append((zoom, column, row))
        self.threads.add(threading.get_ident())
        return super().tile(zoom, column, row)


def paint(layer: TileLayer, camera: Camera) -> QImage:
    image = QImage(camera.width, camera.height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    layer.paint(painter, camera)
    painter.end()
    return image


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def around(
    zoom: int, data: Callable[[int, int], bytes], reach: int = 12
) -> list[tuple[int, int, int, bytes]]:
    """Return tiles around Lima at a zoom."""
    x, y = project(-12, -77)
    column, row = int(x * 2**zoom), int(y * 2**zoom)
    return [
        (zoom, c, r, data(c, r))
        for c in range(column - reach, column + reach)
        for r in range(row - reach, row + reach)
    ]


def test_tiles_stand_where_they_belong(tmp_path: Path, owner: QWidget) -> None:
    row = int(project(-12, -77)[1] * 256)
    red, blue = picture("#ff0000"), picture("#0000ff")
    path = mbtiles(
        tmp_path / "a.mbtiles", around(8, lambda c, r: red if r < row else blue, 3), attribution="© Alguien"
    )
    later = Later()
    layer = TileLayer(TileFile(path), later, owner.update, lambda _error: None, owner)
    paint(layer, CAMERA)
    assert layer.tiles_painted == 0
    later.run()
    image = paint(layer, CAMERA)
    edge = round(CAMERA.to_screen(0, row / 256)[1])
    assert image.pixelColor(250, edge - 3).name() == "#ff0000"
    assert image.pixelColor(250, edge + 3).name() == "#0000ff"
    layer.file.close()


def test_a_coarser_tile_stands_in_until_the_fine_one_is_here(tmp_path: Path, owner: QWidget) -> None:
    tiles = around(7, lambda c, r: picture("#00ff00"), 4) + around(8, lambda c, r: picture("#ff0000"), 6)
    later = Later()
    file = TileFile(mbtiles(tmp_path / "a.mbtiles", tiles))
    layer = TileLayer(file, later, owner.update, lambda _error: None, owner)
    far = CAMERA.zoomed(-1)
    paint(layer, far)
    later.run()
    image = paint(layer, CAMERA)
    assert image.pixelColor(200, 200).name() == "#00ff00"
    later.run()
    assert paint(layer, CAMERA).pixelColor(200, 200).name() == "#ff0000"
    file.close()


def test_beyond_the_last_level_tiles_are_enlarged(tmp_path: Path, owner: QWidget) -> None:
    later = Later()
    file = Watched(mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: picture("#ff0000"), 3)))
    layer = TileLayer(file, later, owner.update, lambda _error: None, owner)
    close = CAMERA.zoomed(4)
    paint(layer, close)
    later.run()
    assert {zoom for zoom, _column, _row in file.read} == {8}
    assert len(file.read) <= 4
    assert paint(layer, close).pixelColor(200, 200).name() == "#ff0000"
    file.close()


def test_what_left_the_view_is_not_read(tmp_path: Path, owner: QWidget) -> None:
    later = Later()
    file = Watched(mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: picture("#ff0000"))))
    layer = TileLayer(file, later, owner.update, lambda _error: None, owner)
    paint(layer, CAMERA)
    asked = len(later.tasks)
    away = CAMERA.panned(1600, 0)
    paint(layer, away)
    later.run()
    assert 0 < len(file.read) <= len(later.tasks) + asked
    box = away.box
    for _zoom, column, row in file.read:
        assert box.left * 256 - 1 <= column <= box.right * 256 + 1
        assert box.top * 256 - 1 <= row <= box.bottom * 256 + 1
    paint(layer, CAMERA)
    later.run()
    assert paint(layer, CAMERA).pixelColor(200, 200).name() == "#ff0000"
    file.close()


def test_memory_is_bounded_and_what_is_in_view_stays(tmp_path: Path, owner: QWidget) -> None:
    one = 256 * 256 * 4
    later = Later()
    file = Watched(mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: picture("#ff0000"))))
    layer = TileLayer(file, later, owner.update, lambda _error: None, owner, capacity=14 * one)
    camera = CAMERA.panned(-2000, 0)
    for _step in range(16):
        camera = camera.panned(250, 0)
        paint(layer, camera)
        later.run()
        assert layer.cached_bytes <= 14 * one
        assert paint(layer, camera).pixelColor(250, 200).name() == "#ff0000"
    before = len(file.read)
    paint(layer, camera)
    later.run()
    assert len(file.read) == before, "what is in view was read again"
    small = TileLayer(file, later, owner.update, lambda _error: None, owner, capacity=one)
    for _step in range(3):
        paint(small, CAMERA)
        later.run()
    assert small.waiting == 0
    read = len(file.read)
    paint(small, CAMERA)
    later.run()
    assert len(file.read) == read, "a view larger than the bound asks for ever"
    file.close()


def test_tiles_are_read_and_decoded_away_from_the_window(
    tmp_path: Path, qtbot: QtBot, owner: QWidget, qapp: object
) -> None:
    runner = QtTaskRunner()
    try:
        file = Watched(mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: picture("#ff0000"), 4)))
        arrived: list[int] = []
        layer = TileLayer(
            file, runner, lambda: arrived.append(threading.get_ident()), lambda _error: None, owner
        )
        paint(layer, CAMERA)
        qtbot.waitUntil(lambda: layer.waiting == 0)
        assert file.threads
        assert threading.get_ident() not in file.threads
        assert set(arrived) == {threading.get_ident()}
        layer.close()
    finally:
        runner.close()


@pytest.mark.parametrize(
    ("kind", "written"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")], ids=["png", "jpeg", "webp"]
)
def test_the_three_formats_are_decoded(kind: str, written: str, qapp: object) -> None:
    image = decoded(picture("#ff0000", kind=written), kind)
    assert image is not None
    assert (image.width(), image.height()) == (256, 256)
    colour = image.pixelColor(100, 100)
    assert colour.red() > 240
    assert colour.green() < 20


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", picture("red")[:60], picture("red", MAX_SIDE + 1), picture("red", kind="GIF")],
    ids=["empty", "html", "cut", "too large", "another format"],
)
def test_what_is_no_tile_is_left_out(data: bytes, qapp: object) -> None:
    assert decoded(data, "png") is None


def test_a_bomb_is_not_opened(qapp: object) -> None:
    small = picture("red")
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]
    assert QImageReader(QBuffer(QByteArray(bomb)), QByteArray(b"png")).size().width() == 30_000
    assert decoded(bomb, "png") is None


def test_trouble_with_a_file_is_said_once_and_the_map_goes_on(tmp_path: Path, owner: QWidget) -> None:
    class Broken(Watched):
        def tile(self, zoom: int, column: int, row: int) -> bytes | None:
            raise InputError("map.tiles_unreadable", name="a.mbtiles", reason="disk")

    later, said = Later(), []
    file = Broken(mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: b"", 2)))
    layer = TileLayer(file, later, owner.update, said.append, owner)
    paint(layer, CAMERA)
    assert len(later.tasks) > 1
    later.run()
    paint(layer, CAMERA)
    assert len(said) == 1
    assert later.tasks == [], "a broken tile was asked for again"
    file.close()


def test_a_tile_under_way_while_the_map_closes_is_no_trouble(tmp_path: Path, owner: QWidget) -> None:
    later, said, arrived = Later(), [], []
    file = Watched(mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: picture("#ff0000"), 2)))
    layer = TileLayer(file, later, lambda: arrived.append(1), said.append, owner)
    paint(layer, CAMERA)
    wanted, tasks = layer._wanted, list(later.tasks)
    layer.close()
    file.close()
    layer._wanted = wanted  # as a task sees it that looked just before
    for task, then in tasks:
        assert then is not None
        then(task())
    assert (said, arrived, layer.cached_bytes) == ([], [], 0)


def test_a_file_that_is_no_map_is_told_to_the_screen(bare: MapView, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.mbtiles"
    path.write_bytes(b"<html>" * 500)
    with qtbot.waitSignal(bare.trouble) as signal:
        bare.set_layers(tiles=path)
    assert isinstance(signal.args[0], InputError)
    assert bare.canvas.outlines


def test_a_pack_replaced_while_it_is_read_does_not_come_back(
    bare: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    first = mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: picture("#ff0000"), 2), attribution="uno")
    second = mbtiles(tmp_path / "b.mbtiles", around(8, lambda c, r: picture("#ff0000"), 2), attribution="dos")
    bare.set_layers(tiles=first)
    bare.set_layers(tiles=second)
    qtbot.waitUntil(lambda: bare.canvas.tiles is not None)
    assert bare.canvas.tiles is not None
    assert bare.canvas.tiles.file.attribution == "dos"
    bare.set_layers()
    assert bare.canvas.tiles is None


def test_a_map_thrown_away_while_tiles_are_read_harms_nothing(
    runner: QtTaskRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    path = mbtiles(tmp_path / "a.mbtiles", around(8, lambda c, r: picture("#ff0000"), 8))
    view = MapView(runner)
    view.resize(500, 400)
    view.set_layers(tiles=path)
    view.show()
    qtbot.waitUntil(lambda: view.canvas.tiles is not None)
    view.canvas.go_to(*project(-12, -77))
    view.canvas.zoom_by(8 - view.canvas.camera.zoom)
    view.grab()
    view.close_map()
    view.deleteLater()
    done: list[None] = []
    runner.background(lambda: None, done.append)
    qtbot.waitUntil(lambda: bool(done))
