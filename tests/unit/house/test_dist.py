"""The installer's folder, where there is one: only libraries whose licences we know, and it works.

Every shared object must be on the list with its licence. A new one is looked up before it is added; GPL
without an exception never is.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor import __version__
from tests import factories

ROOT = Path(__file__).resolve().parents[3]
DIST = ROOT / "dist" / "fieldmonitor"

LIBRARIES = {
    "libQt6": "LGPL-3.0",
    "libpyside6": "LGPL-3.0",
    "libshiboken6": "LGPL-3.0",
    "libicu": "Unicode-3.0",
    "libpython3": "PSF-2.0",
    "libavif": "BSD-2-Clause",
    "libbrotli": "MIT",
    "libfreetype": "FTL",
    "libharfbuzz": "MIT",
    "libjpeg": "IJG AND BSD-3-Clause",
    "liblcms2": "MIT",
    "liblzma": "0BSD",
    "libopenjp2": "BSD-2-Clause",
    "libpdfium": "Apache-2.0 AND BSD-3-Clause",
    "libpng16": "libpng-2.0",
    "libsharpyuv": "BSD-3-Clause",
    "libtiff": "libtiff",
    "libwebp": "BSD-3-Clause",
    "libzstd": "BSD-3-Clause",
    "libz": "Zlib",
    "liblz4": "BSD-2-Clause",
    "libbz2": "bzip2-1.0.6",
    "libX11": "MIT",
    "libXau": "MIT",
    "libXdmcp": "MIT",
    "libXext": "MIT",
    "libXfixes": "MIT",
    "libXrender": "MIT",
    "libxcb": "MIT",
    "libxkbcommon": "MIT",
    "libwayland": "MIT",
    "libfontconfig": "HPND",
    "libexpat": "MIT",
    "libffi": "MIT",
    "libcrypto": "Apache-2.0",
    "libssl": "Apache-2.0",
    "libdbus-1": "AFL-2.1",
    "libglib-2.0": "LGPL-2.1",
    "libgobject-2.0": "LGPL-2.1",
    "libgio-2.0": "LGPL-2.1",
    "libgmodule-2.0": "LGPL-2.1",
    "libgthread-2.0": "LGPL-2.1",
    "libpcre2": "BSD-3-Clause",
    "libmount": "LGPL-2.1",
    "libblkid": "LGPL-2.1",
    "libuuid": "BSD-3-Clause",
    "libselinux": "public domain",
    "libsystemd": "LGPL-2.1",
    "libcap": "BSD-3-Clause",
    "libgcrypt": "LGPL-2.1",
    "libgpg-error": "LGPL-2.1",
    "libbsd": "BSD-3-Clause",
    "libmd": "BSD-3-Clause",
    "libgssapi_krb5": "MIT",
    "libkrb5": "MIT",
    "libk5crypto": "MIT",
    "libcom_err": "MIT",
    "libkeyutils": "LGPL-2.1",
    "libgcc_s": "GPL-3.0 WITH GCC-exception-3.1",
    "libstdc++": "GPL-3.0 WITH GCC-exception-3.1",
}
"""How a library's file begins → its licence."""

PACKAGES = {
    "PIL": "MIT-CMU",
    "PySide6": "LGPL-3.0",
    "shiboken6": "LGPL-3.0",
    "_argon2_cffi_bindings": "MIT",
    "_cffi_backend": "MIT",
    "charset_normalizer": "MIT",
    "cryptography": "Apache-2.0",
    "lxml": "BSD-3-Clause",
    "markupsafe": "BSD-3-Clause",
    "msgspec": "BSD-3-Clause",
    "pyrage": "MIT",
    "re2": "BSD-3-Clause",
    "_re2": "BSD-3-Clause",
    "sqlalchemy": "MIT",
    "sqlcipher3": "Zlib AND BSD-3-Clause",
    "python3": "PSF-2.0",
}
"""Python packages with compiled parts → their licences; `python3` is the standard library."""

FORBIDDEN = ("readline", "_gdbm", "_dbm", "gdbm")
"""Parts of the standard library that bring GPL libraries."""


def unknown(folder: Path) -> Iterator[str]:
    """Yield every shared object whose licence is not on the lists."""
    for path in sorted(folder.rglob("*")):
        if re.search(r"\.(so|dylib|pyd|dll)(\.|$)", path.name) and not known(path, folder):
            yield str(path.relative_to(folder))


def known(path: Path, folder: Path) -> bool:
    if path.name.startswith(FORBIDDEN):
        return False
    if "plugins" in path.parts:  # of Qt, from the PySide6 wheel
        return "PySide6" in path.parts
    if path.name.startswith("lib"):
        return path.name.startswith(tuple(LIBRARIES))
    inner = path.relative_to(folder).parts
    package = inner[1] if inner[0] == "_internal" else inner[0]
    return package.startswith(tuple(PACKAGES))


@pytest.fixture
def dist() -> Path:
    if not DIST.is_dir():
        pytest.skip("no dist/: `make dist` builds it")
    return DIST


def run(dist: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [str(dist / "fieldmonitor"), *map(str, arguments)],
        env=environment | {"HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_only_libraries_whose_licence_is_known(dist: Path) -> None:
    assert list(unknown(dist)) == []


def test_a_library_that_nobody_looked_up_is_found(tmp_path: Path) -> None:
    internal = tmp_path / "_internal"
    names = (
        "libreadline.so.8",
        "libQt6Core.so.6",
        "libmystery.so",
        "python3.11/lib-dynload/readline.cpython.so",
    )
    for name in (*names, "PySide6/Qt/plugins/platforms/libqxcb.so", "lxml/etree.cpython-311.so"):
        (internal / name).parent.mkdir(parents=True, exist_ok=True)
        (internal / name).touch()
    assert [Path(name).name for name in unknown(tmp_path)] == [
        "libmystery.so",
        "libreadline.so.8",
        "readline.cpython.so",
    ]


def test_the_built_program_tests_itself(dist: Path) -> None:
    ended = run(dist, "--self-test")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert run(dist, "--version").stdout == f"fieldmonitor {__version__}\n"


def test_the_built_program_opens_a_profile(dist: Path, tmp_path: Path) -> None:
    factories.make_profile(tmp_path / "profile")
    (tmp_path / "words").write_text(factories.PASSPHRASE)
    options = ("--profile", tmp_path / "profile", "--passphrase-file", tmp_path / "words")
    ended = run(dist, *options, "status", "--json")
    assert ended.returncode == 0, ended.stderr
    assert '"pending_messages": 0' in ended.stdout


@pytest.mark.parametrize(
    "command", [("server", "--data", "x"), ("admin", "--data", "x", "figures"), ("demo",)]
)
def test_what_is_left_out_says_so(dist: Path, command: tuple[str, ...]) -> None:
    ended = run(dist, *command)
    assert (ended.returncode, "[server.not_installed]" in ended.stderr) == (1, True)


def test_nothing_is_shipped_that_a_laptop_does_not_need(dist: Path) -> None:
    names = {path.name for path in dist.rglob("*")}
    assert not names & {"answers.json", "course.json", "fastapi", "uvicorn", "pyxform", "openpyxl", "server"}
    assert not [name for name in names if name.endswith(".xlsx")]
