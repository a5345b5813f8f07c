"""How two who share a code on paper know each other's messages, though the code itself never travels.

Both sides hold the code's digest: the laptop from what was typed, the server from when it was issued.
"""

import base64
import hashlib
import hmac

from fieldmonitor.trust.keys import to_text

_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
LONG_LENGTH = 26
"""Letters of a code with 130 bits. A shorter one could be guessed from a file that somebody copied."""

FINGERPRINT_LENGTH = 20


def normalise(code: str) -> str:
    """Return a code as it was issued, from how a person typed it: case, hyphens, O for 0."""
    return code.strip().upper().translate(_LOOKALIKES)


def code_digest(code: str) -> bytes:
    """Return what is kept of a code."""
    return hashlib.sha256(b"fieldmonitor-enrolment-v1:" + normalise(code).encode()).digest()


def code_id(digest: bytes) -> str:
    """Return the name under which a code can be found by who has its digest, and that tells nothing of it."""
    return hashlib.sha256(b"fieldmonitor-code-id-v1:" + digest).hexdigest()


def request_proof(digest: bytes, device_key: bytes) -> str:
    """Return what shows that the holder of a device key was given the code."""
    return _proof(digest, b"fieldmonitor-enrolment-request-v1:", device_key)


def certificate_proof(digest: bytes, device_key: bytes, receipt_key: bytes, root_sha256: str) -> str:
    """Return what shows that who issued the code vouches for a receipt key and a pack's root."""
    said = device_key + receipt_key + bytes.fromhex(root_sha256)
    return _proof(digest, b"fieldmonitor-certificate-v1:", said)


def same(one: str | None, other: str) -> bool:
    """Compare proofs without telling how far they agree."""
    return one is not None and hmac.compare_digest(one.encode(), other.encode())


def fingerprint(data: bytes) -> str:
    """Return 100 bits of a hash of bytes, to be compared by eye: five groups of four letters."""
    letters = base64.b32encode(hashlib.sha256(data).digest()).decode()[:FINGERPRINT_LENGTH]
    crockford = letters.translate(
        str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    )
    return "-".join(crockford[at : at + 4] for at in range(0, FINGERPRINT_LENGTH, 4))


def same_fingerprint(typed: str, shown: str) -> bool:
    """Compare a fingerprint as somebody typed it with one as it is shown."""
    return hmac.compare_digest(normalise(typed), normalise(shown))


def _proof(digest: bytes, context: bytes, said: bytes) -> str:
    return to_text(hmac.new(digest, context + said, hashlib.sha256).digest())
