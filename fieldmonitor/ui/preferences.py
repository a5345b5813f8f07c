"""How this person likes the window: language, palette, letter size, place on screen; nothing personal."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from fieldmonitor.system.translations import LANGUAGES
from fieldmonitor.ui.shell.palettes import PALETTES
from fieldmonitor.ui.shell.theme import Look, palette_named

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)


class Preferences:
    """Kept beside the profile in a plain file, for they are needed before it is unlocked."""

    def __init__(self, folder: Path, *, before: "Preferences | None" = None) -> None:
        """Open a folder's preferences; one that never had any takes over those of the window `before`."""
        self._settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        if before is not None and not self.language:
            self.language, self.theme, self.scale = before.language, before.theme, before.scale

    @property
    def language(self) -> str:
        """The language chosen, or nothing before the first choice."""
        value = str(self._settings.value("language", ""))
        return value if value in LANGUAGES else ""

    @language.setter
    def language(self, value: str) -> None:
        self._settings.setValue("language", value)

    @property
    def theme(self) -> str:
        """Name of the palette."""
        value = str(self._settings.value("theme", "light"))
        return value if value in PALETTES else "light"

    @theme.setter
    def theme(self, value: str) -> None:
        if value != "sun":
            self._settings.setValue("indoors", value)
        self._settings.setValue("theme", value)

    @property
    def indoors(self) -> str:
        """The palette to return to from direct sunlight."""
        return str(self._settings.value("indoors", "light"))

    @property
    def scale(self) -> float:
        """Letter size, 1.0–2.0."""
        try:
            value = float(str(self._settings.value("scale", "1.0")))
        except ValueError:
            return 1.0
        return min(max(value, 1.0), 2.0)

    @scale.setter
    def scale(self, value: float) -> None:
        self._settings.setValue("scale", str(value))

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window stood."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)

    @property
    def last_place(self) -> str:
        """The list that was open when the window was closed, or nothing."""
        return str(self._settings.value("last_place", ""))

    @last_place.setter
    def last_place(self, value: str) -> None:
        self._settings.setValue("last_place", value)

    def folder_for(self, purpose: str) -> Path | None:
        """Return the folder in which files were last chosen for a purpose."""
        value = str(self._settings.value(f"folders/{purpose}", ""))
        return Path(value) if value else None

    def remember_folder(self, purpose: str, folder: Path) -> None:
        """Keep the folder in which files were chosen for a purpose."""
        self._settings.setValue(f"folders/{purpose}", str(folder))

    def look(self) -> Look:
        """Return the look that was chosen, before it is fitted to the window's width."""
        return Look(palette_named(self.theme), self.scale)

    def flush(self) -> None:
        """Write what changed."""
        self._settings.sync()
