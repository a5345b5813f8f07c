"""The profile a command works on: its folder, its passphrase, its open workspace."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.paths import default_profile
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace


def profile_folder(args: argparse.Namespace) -> Path:
    """Return the profile folder given, or the user's own."""
    return Path(args.profile) if args.profile else default_profile()


def passphrase(args: argparse.Namespace, *, new: bool = False) -> str:
    """Return the passphrase from its file or a prompt, never from the arguments."""
    if args.passphrase_file:
        return read_passphrase_file(Path(args.passphrase_file))
    remembered = None if new else _remembered(args)
    if remembered is not None:
        return remembered
    if not sys.stdin.isatty():
        raise InputError("passphrase.needed")
    try:
        first = getpass.getpass(_("Frase clave: "))
        if new and first != getpass.getpass(_("Repita la frase clave: ")):
            raise InputError("passphrase.not_equal")
    except EOFError as error:
        raise InputError("passphrase.needed") from error
    return first


def _remembered(args: argparse.Namespace) -> str | None:
    """Return what the person let the system's keyring remember when the profile was made."""
    from fieldmonitor.bootstrap.remembered import remembered_passphrase

    return remembered_passphrase(profile_folder(args))


def read_passphrase_file(path: Path) -> str:
    """Read the first line of a file."""
    try:
        return path.read_text(encoding="utf-8-sig").partition("\n")[0]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file.unreadable", path=str(path)) from error


@contextmanager
def open_workspace(args: argparse.Namespace, words: str | None = None) -> Iterator["Workspace"]:
    """Unlock the profile for one command, with the passphrase where the command has asked for it already."""
    from fieldmonitor.bootstrap.profile import open_profile
    from fieldmonitor.trust.vault import has_vault

    if not has_vault(profile_folder(args)):  # said before anybody is asked for a passphrase
        raise InputError("profile.missing", folder=str(profile_folder(args)))
    with open_profile(profile_folder(args), passphrase(args) if words is None else words) as workspace:
        yield workspace
