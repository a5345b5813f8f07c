"""Checks a signed report with no code of Field Monitor: only Python 3.9+ and the package `cryptography`.

    python verify_report.py REPORT.json DEVICE_KEY FOLDER [RECEIPT.json SERVER_KEY]

REPORT.json is the signed envelope (DSSE) as the device made it, DEVICE_KEY the device's Ed25519 public key
in base64, FOLDER holds the files under their SHA-256. With a receipt, the comptroller's word is checked too.
Prints what was found and exits with 0, or says what does not hold and exits with 1.
"""

# ruff: noqa: T201 - it is a command, and prints
import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

REPORT, RECEIPT = "application/vnd.fieldmonitor.report+json", "application/vnd.fieldmonitor.receipt+json"


def opened(envelope: bytes, key: bytes, kind: str) -> bytes:
    """Return what was signed, once the signature of this key over it and its type holds."""
    data = json.loads(envelope)
    if data["payloadType"] != kind:
        raise ValueError(f"type {data['payloadType']!r} instead of {kind!r}")
    payload = base64.b64decode(data["payload"], validate=True)
    signed = b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)
    by_this_key = [s for s in data["signatures"] if s["keyid"] == hashlib.sha256(key).hexdigest()]
    if len(by_this_key) != 1:
        raise ValueError("not signed once by this key")
    Ed25519PublicKey.from_public_bytes(key).verify(
        base64.b64decode(by_this_key[0]["sig"], validate=True), signed
    )
    return payload


def verify_report(envelope: bytes, key: bytes, folder: Path) -> "tuple[str, dict]":
    """Return the manifest's hash and the manifest, once every file in it was found and hashed."""
    payload = opened(envelope, key, REPORT)
    manifest = json.loads(payload)
    for entry in manifest["files"]:
        data = (folder / Path(entry["sha256"]).name).read_bytes()
        if len(data) != entry["size"] or hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise ValueError(f"file {entry['sha256']} is not the one that was signed")
    return hashlib.sha256(payload).hexdigest(), manifest


def verify_receipt(envelope: bytes, key: bytes, sha256: str, manifest: dict) -> dict:
    """Return a receipt, once it is signed and speaks of this very report and all of its files."""
    receipt = json.loads(opened(envelope, key, RECEIPT))
    names = {entry["sha256"] for entry in manifest["files"]}
    same = (receipt["message_id"], receipt["message_version"], receipt["manifest_sha256"])
    if same != (manifest["id"], manifest["version"], sha256):
        raise ValueError("the receipt speaks of another report")
    if receipt["kind"] == "complete" and set(receipt["files"]) != names:
        raise ValueError("the receipt leaves files out")
    return receipt


def main(words: "list[str]") -> int:
    try:
        sha256, manifest = verify_report(
            Path(words[0]).read_bytes(), base64.b64decode(words[1]), Path(words[2])
        )
        name, count = f"{manifest['id']} version {manifest['version']}", len(manifest["files"])
        print(f"report {name}: signed, {count} files whole")
        if len(words) == 5:
            receipt = verify_receipt(
                Path(words[3]).read_bytes(), base64.b64decode(words[4]), sha256, manifest
            )
            print(f"receipt {receipt['number']} ({receipt['kind']}) of {receipt['received_at']}: signed")
    except (InvalidSignature, ValueError, KeyError, TypeError, OSError) as error:
        print(f"does not hold: {type(error).__name__} {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
