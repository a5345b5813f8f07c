"""The server's keys as this laptop believes in them, and how a signed rotation changes that."""

from collections.abc import Iterable
from datetime import datetime

from fieldmonitor.domain.local import LogEntry
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.ports import Settings, Unit
from fieldmonitor.trust.keys import from_text, to_text
from fieldmonitor.trust.rotation import EarlierKey, ReceiptKeys, followed, followed_all

RECEIPT_KEY = "server.receipt_key"
EARLIER_KEYS = "server.receipt_keys_before"


def receipt_keys(settings: Settings) -> ReceiptKeys | None:
    """Return the keys whose receipts are believed; None before enrolment."""
    current = settings.get(RECEIPT_KEY)
    if current is None:
        return None
    parts = [entry.split("@") for entry in (settings.get(EARLIER_KEYS) or "").split()]
    earlier = tuple(EarlierKey(from_text(key), datetime.fromisoformat(until)) for key, until in parts)
    return ReceiptKeys(from_text(current), earlier)


def follow_rotation(unit: Unit, envelope: Envelope, now: datetime) -> None:
    """Believe in the key that the present one names; TrustError where it names none."""
    before = receipt_keys(unit.settings)
    if before is not None:
        _keep(unit, before, followed(before, envelope), now)


def follow_rotations(unit: Unit, envelopes: Iterable[Envelope], now: datetime) -> None:
    """Follow a chain of rotations as far as it leads on from the present key; TrustError for a false link."""
    before = receipt_keys(unit.settings)
    if before is not None:
        _keep(unit, before, followed_all(before, envelopes), now)


def _keep(unit: Unit, before: ReceiptKeys, after: ReceiptKeys, now: datetime) -> None:
    if after == before:
        return
    unit.settings.set(RECEIPT_KEY, to_text(after.current))
    entries = [f"{to_text(earlier.key)}@{earlier.until.isoformat()}" for earlier in after.earlier]
    unit.settings.set(EARLIER_KEYS, " ".join(entries))
    unit.log.add(LogEntry(now, LogCode.KEY_ROTATED, {}))
