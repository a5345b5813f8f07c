"""The one importer of records, whether they came by the feed, a stick or a hub."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.domain.records import Feedback, RecordKind
from fieldmonitor.domain.reports import SENT, ReportKey, ReportState
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import Record
from fieldmonitor.protocol.packs import CarriedCheckpoint
from fieldmonitor.sync.audit import follow_carried
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.ports import Unit
from fieldmonitor.sync.rotation import follow_rotation

_AFTER_KEYS = 1_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed: new or newer records by kind, and how many could not be read."""

    changed: dict[RecordKind, int]
    skipped: int

    @property
    def total(self) -> int:
        """How many records changed."""
        return sum(self.changed.values())


def import_records(unit: Unit, records: Iterable[Record], now: datetime) -> Imported:
    """Apply records inside the caller's transaction: the highest version of each wins.

    One that cannot be read is left out and logged; it must not keep all later ones from arriving.
    """
    changed: Counter[RecordKind] = Counter()
    skipped = 0
    for record in sorted(records, key=_keys_first):
        try:
            if record.kind is RecordKind.SERVER_KEYS and record.body is not None:
                follow_rotation(unit, from_plain(record.body, Envelope), now)
            applied = unit.records.apply(record)
        except TrustError:
            skipped += 1
            params: dict[str, object] = {"kind": record.kind.value, "id": record.id}
            unit.log.add(LogEntry(now, LogCode.RECORD_SKIPPED, params))
            continue
        if record.kind is RecordKind.CHECKPOINT and record.body is not None:
            # One of the size that is known already may show a fork, so each is looked at.
            follow_carried(unit, from_plain(record.body, CarriedCheckpoint), now)
        if applied:
            changed[record.kind] += 1
            if record.kind is RecordKind.FEEDBACK and record.body is not None:
                follow_feedback(unit, from_plain(record.body, Feedback))
    return Imported(dict(changed), skipped)


def _keys_first(record: Record) -> tuple[int, str]:
    """Put what says whom to believe before what is signed; one key after the other."""
    return (len(record.id), record.id) if record.kind is RecordKind.SERVER_KEYS else (_AFTER_KEYS, "")


def follow_feedback(unit: Unit, feedback: Feedback) -> None:
    """Move a report to where the comptroller says it stands.

    Only a report proven complete follows: no word of anybody stands in for the receipt.
    """
    key = ReportKey(feedback.report_id, feedback.report_version)
    report = unit.reports.get(key)
    if report is None or feedback.state not in {state.value for state in SENT}:
        return
    if report.state in SENT:
        unit.reports.advance(key, ReportState(feedback.state))
