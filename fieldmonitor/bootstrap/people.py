"""Several volunteers on one laptop: a profile folder for each, with a name that they chose to show."""

import re
import unicodedata
from pathlib import Path

from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.durable import private_folder, write_durably
from fieldmonitor.system.paths import DEFAULT_PROFILE
from fieldmonitor.trust.vault import has_vault
from fieldmonitor.ui.safety.ports import ProfileRow

NAME_FILE = "name.txt"
LONGEST_NAME = 60


def profiles_in(root: Path) -> list[ProfileRow]:
    """Return the profiles in a folder, by name."""
    folders = [path for path in root.iterdir() if path.is_dir() and has_vault(path)] if root.is_dir() else []
    return sorted((ProfileRow(folder, name_of(folder)) for folder in folders), key=lambda row: row.name)


def name_of(folder: Path) -> str:
    """Return the name that a profile shows before it is opened; nothing where its owner gave none."""
    try:
        return (folder / NAME_FILE).read_text(encoding="utf-8").strip()[:LONGEST_NAME]
    except (OSError, UnicodeDecodeError):
        return "" if folder.name == DEFAULT_PROFILE else folder.name


def new_folder(root: Path, name: str) -> Path:
    """Return an empty folder for another person's profile, which shows their name."""
    shown = " ".join(name.split())[:LONGEST_NAME]
    if not shown:
        raise InputError("profile.name_needed")
    if any(row.name.casefold() == shown.casefold() for row in profiles_in(root)):
        raise InputError("profile.name_taken", name=shown)
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "perfil"
    wanted = (slug, *(f"{slug}-{number}" for number in range(2, 1000)))
    folder = next(path for name in wanted if not has_vault(path := root / name))
    private_folder(folder)
    write_durably(folder / NAME_FILE, shown.encode())
    return folder
