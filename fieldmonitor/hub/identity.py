"""A hub's key, and the certificate made of it: always the same bytes, so that laptops can pin it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.durable import private_folder, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.keys import SigningKey

KEY_FILE = "hub.key"
TLS_FILE = "hub.pem"
SEED_SIZE = 32
_FROM, _UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""A laptop's clock may be wrong by years: what holds a pinned certificate is the pin, not its dates."""


@dataclass(frozen=True, slots=True)
class HubIdentity:
    """A hub's signing key, and its certificate's SHA-256. `tls_file` holds key and certificate for TLS."""

    key: SigningKey
    certificate: bytes
    tls_file: Path


def hub_identity(folder: Path) -> HubIdentity:
    """Return the identity kept in a hub's folder; the first call makes it."""
    private_folder(folder)
    key = SigningKey(_seed(folder / KEY_FILE))
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    certificate = _certificate(private, key.id)
    tls_file = folder / TLS_FILE
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write_secret(tls_file, pem + certificate.public_bytes(Encoding.PEM))
    return HubIdentity(key, hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest(), tls_file)


def _seed(path: Path) -> bytes:
    try:
        if not path.exists():
            _write_secret(path, SigningKey.generate().seed)
        seed = path.read_bytes()
    except OSError as error:
        raise disk_fault(error, path) from error
    if len(seed) != SEED_SIZE:
        raise EnvironmentFault("hub.key_unreadable", path=str(path))
    return seed


def _write_secret(path: Path, data: bytes) -> None:
    write_durably(path, data)
    path.chmod(0o600)


def _certificate(private: Ed25519PrivateKey, id: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fieldmonitor-hub")])
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=private.public_key(),
        serial_number=int(id[:16], 16) + 1,
        not_valid_before=_FROM,
        not_valid_after=_UNTIL,
    )
    return builder.sign(private, None)
