"""How photos and files get into a visit: chosen, dropped or pasted. Many at once are looked at first."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.visit.presenter import VisitPresenter

ENDINGS = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".tif", ".tiff")
"""How photos are named; what a file holds is looked at when it is read."""

_OTHERS = """.pdf .html .htm .mhtml .mht .mp3 .m4a .ogg .oga .opus .flac .amr .wav
    .mp4 .m4v .mov .3gp .avi .webm .mkv"""
TAKEN = (*ENDINGS, *_OTHERS.split())
"""What the dialog offers first: photos, PDF, saved pages, sound and video."""

MANY = 4
"""So many files at once, or a folder, are shown before they are taken in."""

PART = "part:"
"""How the way to the import begins where photos come from a part and are for none of its questions."""

Go = Callable[[str, str, str], object]


class PhotoIntake:
    """Takes files for one report. `working` is told for which question files are being read."""

    def __init__(
        self,
        owner: QWidget,
        context: "UiContext",
        presenter: "VisitPresenter",
        go: Go,
        working: Callable[[str | None], object],
    ) -> None:
        self._owner = owner
        self._context = context
        self._presenter = presenter
        self._go = go
        self._working = working
        self._dialog: QFileDialog | None = None

    def choose(self, ref: str | None) -> None:
        """Ask for files without stopping the window."""
        question = FileQuestion(
            Purpose.PHOTOS,
            _("Agregar fotos o archivos"),
            Wanted.FILES,
            kind=_("Fotos y archivos"),
            endings=TAKEN,
        )
        self._dialog = ask_for(
            self._owner, self._context.preferences, question, lambda paths: self.take(paths, ref)
        )

    def paste(self, ref: str | None) -> None:
        """Take what the clipboard holds: files, a picture, or words for the field at hand."""
        data = QGuiApplication.clipboard().mimeData()
        self.drop(data, ref)
        if data.hasText() and not data.hasUrls() and not data.hasImage():
            paste = getattr(QApplication.focusWidget(), "paste", None)
            if paste is not None:
                paste()

    def drop(self, data: QMimeData, ref: str | None) -> None:
        """Take dropped files, or a dropped picture."""
        self.take(paths_in(data), ref)
        image = pasted_image(data) if not data.hasUrls() else None
        if image is not None:
            self._working(ref)
            self._presenter.add_photo(image, _("Pegada.png"), ref)

    def take(self, paths: list[Path], ref: str | None) -> None:
        """Take a few files at once; a folder or many are first shown on a screen of their own."""
        if not paths:
            return
        if len(paths) >= MANY or any(path.is_dir() for path in paths):
            self._context.typed[sources_key(str(self._presenter.key))] = "\n".join(map(str, paths))
            self._go("import", str(self._presenter.key), ref or "")
            return
        self._working(ref)
        for path in paths:
            self._presenter.add_path(path, ref)


def sources_key(report: str) -> str:
    """Return under which name the files to be looked at are handed to the import."""
    return f"import:{report}"


def takes(data: QMimeData) -> bool:
    """Tell whether something dragged over the window could be taken."""
    return bool(paths_in(data)) or data.hasImage()


def paths_in(data: QMimeData) -> list[Path]:
    """Return the local files and folders among what was dropped or pasted."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.exists()]


def pasted_image(data: QMimeData) -> bytes | None:
    """Return a pasted picture as PNG, where the clipboard holds one and no file."""
    if not data.hasImage():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    data.imageData().save(buffer, "PNG")
    return bytes(buffer.data().data())
