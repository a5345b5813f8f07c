"""The profile a command works on: its folder, its passphrase, its open workspace."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.paths import default_profile
from fieldmonitor.system.translations import _


def profile_folder(args: argparse.Namespace) -> Path:
    """Return the profile folder given, or the user's own."""
    return Path(args.profile) if args.profile else default_profile()


def passphrase(args: argparse.Namespace, *, new: bool = False) -> str:
    """Return the passphrase from its file or a prompt, never from the arguments."""
    if args.passphrase_file:
        return read_passphrase_file(Path(args.passphrase_file))
    if not sys.stdin.isatty():
        raise InputError("passphrase.needed")
    first = getpass.getpass(_("Frase clave: "))
    if new and first != getpass.getpass(_("Repita la frase clave: ")):
        raise InputError("passphrase.not_equal")
    return first


def read_passphrase_file(path: Path) -> str:
    """Read the first line of a file."""
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file.unreadable", path=str(path)) from error


@contextmanager
def open_workspace(args: argparse.Namespace) -> Iterator[Workspace]:
    """Unlock the profile for one command."""
    from fieldmonitor.bootstrap.profile import open_profile

    with open_profile(profile_folder(args), passphrase(args)) as workspace:
        yield workspace
