"""Reports are tamper-evident, also to a verifier of a few lines that shares no code with the program."""

import base64
import subprocess
import sys
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import RECEIPT_TYPE
from fieldmonitor.protocol.messages import Receipt, ReceiptKind
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, to_text
from tests.fakes.clock import START
from tests.faults.exchange.flips import DEVICE, SCRIPT, Flipper


def test_no_flipped_bit_is_accepted(tmp_path: Path) -> None:
    flipper = Flipper(tmp_path)
    assert not any(flipper.accepted(Random(seed)) for seed in range(1_000))


def test_negative_control_without_the_signature_flips_pass(tmp_path: Path) -> None:
    flipper = Flipper(tmp_path)

    class Believer:
        from_public_bytes = staticmethod(lambda _key: Believer())

        def verify(self, _signature: bytes, _data: bytes) -> None: ...

    flipper.verifier.Ed25519PublicKey = Believer  # type: ignore[attr-defined]
    assert Ed25519PublicKey is not Believer
    assert any(flipper.accepted(Random(seed)) for seed in range(1_000))


def test_it_runs_alone_and_checks_the_receipt_too(tmp_path: Path) -> None:
    flipper, server = Flipper(tmp_path), SigningKey(b"s" * 32)
    message = flipper.signed.message
    files = tuple(flipper.signed.files)
    receipt = Receipt(
        ReceiptKind.COMPLETE, "2026-000001", message.id, 1, message.manifest_sha256, files, START
    )
    (tmp_path / "report.json").write_bytes(message.envelope)
    (tmp_path / "receipt.json").write_bytes(encode(seal(receipt, RECEIPT_TYPE, server)))
    words = ["report.json", to_text(DEVICE.public), ".", "receipt.json", to_text(server.public)]
    command = [sys.executable, "-I", str(SCRIPT), *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 files whole" in done.stdout and "2026-000001" in done.stdout
    command[-1] = base64.b64encode(DEVICE.public).decode()
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_it_is_short_and_knows_nothing_of_ours() -> None:
    text = SCRIPT.read_text()
    assert "import fieldmonitor" not in text and "from fieldmonitor" not in text
    assert len([line for line in text.splitlines() if line.strip()]) <= 80
