"""The map with 1,000 works: one repaint against an empty widget's, and grouping against copying the points.

Ratios of medians, measured in the same run; the districts are used where the shared data is found.
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
        start = time.perf_counter()
        task()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print the figures."""
    from PySide6.QtWidgets import QApplication, QWidget

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
    empty = QWidget()
    empty.resize(735, 600)
    canvas = MapCanvas()
    canvas.resize(735, 600)
    canvas.outlines = [OutlineLayer(read_outlines(source))]
    canvas.scene.set_markers(works)
    canvas.refresh()
    base = median_ms(empty.grab)
    for name, zoom in (("country", 5.0), ("province", 8.0), ("districts", 9.2), ("town", 13.0)):
        canvas.zoom_by(zoom - canvas.camera.zoom)
        start = time.perf_counter()
        canvas.grab()
        first = (time.perf_counter() - start) * 1000
        again = median_ms(canvas.grab)
        print(
            f"{name:10} first {first:6.1f} ms, again {again:5.1f} ms = {again / base:4.1f} × an empty widget"
            f" ({base:.1f} ms); {canvas.counts}"
        )
    canvas.zoom_by(8.0 - canvas.camera.zoom)

    def group() -> None:
        canvas.scene.set_markers(works)
        canvas.marks()

    print(f"1,000 works grouped in {median_ms(group):.1f} ms; a frame has {FRAME_MS:.0f} ms")


if __name__ == "__main__":
    main()
