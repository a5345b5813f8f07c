"""The checker of credentials that needs nothing of ours: it believes what the app believes, and no more."""

import importlib.util
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE, RECEIPT_TYPE
from fieldmonitor.protocol.messages import Credential
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, to_text

SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "verify" / "verify_credential.py"
COMPTROLLER, SOMEBODY = SigningKey(bytes(range(32))), SigningKey(bytes(range(1, 33)))
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_credential", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def code(folder: Path, *, key: SigningKey = COMPTROLLER, kind: str = CREDENTIAL_TYPE, last: int = 30) -> Path:
    """Write the text of a QR code, as a phone reads it."""
    since, until = TODAY - timedelta(days=60), TODAY + timedelta(days=last)
    made = Credential("MCC-2041", "Obras de Piura", since.isoformat(), until.isoformat(), "2026-000127")
    path = folder / "credencial.txt"
    path.write_bytes(encode(seal(made, kind, key)))
    return path


def said(checker: ModuleType, path: Path) -> int:
    return int(checker.main([str(path), to_text(COMPTROLLER.public)]))


def test_a_credential_of_the_comptroller_holds(
    checker: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(checker, code(tmp_path)) == 0
    assert "MCC-2041, credential 2026-000127: signed" in capsys.readouterr().out


def test_another_key_another_kind_or_another_day_does_not(checker: ModuleType, tmp_path: Path) -> None:
    assert said(checker, code(tmp_path, key=SOMEBODY)) == 1
    assert said(checker, code(tmp_path, kind=RECEIPT_TYPE)) == 1
    assert said(checker, code(tmp_path, last=-1)) == 1


def test_a_changed_word_does_not_hold(checker: ModuleType, tmp_path: Path) -> None:
    path = code(tmp_path)
    data = json.loads(path.read_text())
    data["payload"] = to_text(b'{"volunteer":"MCC-9999"}')
    path.write_text(json.dumps(data))
    assert said(checker, path) == 1
    path.write_text("no es una credencial")
    assert said(checker, path) == 1
