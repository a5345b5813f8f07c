"""A gallery of 1,000 photos of a real encrypted store, beside an empty list of Qt, in the same run.

`python -m tests.bench.ui.bench_gallery`: how many thumbnails are decoded before the first paint and while
two pages are scrolled, and how long it takes to be painted; medians of interleaved rounds.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QListView

from fieldmonitor.app import attachments, photos
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.store.blob_rows import THUMBNAIL
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.photos.words import card
from fieldmonitor.ui.shell.theme import Look, apply, load_fonts
from fieldmonitor.ui.task_runner_qt import QtTaskRunner
from fieldmonitor.ui.widgets.photo_grid import PhotoCard
from tests.ui.sample import PASSPHRASE, make_sample

MANY = 1_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SIZE = (854, 460)
MOST_BEFORE_PAINT = 3


class Painted(QObject):
    """Ends a wait at a list's first paint, and notes when it was and how much was decoded by then."""

    def __init__(self, view: QListView, count: Callable[[], int]) -> None:
        super().__init__(view)
        self.at, self.before = 0.0, -1
        self._count = count
        self.loop = QEventLoop()
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.before < 0:
            self.before = self._count()
            watched.removeEventFilter(self)
            watched.event(event)  # painted in full before the clock is read
            self.at = time.perf_counter()
            self.loop.quit()
            return True
        return False


@dataclass(slots=True)
class Round:
    """One opening of the gallery; times in milliseconds."""

    rows: float = 0.0
    opened: float = 0.0
    full: float = 0.0
    before: int = 0
    first: int = 0
    scrolled: int = 0
    seen: set[int] = field(default_factory=set)


def fill(ws: Workspace, key: ReportKey) -> None:
    """Give a draft 1,000 photos, each with a thumbnail of its own."""
    first = photos.pictured(ws, key)
    noise = Image.effect_noise((320, 240), 60).convert("RGB")
    with ws.store.write() as uow:
        for number in range(MANY - len(first)):
            data = BytesIO()
            noise.save(data, "JPEG", quality=70, comment=str(number))
            sha = ws.blobs.put(uow, data.getvalue(), THUMBNAIL).sha256
            uow.evidence.add(replace(first[0], id=f"copy{number:04}", thumbnail_sha256=sha))


def empty_list() -> float:
    """Return how long an empty list of Qt takes to be painted."""
    start = time.perf_counter()
    view = QListView()
    view.resize(*SIZE)
    painted = Painted(view, lambda: 0)
    view.show()
    painted.loop.exec()
    view.deleteLater()
    return (painted.at - start) * 1000


def gallery(ws: Workspace, key: ReportKey, runner: QtTaskRunner) -> Round:
    """Open the gallery from the store's rows on, and scroll two pages."""
    done, decoded = Round(), []
    start = time.perf_counter()
    cards = [(row, card(row)) for row in attachments.listed(ws, key)]
    done.rows = (time.perf_counter() - start) * 1000
    by_id = {row.id: row for row, _card in cards}
    shown = [shown for _row, shown in cards]

    def read(row: Evidence) -> bytes:
        decoded.append(row.id)
        return photos.thumbnail(ws, row)

    thumbnails = Thumbnails(runner, lambda id_: partial(read, by_id[id_]), _fail)
    view = PhotoGrid(thumbnails, "Fotos")
    view.resize(*SIZE)
    view.show_cards(shown, shown[0].id)
    painted = Painted(view, lambda: len(decoded))
    view.show()
    painted.loop.exec()
    done.opened, done.before = (painted.at - start) * 1000, painted.before
    done.seen = _wait(view, thumbnails, shown)
    done.full, done.first = (time.perf_counter() - start) * 1000, len(decoded)
    bar = view.verticalScrollBar()
    for _page in range(2):
        bar.setValue(bar.value() + bar.pageStep())
        done.seen |= _wait(view, thumbnails, shown)
    done.scrolled = len(decoded)
    view.deleteLater()
    return done


def _wait(view: PhotoGrid, thumbnails: Thumbnails, cards: list[PhotoCard]) -> set[int]:
    """Wait until every card in sight has its picture; return their rows."""
    view.viewport().repaint()
    area, model = view.viewport().rect(), view.model()
    seen = {row for row in range(len(cards)) if area.intersects(view.visualRect(model.index(row, 0)))}
    missing = {cards[row].picture for row in seen}
    loop = QEventLoop()

    def came(_picture: str) -> None:
        if all(thumbnails.kept(picture) is not None for picture in missing):
            loop.quit()

    if any(thumbnails.kept(picture) is None for picture in missing):
        thumbnails.arrived.connect(came)
        loop.exec()
        thumbnails.arrived.disconnect(came)
    return seen


def _fail(error: Exception) -> None:
    raise error


def main() -> None:
    """Print the figures; exit 1 where more was decoded than seen."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    load_fonts()
    apply(app, Look())
    empty: list[float] = []
    rounds: list[Round] = []
    with tempfile.TemporaryDirectory(prefix="fieldmonitor-bench-") as name:
        sample = make_sample(Path(name) / "laptop")
        key = report_key(sample.draft)
        with open_profile(sample.folder, PASSPHRASE) as ws:
            fill(ws, key)
            runner = QtTaskRunner()
            for number in range(ROUNDS + 1):
                nothing, one = empty_list(), gallery(ws, key, runner)
                if number:  # the first warms fonts and icons
                    empty.append(nothing)
                    rounds.append(one)
            runner.close()
    sys.exit(report(empty, rounds))


def report(empty: list[float], rounds: list[Round]) -> int:
    """Print medians and worst counts; return 1 where a promise is broken."""

    def middle(name: str) -> float:
        return statistics.median(getattr(one, name) for one in rounds)

    base, rows, opened = statistics.median(empty), middle("rows"), middle("opened")
    before = max(one.before for one in rounds)
    first, scrolled = max(one.first for one in rounds), max(one.scrolled for one in rounds)
    print(f"an empty list of Qt: {base:.1f} ms to its first paint (median of {len(rounds)})")
    print(f"{MANY:,} photos: {opened:.1f} ms to the first paint = {opened / base:.1f} × the empty list")
    print(f"  rows and words, read away from the window: {rows:.1f} ms = {rows / base:.1f} ×")
    print(f"  the window's own part: {opened - rows:.1f} ms = {(opened - rows) / base:.1f} ×")
    print(f"  every card in sight has its picture after {middle('full'):.1f} ms")
    print(f"decoded before the first paint: at most {before} (promised {MOST_BEFORE_PAINT}); then")
    print(
        f"  {first} for the first page, {scrolled} after two more; seen: {max(len(r.seen) for r in rounds)}"
    )
    good = before <= MOST_BEFORE_PAINT and all(one.scrolled == len(one.seen) for one in rounds)
    return 0 if good else 1


if __name__ == "__main__":
    main()
