"""The gallery of pictures: small files, and a page that shows them side by side."""

from dataclasses import asdict
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QWidget

from fieldmonitor.ui.shell.theme import look
from tests.ui.audit import painted

COLOURS = 64
"""Enough for a window and its photos: the look's own colours exactly, the others near."""

THEMES = ("light", "dark", "sun")
LANGUAGES = ("es", "en")
HEAD = """\
# Galería de pantallas

Cada pantalla en sus tres aspectos (claro, oscuro, sol) y en los dos idiomas: en español en una ventana de
1366×697, en inglés en la más pequeña, de 1024×529. La hace `make screenshots`,
que también revisa cada pantalla: palabras cortadas, objetos encimados, blancos pequeños, contraste, nombres
para lectores de pantalla, orden del teclado y palabras sin traducir.

| pantalla | claro | oscuro | sol |
| --- | --- | --- | --- |
"""


def keep(window: QWidget, path: Path) -> None:
    """Save a window as a small PNG, in whose few colours the look's own are exact."""
    whole = painted(window)
    own = sorted({value for value in map(_rgb, asdict(look().palette).values()) if value is not None})
    rest = whole.quantize(COLOURS - len(own), Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    chosen = Image.new("P", (1, 1))
    chosen.putpalette([part for colour in own for part in colour] + (rest.getpalette() or []))
    whole.quantize(palette=chosen, dither=Image.Dither.NONE).save(path, optimize=True)


def _rgb(value: object) -> tuple[int, int, int] | None:
    """Return the parts of a palette's colour, as #0B4F8A."""
    if not isinstance(value, str) or len(value) != 7 or not value.startswith("#"):
        return None
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def write_index(folder: Path) -> Path:
    """Write the page of all pictures that lie in a folder."""
    names = sorted({path.stem.rsplit("-", 2)[0] for path in folder.glob("*.png")})
    lines = [HEAD]
    for name in names:
        cells = []
        for theme in THEMES:
            here = [lang for lang in LANGUAGES if (folder / f"{name}-{theme}-{lang}.png").is_file()]
            cells.append(" ".join(f"[{lang}]({name}-{theme}-{lang}.png)" for lang in here))
        lines.append(f"| {name} | {' | '.join(cells)} |\n")
    page = folder / "README.md"
    page.write_text("".join(lines), encoding="utf-8")
    return page
