"""The map with 1,000 works over all districts: a repaint against painting every border as it comes.

Medians of this thread's own time, so that a busy machine changes little; the ratio names what it is against.
The districts are used where the shared data is found, the shipped departments otherwise.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FRAME_MS = 16.0
ROUNDS = 15


def median_ms(task: Callable[[], object]) -> float:
    """Return the median time of a task in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        task()
        times.append((time.thread_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print the figures."""
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF, QTransform
    from PySide6.QtWidgets import QApplication

    from fieldmonitor.app.map import Marker, MarkerState, Place, read_outlines
    from fieldmonitor.system.resources import resource
    from fieldmonitor.ui.map.canvas import MapCanvas
    from fieldmonitor.ui.map.outline_layer import OutlineLayer
    from fieldmonitor.ui.shell.theme import Look, apply, load_fonts

    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    load_fonts()
    apply(app, Look())
    districts = Path(__file__).resolve().parents[4] / "shared" / "data" / "geo" / "peru-100k.json"
    source = districts if districts.is_file() else resource("map", "peru-departments.json")
    print(
        f"outlines: {source.name}, read in {median_ms(lambda: read_outlines(source)):.0f} ms (in background)"
    )
    rng = Random(6)
    works = [
        Marker(
            str(number),
            f"w{number}",
            f"Mejoramiento {number}",
            "Distrito",
            Place(rng.uniform(-17, -4), rng.uniform(-79, -71)),
            MarkerState.TO_DO,
            date(2026, 12, 1),
        )
        for number in range(1000)
    ]
    canvas = MapCanvas()
    canvas.resize(735, 600)
    outlines = read_outlines(source)
    canvas.outlines = [OutlineLayer(outlines)]
    canvas.scene.set_markers(works)
    canvas.refresh()
    plain = [QPolygonF([QPointF(x, y) for x, y in zip(a.xs, a.ys, strict=True)]) for a in outlines.arcs]
    sheet = QImage(735, 600, QImage.Format.Format_RGB32)

    def everything() -> None:
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top = canvas.camera.to_screen(0, 0)
        painter.setTransform(QTransform(canvas.camera.scale, 0, 0, canvas.camera.scale, left, top))
        pen = QPen()
        pen.setCosmetic(True)
        painter.setPen(pen)
        for line in plain:
            painter.drawPolyline(line)
        painter.end()

    for name, zoom in (("country", 5.0), ("province", 8.0), ("districts", 9.2), ("town", 13.0)):
        canvas.zoom_by(zoom - canvas.camera.zoom)
        start = time.thread_time()
        canvas.grab()
        first = (time.thread_time() - start) * 1000
        again, base = median_ms(canvas.grab), median_ms(everything)
        print(
            f"{name:10} first {first:5.1f} ms, again {again:5.1f} ms = {again / base:.2f} × every border"
            f" ({base:.1f} ms); {canvas.counts}"
        )
    canvas.zoom_by(8.0 - canvas.camera.zoom)

    def group() -> None:
        canvas.scene.set_markers(works)
        canvas.marks()

    print(f"1,000 works grouped in {median_ms(group):.1f} ms; a frame has {FRAME_MS:.0f} ms")


if __name__ == "__main__":
    main()
