"""One's own data from the command line: a copy of everything, and the end of a profile."""

import json
import zipfile
from pathlib import Path

import pytest

from fieldmonitor.cli.main import main
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.trust.vault import has_vault
from tests import factories
from tests.fakes.clock import SimClock


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with one finished draft."""
    folder = tmp_path / "rosa"
    factories.make_profile(folder)
    with (
        PictureGuard() as pictures,
        factories.open_workspace(folder, pictures, SimClock()) as ws,
    ):
        factories.ready(ws)
        factories.filled(ws)
    (tmp_path / "words.txt").write_text(factories.PASSPHRASE)
    return folder


def run(profile: Path, *arguments: str) -> int:
    words = str(profile.parent / "words.txt")
    return main(["--profile", str(profile), "--passphrase-file", words, *arguments])


def test_everything_mine_comes_as_a_zip_with_a_warning(
    profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine.zip"
    assert run(profile, "my-data", str(target)) == 0
    assert "No está cifrado" in capsys.readouterr().out
    assert zipfile.is_zipfile(target)
    assert run(profile, "my-data", str(target), "--json") == 0
    assert json.loads(capsys.readouterr().out)["reports"] == 1


def test_erase_only_tells_until_the_word_is_given(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(profile, "backup") == 0
    backups = profile.with_name("rosa-backups")
    capsys.readouterr()
    assert run(profile, "erase", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["lost"]) == 1 and not told["erased"] and has_vault(profile)
    assert run(profile, "erase", "--confirm", "erase") == 1
    assert "erase.not_confirmed" in capsys.readouterr().err and has_vault(profile)
    assert run(profile, "erase", "--confirm", "ERASE") == 0
    assert "El perfil se borró." in capsys.readouterr().out
    assert not has_vault(profile) and not backups.exists()
    assert {path.name for path in profile.iterdir()} <= {".lock"}
