"""Checks a credential with no code of Field Monitor: only Python 3.9+ and the package `cryptography`.

    python verify_credential.py CREDENTIAL.txt SERVER_KEY

CREDENTIAL.txt holds the text of the QR code as any reader of QR codes shows it, SERVER_KEY is the
comptroller's Ed25519 public key in base64 (`GET /v1/server` gives it as `receipt_key`). No network is needed.
Prints whose credential it is and exits with 0 if its signature holds and today lies within its days; else
says why not and exits with 1. Whether it was withdrawn since, only the list of withdrawn credentials can say:
the app has it.
"""

# ruff: noqa: T201 - it is a command, and prints
import base64
import hashlib
import json
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PERU = timezone(timedelta(hours=-5))
CREDENTIAL = "application/vnd.fieldmonitor.credential+json"


def opened(envelope: bytes, key: bytes) -> dict:
    """Return the credential, once the signature of this key over it and its type holds."""
    data = json.loads(envelope)
    if data["payloadType"] != CREDENTIAL:
        raise ValueError(f"type {data['payloadType']!r} instead of {CREDENTIAL!r}")
    payload = base64.b64decode(data["payload"], validate=True)
    signed = b"DSSEv1 %d %b %d %b" % (len(CREDENTIAL), CREDENTIAL.encode(), len(payload), payload)
    by_this_key = [s for s in data["signatures"] if s["keyid"] == hashlib.sha256(key).hexdigest()]
    if len(by_this_key) != 1:
        raise ValueError("not signed once by this key")
    Ed25519PublicKey.from_public_bytes(key).verify(
        base64.b64decode(by_this_key[0]["sig"], validate=True), signed
    )
    return dict(json.loads(payload))


def holds_on(credential: dict, day: date) -> bool:
    """Tell whether a day lies within a credential's days."""
    return (
        date.fromisoformat(credential["valid_from"]) <= day <= date.fromisoformat(credential["valid_until"])
    )


def main(words: "list[str]") -> int:
    try:
        credential = opened(Path(words[0]).read_bytes(), base64.b64decode(words[1]))
        days = f"{credential['valid_from']} to {credential['valid_until']}"
        print(f"{credential['volunteer']}, credential {credential['number']}: signed, valid {days}")
        print(f"may visit: {credential['scope']}")
        if not holds_on(credential, datetime.now(PERU).date()):
            print("does not hold: today is outside its days", file=sys.stderr)
            return 1
    except (InvalidSignature, ValueError, KeyError, TypeError, OSError) as error:
        print(f"does not hold: {type(error).__name__} {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1:]))
