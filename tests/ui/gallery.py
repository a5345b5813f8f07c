"""The gallery of pictures: small files, and a page that shows them side by side."""

from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QWidget

from tests.ui.audit import painted

COLOURS = 24
"""Enough for a window of few colours; photos in it look coarser than they are."""

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
    """Save a window as a small PNG."""
    picture = painted(window).quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)


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
