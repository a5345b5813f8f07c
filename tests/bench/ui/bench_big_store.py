"""A window on years of work: 1,000 assignments, 5,000 reports, 20,000 photos in the encrypted store.

`python -m tests.bench.ui.bench_big_store`: start to usable home beside an empty window, as fresh processes
in the same run; then, in one window, how long every screen takes from the wish to what it shows, how long
the window's thread is ever held, also while lists are scrolled, and how much memory it all takes. Times of
screens are medians of interleaved rounds; the thread's holds and the memory are the worst that were seen.
"""

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea

from fieldmonitor.app import queries
from fieldmonitor.bootstrap.entry import DemoEntry
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.ui.application import Application
from fieldmonitor.ui.shell.navigation import Route
from tests.bench.bench_startup import EMPTY, HOME, MOST, timed
from tests.bench.ui.big_store import make_big
from tests.ui.sample import PASSPHRASE, Sample
from tests.ui.screenshots import places

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
MOST_OPENING_MS = 100.0
MOST_HOLD_MS = 50.0
MOST_MEMORY_MB = 400
PAGES = 25
"""How far each list is scrolled."""

LEFT_OUT = frozenset({"first", "unlock", "starting"})


class Held(QObject):
    """Notes how long the window's thread let a pulse of one millisecond wait at most.

    The dispatcher's own signals would miss what a timer or a result from another thread does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.worst = 0.0
        self._last = time.perf_counter()
        pulse = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        pulse.timeout.connect(self._beat)
        pulse.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, (now - self._last) * 1000 - 1)
        self._last = now

    def take(self) -> float:
        """Return the worst since the last look."""
        self._beat()
        worst, self.worst = self.worst, 0.0
        return worst


@dataclass(slots=True)
class Seen:
    """What was measured of one screen: milliseconds to open it, the worst hold of the thread."""

    opened: list[float] = field(default_factory=list)
    held: float = 0.0
    scrolled: float = 0.0


class Bench:
    """One window on the big store."""

    def __init__(self, app: QApplication, sample: Sample) -> None:
        self.application = Application(app, DemoEntry(sample.folder, PASSPHRASE), automatic=False)
        self.window = self.application.window
        self.held = Held()
        self.application.show()
        self.window.resize(1366, 697)
        while self.application.context.workspace is None:
            self.rest()

    def wait(self, rounds: int = 2) -> None:
        """Run events until the database has answered all that was asked, and what that led to."""
        for _round in range(rounds):
            loop = QEventLoop()
            self.application.runner.database(lambda: None, lambda _done, loop=loop: loop.quit())
            loop.exec()

    def open(self, route: Route) -> float:
        """Go to a screen; return the milliseconds until what it shows is painted."""
        begun = time.perf_counter()
        loop = QEventLoop()

        def go() -> None:
            self.window.go(route, keep=False)
            loop.quit()

        QTimer.singleShot(0, self.window, go)  # as an event, so that what it holds up is seen
        loop.exec()
        self.wait()
        self.window.repaint()
        return (time.perf_counter() - begun) * 1000

    def rest(self) -> None:
        """Let pictures and the like come in, so that they burden no other screen."""
        for _round in range(2):
            loop = QEventLoop()
            self.application.runner.background(lambda: None, lambda _done, loop=loop: loop.quit())
            loop.exec()
        loop = QEventLoop()
        QTimer.singleShot(30, loop.quit)
        loop.exec()

    def scroll(self) -> float:
        """Scroll everything that scrolls, page by page; return the worst hold in milliseconds."""
        self.held.take()
        views = [
            view
            for kind in (QAbstractItemView, QScrollArea)
            for view in self.window.findChildren(kind)
            if view.isVisible() and view.verticalScrollBar().maximum() > 0
        ]
        for view in views:
            bar = view.verticalScrollBar()
            for _page in range(PAGES):
                bar.setValue(bar.value() + max(bar.pageStep() // 2, 1))
                loop = QEventLoop()
                QTimer.singleShot(2, loop.quit)
                loop.exec()
        return self.held.take()

    def close(self) -> None:
        """Close window and threads."""
        self.window.close()
        self.application.close()


def measure(sample: Sample) -> dict[str, Seen]:
    """Open every screen several times, the rounds interleaved, and scroll each once."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    bench = Bench(app, sample)
    routes = {name: route for name, route in places(sample).items() if route.place not in LEFT_OUT}
    seen = {name: Seen() for name in routes}
    try:
        for number in range(ROUNDS + 1):
            for name, route in routes.items():
                bench.held.take()
                took = bench.open(route)
                held = bench.held.take()
                if number:  # the first round loads each screen's code
                    seen[name].opened.append(took)
                    seen[name].held = max(seen[name].held, held)
                bench.rest()
                if number == ROUNDS:
                    seen[name].scrolled = bench.scroll()
    finally:
        bench.close()
    return seen


def starts(folder: Path) -> tuple[float, float]:
    """Return medians in seconds: an empty window, and home with its numbers."""
    with open_profile(folder, PASSPHRASE) as ws:
        program = HOME.replace(": 1000.", f": {queries.home(ws).counts.to_do}.")
    timed(EMPTY), timed(program, str(folder), PASSPHRASE)
    empty, home = [], []
    for _round in range(ROUNDS):
        empty.append(timed(EMPTY))
        home.append(timed(program, str(folder), PASSPHRASE))
    return statistics.median(empty), statistics.median(home)


def main() -> None:
    """Measure, print one JSON object, and fail where a promise is broken."""
    with tempfile.TemporaryDirectory(prefix="fieldmonitor-bench-") as name:
        sample = make_big(Path(name) / "laptop")
        empty, home = starts(sample.folder)
        seen = measure(sample)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slow = {name: round(statistics.median(one.opened)) for name, one in seen.items()}
    result = {
        "empty_window_s": round(empty, 3),
        "usable_home_s": round(home, 3),
        "ratio": round(home / empty, 2),
        "opening_ms": slow,
        "worst_hold_opening_ms": {name: round(one.held) for name, one in seen.items()},
        "worst_hold_scrolling_ms": {name: round(one.scrolled) for name, one in seen.items()},
        "memory_mb": round(memory),
    }
    print(json.dumps(result, indent=1))
    broken = [
        home / empty > MOST,
        max(slow.values()) > MOST_OPENING_MS,
        max(one.scrolled for one in seen.values()) > MOST_HOLD_MS,
        memory > MOST_MEMORY_MB,
    ]
    sys.exit(1 if any(broken) else 0)


if __name__ == "__main__":
    main()
