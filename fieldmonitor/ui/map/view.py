"""The offline map as other screens use it: works, the volunteer's own place, photos, a pack's layers."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldmonitor.app.map import (
    MapRows,
    Marker,
    Outlines,
    PhotoPlace,
    Place,
    TileFile,
    TilePack,
    in_peru,
    read_outlines,
)
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.domain.mercator import project
from fieldmonitor.system.translations import _
from fieldmonitor.ui.map.canvas import MapCanvas
from fieldmonitor.ui.map.controls import PlaceBar, ZoomBox
from fieldmonitor.ui.map.legend import Legend
from fieldmonitor.ui.map.marks import Shape
from fieldmonitor.ui.map.outline_layer import OutlineLayer, shipped_layer
from fieldmonitor.ui.map.tile_layer import TileLayer
from fieldmonitor.ui.map.words import SHAPES, without_place
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import column

_MARGIN = 16


class MapView(QWidget):
    """A map that never asks the network and reads its files away from the window.

    Signals: `selected(id)` when a person chooses a work, `opened(id)` when they want its sheet,
    `placed(latitude, longitude)` and `unplaced()` when they set or remove their own place, and
    `trouble(error)` when a pack's map cannot be read; the map goes on without it.
    """

    selected = Signal(str)
    opened = Signal(str)
    placed = Signal(float, float)
    unplaced = Signal()
    trouble = Signal(object)

    def __init__(self, runner: TaskRunner, *, own_place: bool = True) -> None:
        super().__init__()
        self._runner = runner
        self._without = 0
        self._shipped: OutlineLayer | None = None
        self._pack: OutlineLayer | None = None
        self._asked = 0
        layout = column(self, gap=0)
        self.canvas = MapCanvas()
        self.legend = Legend()
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.legend)
        self.buttons = ZoomBox(
            self.canvas, lambda: self.canvas.zoom_by(1), lambda: self.canvas.zoom_by(-1), self._my_place
        )
        self.buttons.my_place.setVisible(own_place)
        self.buttons.adjustSize()
        self.bar = PlaceBar(self.canvas, self._ask_place, self._remove_place, self._leave_placing)
        self.canvas.installEventFilter(self)
        self.canvas.chosen.connect(self.selected)
        self.canvas.opened.connect(self.opened)
        self.canvas.pressed_at.connect(self._pressed)
        self.canvas.placing_left.connect(self._leave_placing)
        self.canvas.moved.connect(self._moved)
        self.setFocusProxy(self.canvas)
        runner.background(shipped_layer, self._take_shipped, self._failed)
        self._changed()

    def set_markers(self, rows: Sequence[Marker], without_place: int = 0) -> None:
        """Show these works; `without_place` says how many could not be drawn."""
        if self._without == without_place and self.canvas.scene.markers == tuple(rows):
            return
        self._without = without_place
        self.canvas.scene.set_markers(rows)
        self._changed()

    def show_rows(self, found: MapRows, chosen: str | None, *, whole: bool) -> None:
        """Show what a list shows, its chosen row and one's own place, at one go; `whole`: and all of it."""
        scene = self.canvas.scene
        same = (self._without, scene.markers, scene.home) == (found.without_place, found.markers, found.home)
        if not same:
            self._without = found.without_place
            scene.set_markers(found.markers)
            scene.home = found.home
        if whole or not same:
            scene.choose(chosen)
            self._changed(whole=whole)
        self.select(chosen)

    def select(self, marker_id: str | None) -> None:
        """Choose a work, or none, without a signal; the map moves only if it is out of view."""
        self.canvas.choose(marker_id)

    def set_home(self, latitude: float, longitude: float) -> None:
        """Show the volunteer's own place."""
        self._set_home(Place(latitude, longitude))

    def clear_home(self) -> None:
        """Show no own place."""
        self._set_home(None)

    def set_photos(self, photos: Sequence[PhotoPlace]) -> None:
        """Show where photos were taken."""
        if self.canvas.scene.photos != tuple(photos):
            self.canvas.scene.set_photos(photos)
            self._changed()

    def set_layers(self, districts: Path | bytes | None = None, tiles: Path | TilePack | None = None) -> None:
        """Show a pack's outlines and pictures, replacing earlier ones; both are read in the background."""
        self._asked += 1
        number = self._asked
        self._pack = None
        self._set_tiles(None)
        self._layers_changed()
        if districts is not None:
            self._runner.background(
                lambda: (number, read_outlines(districts)), self._take_outlines, self._failed
            )
        if tiles is not None:
            opened = tiles.open if isinstance(tiles, TilePack) else lambda: TileFile(tiles)
            self._runner.background(lambda: (number, opened()), self._take_tiles, self._failed)

    def show_all(self) -> None:
        """Show everything that is on the map."""
        self.canvas.show_all()

    def close_map(self) -> None:
        """Let go of the pack's files before the screen is thrown away."""
        self._asked += 1
        self._set_tiles(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            self._place_controls()
        return super().eventFilter(watched, event)

    def _place_controls(self) -> None:
        edge = look().px(_MARGIN)
        self.buttons.move(self.canvas.width() - self.buttons.width() - edge, edge)
        self.bar.fit(self.buttons.x() - 2 * edge)
        self.bar.move(edge, edge)

    def _changed(self, *, whole: bool = False) -> None:
        scene = self.canvas.scene
        states = {SHAPES[marker.state] for marker in scene.markers}
        shapes = [Shape.RING]
        shapes += [shape for shape in (Shape.DOTTED, Shape.TICKED) if shape in states]
        shapes += [Shape.SQUARE] if len(scene.markers) > 1 else []
        shapes += [Shape.PHOTO] if scene.photos else []
        shapes += [Shape.DIAMOND] if scene.home is not None else []
        self.legend.show_items(tuple(shapes), without_place(self._without) if self._without else "")
        self.canvas.show_all() if whole else self.canvas.refresh()
        self._moved()

    def _moved(self) -> None:
        self.legend.show_scale(self.canvas.camera.metres_per_pixel)

    def _set_home(self, home: Place | None) -> None:
        if self.canvas.scene.home != home:
            self.canvas.scene.home = home
            self._changed()

    def _take_shipped(self, layer: OutlineLayer) -> None:
        self._shipped = layer
        self.canvas.proper_names = {place.id: place.name for place in layer.outlines.layers[0].features}
        self._layers_changed()

    def _take_outlines(self, answer: tuple[int, Outlines]) -> None:
        number, outlines = answer
        if number == self._asked:
            self._pack = OutlineLayer(outlines)
            self._layers_changed()

    def _take_tiles(self, answer: tuple[int, TileFile]) -> None:
        number, file = answer
        if number != self._asked:
            self._runner.background(file.close)
            return
        self._set_tiles(TileLayer(file, self._runner, self.canvas.update, self._failed, self.canvas))
        self.canvas.update()

    def _set_tiles(self, layer: TileLayer | None) -> None:
        old, self.canvas.tiles = self.canvas.tiles, layer
        if old is not None:
            old.close()

    def _layers_changed(self) -> None:
        """The shipped departments stay under a pack that does not cover the country itself."""
        layers = [layer for layer in (self._shipped, self._pack) if layer is not None]
        if self._shipped is not None and self._pack is not None:
            whole, part = self._shipped.outlines.box, self._pack.outlines.box
            if part.grown(whole.width / 20).joined(whole) == part.grown(whole.width / 20):
                layers = [self._pack]
        self.canvas.outlines = layers
        self.canvas.update()

    def _failed(self, error: Exception) -> None:
        self.trouble.emit(error)

    def _my_place(self) -> None:
        home = self.canvas.scene.home
        if home is None:
            self._ask_place()
            return
        self.canvas.go_to(*project(home.latitude, home.longitude))
        self.bar.tell()
        self._place_controls()

    def _ask_place(self, why: str = "") -> None:
        self.canvas.placing = True
        self.bar.ask(why)
        self._place_controls()
        self.canvas.setFocus()

    def _leave_placing(self) -> None:
        self.canvas.placing = False
        self.bar.hide()
        self.canvas.setFocus()

    def _pressed(self, latitude: float, longitude: float) -> None:
        if not in_peru(latitude, longitude):
            self._ask_place(_("Ese punto no está en el Perú."))
            return
        self._leave_placing()
        self.set_home(latitude, longitude)
        self.placed.emit(latitude, longitude)

    def _remove_place(self) -> None:
        self._leave_placing()
        self.clear_home()
        self.unplaced.emit()
