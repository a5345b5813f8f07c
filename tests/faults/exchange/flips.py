"""One bit of a signed report changed: in its envelope or in a file of it."""

import base64
import importlib.util
from pathlib import Path
from random import Random
from types import ModuleType

from cryptography.exceptions import InvalidSignature

from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.trust.keys import SigningKey
from tests.fakes.clock import START
from tests.fakes.reports import signed_report

SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "verify" / "verify_report.py"
DEVICE = SigningKey(b"d" * 32)


def independent() -> ModuleType:
    """Load the verifier that shares no code with the program."""
    spec = importlib.util.spec_from_file_location("verify_report", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Flipper:
    """A signed report in a folder, whose bits are flipped one at a time."""

    def __init__(self, folder: Path) -> None:
        self.signed = signed_report(DEVICE, START, Random(3), photos=1, small=300, original=900)
        self.folder = folder
        self.verifier = independent()
        for sha256, data in self.signed.files.items():
            (folder / sha256).write_bytes(data)

    def accepted(self, rng: Random) -> bool:
        """Flip one bit; tell whether the verifier took something else for what was signed."""
        envelope = bytearray(self.signed.message.envelope)
        sha256 = rng.choice(sorted(self.signed.files))
        data = bytearray(self.signed.files[sha256])
        target = envelope if rng.random() < 0.7 else data
        target[rng.randrange(len(target))] ^= 1 << rng.randrange(8)
        (self.folder / sha256).write_bytes(data)
        try:
            self.verifier.verify_report(bytes(envelope), DEVICE.public, self.folder)
        except (InvalidSignature, ValueError, KeyError, TypeError, OSError):
            return False
        finally:
            (self.folder / sha256).write_bytes(self.signed.files[sha256])
        return data != self.signed.files[sha256] or self._payload(envelope) != self._payload(
            self.signed.message.envelope
        )

    def _payload(self, envelope: bytes | bytearray) -> bytes:
        return base64.b64decode(decode(bytes(envelope), Envelope).payload)
