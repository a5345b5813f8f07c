"""Where profiles and logs live on this system."""

from pathlib import Path

from platformdirs import user_data_path, user_log_path

APP = "fieldmonitor"
DEFAULT_PROFILE = "default"


def profiles_root() -> Path:
    """Return the folder that holds this system user's profiles, one folder for each volunteer."""
    return user_data_path(APP, appauthor=False) / "profiles"


def default_profile() -> Path:
    """Return the profile that is opened where none is named."""
    return profiles_root() / DEFAULT_PROFILE


def profiles() -> list[Path]:
    """Return the profiles there are, by name."""
    root = profiles_root()
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def log_folder() -> Path:
    """Return the folder of the program's own log."""
    return user_log_path(APP, appauthor=False)
