"""A gallery of a thousand photos: nothing is decoded before it is seen, and only what is seen ever is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldmonitor.app import photos
from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.store.blob_rows import THUMBNAIL
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.task_runner_qt import QtTaskRunner
from fieldmonitor.ui.widgets.photo_grid import PhotoCard
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import Sample

MANY = 1000


def jpeg(number: int) -> bytes:
    """Return a small picture like no other."""
    made = BytesIO()
    Image.new("RGB", (320, 240), (number % 256, number // 256 * 60, 90)).save(
        made, "JPEG", comment=str(number)
    )
    return made.getvalue()


def cards(count: int = MANY, *, said: str = "Foto") -> list[PhotoCard]:
    """Return cards whose thumbnails are read when they are seen."""
    return [
        PhotoCard(f"p{n}", b"", f"{said} {n}", "22/11/2026, 10:24", "A 12 m", "map-pin", picture=f"t{n}")
        for n in range(count)
    ]


class FirstPaint(QObject):
    """Notes how many thumbnails had been asked for when the list was first painted."""

    def __init__(self, grid: PhotoGrid, asked: list[str]) -> None:
        super().__init__(grid)
        self.before: int | None = None
        self._asked = asked
        grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.before is None:
            self.before = len(self._asked)
        return False


class Desk:
    """A gallery with a real runner; `asked` are the photos whose thumbnails were read, in order."""

    def __init__(self, bot: QtBot, read: Callable[[str], bytes] | None = None) -> None:
        self.bot = bot
        self.asked: list[str] = []
        self.troubles: list[Exception] = []
        self.runner = QtTaskRunner()
        self._read = read or (lambda photo: jpeg(int(photo[1:])))
        self.thumbnails = Thumbnails(self.runner, self._reader, self.troubles.append)
        self.grid = PhotoGrid(self.thumbnails, "Fotos")
        self.first = FirstPaint(self.grid, self.asked)
        bot.addWidget(self.grid)

    def _reader(self, photo: str) -> Callable[[], bytes]:
        def read() -> bytes:
            self.asked.append(photo)
            return self._read(photo)

        return read

    def shows(self, some: list[PhotoCard], width: int = 854, height: int = 460) -> None:
        self.grid.resize(width, height)
        self.grid.show_cards(some, some[0].id)
        self.grid.show()
        self.bot.waitExposed(self.grid)
        self.rests()

    def rests(self) -> None:
        """Wait until every card in sight has its picture."""
        self.grid.viewport().repaint()
        self.bot.waitUntil(
            lambda: all(self.thumbnails.kept(f"t{row}") is not None for row in self.seen()), timeout=PATIENCE
        )

    def seen(self) -> set[int]:
        """Return the rows of which at least a part is in sight, by their places alone."""
        area, model = self.grid.viewport().rect(), self.grid.model()
        return {
            row
            for row in range(model.rowCount())
            if area.intersects(self.grid.visualRect(model.index(row, 0)))
        }


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.runner.close()


def rows(asked: list[str]) -> set[int]:
    return {int(photo[1:]) for photo in asked}


def test_before_the_first_paint_at_most_three_of_a_thousand_are_decoded(desk: Desk) -> None:
    desk.shows(cards())
    assert desk.first.before is not None
    assert desk.first.before <= 3
    assert rows(desk.asked) == desk.seen()
    assert len(desk.asked) == len(desk.seen()) < 20, "each once"


def test_scrolling_two_pages_decodes_what_is_seen_and_nothing_else(desk: Desk) -> None:
    desk.shows(cards())
    seen = desk.seen()
    bar = desk.grid.verticalScrollBar()
    for _page in range(2):
        bar.setValue(bar.value() + bar.pageStep())
        desk.rests()
        seen |= desk.seen()
    assert len(seen) > 24
    assert rows(desk.asked) == seen
    assert len(desk.asked) == len(seen), "each once"


def test_what_flies_past_is_not_decoded(desk: Desk) -> None:
    desk.shows(cards())
    before = desk.seen()
    bar = desk.grid.verticalScrollBar()
    for value in range(0, bar.maximum(), bar.pageStep()):  # each page is painted, none is waited for
        bar.setValue(value)
        desk.grid.viewport().repaint()
    bar.setValue(bar.maximum())
    desk.rests()
    late = rows(desk.asked) - before - desk.seen()
    assert MANY - 1 in desk.seen()
    assert len(late) <= 4, "only what was under way"


def test_the_number_kept_is_bounded_and_what_was_dropped_comes_back(desk: Desk) -> None:
    desk.shows(cards())
    bar = desk.grid.verticalScrollBar()
    for value in range(0, 14 * bar.pageStep(), bar.pageStep()):
        bar.setValue(value)
        desk.rests()
    assert len(rows(desk.asked)) > desk.thumbnails.room
    assert len(desk.thumbnails) == desk.thumbnails.room
    bar.setValue(0)
    desk.rests()
    assert desk.asked.count("p0") == 2


def test_a_new_caption_repaints_and_keeps_place_and_pictures(desk: Desk) -> None:
    some = cards()
    desk.shows(some)
    desk.grid.verticalScrollBar().setValue(900)
    desk.rests()
    count = len(desk.asked)
    desk.grid.show_cards([*some[:8], replace(some[8], title="Camión"), *some[9:]], "p8")
    desk.rests()
    assert desk.grid.model().index(8, 0).data().startswith("Camión. 22/11/2026")
    assert rows(desk.asked[count:]) <= desk.seen()
    below = desk.grid.verticalScrollBar().value()
    desk.grid.show_cards([*some, *cards(MANY + 3)[-3:]], "p8")
    assert desk.grid.model().rowCount() == MANY + 3
    assert desk.grid.verticalScrollBar().value() == below


def test_arrows_read_on_through_the_rows_and_enter_opens(desk: Desk) -> None:
    chosen: list[str] = []
    opened: list[str] = []
    desk.grid.chosen.connect(chosen.append)
    desk.grid.opened.connect(opened.append)
    desk.shows(cards())
    for key in (Qt.Key.Key_Right,) * 4 + (Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(desk.grid, key)
    assert desk.grid.currentIndex().row() == 7
    assert not chosen, "nothing is loaded while a key is held"
    QTest.keyClick(desk.grid, Qt.Key.Key_Return)
    assert (chosen, opened) == (["p7"], ["p7"])
    QTest.keyClick(desk.grid, Qt.Key.Key_End)
    desk.bot.waitUntil(lambda: chosen[-1] == f"p{MANY - 1}", timeout=PATIENCE)
    desk.rests()
    assert MANY - 1 in desk.seen()
    assert desk.grid.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Foto 3. ")


def test_one_that_cannot_be_read_is_told_once_and_the_others_come(qtbot: QtBot) -> None:
    def read(photo: str) -> bytes:
        if photo == "p2":
            raise EnvironmentFault("sealed.damaged", sha256="00")
        return b"no picture" if photo == "p3" else jpeg(4)

    desk = Desk(qtbot, read)
    desk.shows(cards(8))
    desk.grid.viewport().repaint()
    assert [getattr(error, "code", "") for error in desk.troubles] == ["sealed.damaged"]
    assert len(desk.asked) == 8
    kept = [desk.thumbnails.kept(f"t{row}") for row in range(8)]
    assert [row for row, image in enumerate(kept) if image is None or image.isNull()] == [2, 3]
    desk.runner.close()


def test_a_gallery_laid_out_whole_reads_what_the_page_shows_of_it(qtbot: QtBot) -> None:
    from fieldmonitor.ui.widgets.layout import Page

    desk = Desk(qtbot)
    grid = PhotoGrid(desk.thumbnails, "Fotos", whole=True)
    page = Page()
    qtbot.addWidget(page)
    page.column.addWidget(grid)
    grid.show_cards(cards())
    page.resize(934, 500)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: len(desk.thumbnails) >= 12, timeout=PATIENCE)
    assert grid.height() > 50_000
    assert grid.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert len(desk.asked) <= 16
    desk.runner.close()


def test_a_thousand_photos_of_a_real_report(
    open_person: Callable[..., Person], filled: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the store through the window: few are opened, and a card and its facts read as before."""
    opened: list[str] = []
    real = photos.thumbnail

    def counted(ws: object, evidence: object) -> bytes:
        opened.append(evidence.id)  # type: ignore[attr-defined]
        return real(ws, evidence)  # type: ignore[arg-type]

    monkeypatch.setattr("fieldmonitor.app.photos.thumbnail", counted)
    person = open_person(filled.folder)
    person.arrives("home")
    multiply(person, filled.draft)
    person.goes("photos", filled.draft)
    person.sees(f"Todas {MANY}")
    (grid,) = person.widgets(PhotoGrid)
    person.bot.waitUntil(lambda: len(opened) >= 8, timeout=PATIENCE)
    person.waits()
    assert len(opened) == len(set(opened)) <= 16
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    focus: QWidget | None = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.accessibleName() == "Pie de foto"
    assert grid.model().index(1, 0).data().startswith(focus.text())


def multiply(person: Person, draft: str) -> None:
    """Give a draft a thousand photos in one commit; neighbours never share a thumbnail."""
    ws = person.application.context.ws
    key = report_key(draft)
    first = photos.pictured(ws, key)
    with ws.store.write() as uow:
        thumbnails = [ws.blobs.put(uow, jpeg(n), THUMBNAIL).sha256 for n in range(40)]
        for n in range(MANY - len(first)):
            caption, sha = f"Copia {n}", thumbnails[n % len(thumbnails)]
            uow.evidence.add(replace(first[0], id=f"copy{n:04}", thumbnail_sha256=sha, caption=caption))
