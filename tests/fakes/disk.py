"""A simulated disk: the store's seams in memory, with real transactions and a plug to pull."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import BinaryIO

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.domain.local import LogEntry, OutboundMessage, OutboxItem, Report, StoredReceipt
from fieldmonitor.domain.outbox import LONGEST_WAIT, Lane, OutboxState
from fieldmonitor.domain.records import Activity, Feedback, RecordKind
from fieldmonitor.domain.reports import ReportKey, ReportState, later
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.protocol.envelope import REPORT_TYPE
from fieldmonitor.protocol.messages import Record
from tests.fakes.reports import LANES, Signed

Key = tuple[str, int]


class PowerCut(BaseException):
    """The process is gone: nothing may catch this but the test."""


@dataclass
class Tables:
    """Everything on the disk. Values are frozen, so that a shallow copy is a snapshot."""

    settings: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    reports: dict[Key, Report] = field(default_factory=dict)
    messages: dict[Key, OutboundMessage] = field(default_factory=dict)
    outbox: dict[int, OutboxItem] = field(default_factory=dict)
    receipts: dict[tuple[str, int, str], StoredReceipt] = field(default_factory=dict)
    log: list[LogEntry] = field(default_factory=list)
    bundles: dict[str, list[Key]] = field(default_factory=dict)
    custody: dict[tuple[str, str], StoredCustody] = field(default_factory=dict)

    def copy(self) -> "Tables":
        return Tables(
            dict(self.settings),
            dict(self.records),
            dict(self.reports),
            dict(self.messages),
            dict(self.outbox),
            dict(self.receipts),
            list(self.log),
            dict(self.bundles),
            dict(self.custody),
        )


class _Settings:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables.settings

    def get(self, key: str, default: str | None = None) -> str | None:
        return self._rows.get(key, default)

    def set(self, key: str, value: str) -> None:
        self._rows[key] = value


class _Records:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables.records

    def apply(self, record: Record) -> bool:
        key = (record.kind.value, record.id)
        held = self._rows.get(key)
        if held is not None and held.version >= record.version:
            return False
        if record.kind is RecordKind.FEEDBACK and record.body is not None:
            from_plain(record.body, Feedback)
        self._rows[key] = record
        return True

    def feedback(self, report_id: str) -> Feedback | None:
        for (kind, _), record in self._rows.items():
            if kind == RecordKind.FEEDBACK and record.body is not None:
                feedback = from_plain(record.body, Feedback)
                if feedback.report_id == report_id:
                    return feedback
        return None


class _Reports:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables.reports

    def get(self, key: ReportKey) -> Report | None:
        return self._rows.get((key.id, key.version))

    def advance(self, key: ReportKey, state: ReportState) -> ReportState:
        report = self._rows[(key.id, key.version)]
        reached = later(report.state, state)
        self._rows[(key.id, key.version)] = replace(report, state=reached)
        return reached


class _Messages:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables.messages
        self._receipts = tables.receipts

    def add(self, message: OutboundMessage) -> None:
        self._rows.setdefault((message.id, message.version), message)

    def get(self, message_id: str, version: int) -> OutboundMessage | None:
        return self._rows.get((message_id, version))

    def unproven(self) -> list[OutboundMessage]:
        proven = {(r.message_id, r.message_version) for r in self._receipts.values() if r.kind == "complete"}
        return [message for message in self.list() if (message.id, message.version) not in proven]

    def list(self) -> list[OutboundMessage]:
        rows = sorted(self._rows.values(), key=lambda m: (m.created_at, m.id))
        return [replace(message, envelope=b"") for message in rows]


class _Outbox:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables.outbox

    def add_message(self, message_id: str, version: int, lane: Lane, size: int, now: datetime) -> None:
        self._add(message_id, version, None, size, lane, now)

    def add_file(
        self, message_id: str, version: int, sha256: str, size: int, lane: Lane, now: datetime
    ) -> None:
        self._add(message_id, version, sha256, size, lane, now)

    def _add(self, mid: str, version: int, sha: str | None, size: int, lane: Lane, now: datetime) -> None:
        number = len(self._rows) + 1
        self._rows[number] = OutboxItem(
            number, mid, version, sha, size, 0, lane, OutboxState.WAITING, 0, now, now
        )

    def due(self, now: datetime, limit: int) -> list[OutboxItem]:
        heads = {(i.message_id, i.message_version): i.state for i in self._rows.values() if i.sha256 is None}
        beyond = now + LONGEST_WAIT + timedelta(minutes=1)
        return [
            item
            for item in self._sorted()
            if item.state is OutboxState.WAITING
            and (item.next_try <= now or item.next_try > beyond)
            and (
                item.sha256 is None
                or heads.get((item.message_id, item.message_version), OutboxState.DONE) is OutboxState.DONE
            )
        ][:limit]

    def settle(
        self,
        item_id: int,
        *,
        state: OutboxState,
        attempts: int,
        next_try: datetime,
        confirmed: int | None = None,
        problem: str | None = None,
    ) -> None:
        item = self._rows[item_id]
        if item.state is OutboxState.PAUSED and state is OutboxState.WAITING:
            state = OutboxState.PAUSED
        self._rows[item_id] = replace(
            item,
            state=state,
            attempts=attempts,
            next_try=next_try,
            confirmed=item.confirmed if confirmed is None else confirmed,
            problem=problem,
        )

    def items(self, message_id: str | None = None) -> list[OutboxItem]:
        return [i for i in self._sorted() if message_id in (None, i.message_id)]

    def pause(self, message_id: str) -> None:
        self._move(message_id, OutboxState.WAITING, OutboxState.PAUSED)

    def resume(self, message_id: str) -> None:
        self._move(message_id, OutboxState.PAUSED, OutboxState.WAITING)

    def retry(self, message_id: str) -> None:
        for item in self.items(message_id):
            if item.state is not OutboxState.DONE:
                self._rows[item.id] = replace(
                    item, state=OutboxState.WAITING, attempts=0, next_try=item.created_at, problem=None
                )

    def pending_bytes(self) -> int:
        return sum(i.size - i.confirmed for i in self._rows.values() if i.state is not OutboxState.DONE)

    def _move(self, message_id: str, old: OutboxState, new: OutboxState) -> None:
        for item in self.items(message_id):
            if item.state is old:
                self._rows[item.id] = replace(item, state=new)

    def _sorted(self) -> list[OutboxItem]:
        return sorted(self._rows.values(), key=lambda i: (i.lane, i.attempts, i.id))


class _Receipts:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables.receipts

    def add(self, receipt: StoredReceipt) -> None:
        self._rows.setdefault((receipt.message_id, receipt.message_version, receipt.kind), receipt)

    def for_message(self, message_id: str, version: int) -> list[StoredReceipt]:
        return [r for key, r in self._rows.items() if key[:2] == (message_id, version)]


class _Custody:
    def __init__(self, tables: Tables) -> None:
        self._bundles, self._notes = tables.bundles, tables.custody

    def wrote(self, bundle: str, messages: Iterable[Key], at: datetime) -> None:
        self._bundles.setdefault(bundle, sorted(messages))

    def messages_of(self, bundle: str) -> list[Key]:
        return self._bundles.get(bundle, [])

    def add(self, note: StoredCustody) -> None:
        self._notes.setdefault((note.bundle, note.holder), note)

    def remove(self, bundle: str, holder: str) -> None:
        self._notes.pop((bundle, holder), None)

    def for_message(self, message_id: str, version: int) -> list[StoredCustody]:
        return [note for note in self.list() if (message_id, version) in self.messages_of(note.bundle)]

    def list(self) -> list[StoredCustody]:
        return sorted(self._notes.values(), key=lambda note: (note.at, note.bundle))


class _Log:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables.log

    def add(self, entry: LogEntry) -> None:
        self._rows.append(entry)

    def tail(self, n: int) -> list[LogEntry]:
        return self._rows[-n:]


class MemoryUnit:
    """One transaction on a copy of the tables."""

    def __init__(self, tables: Tables) -> None:
        self.settings = _Settings(tables)
        self.records = _Records(tables)
        self.reports = _Reports(tables)
        self.messages = _Messages(tables)
        self.outbox = _Outbox(tables)
        self.receipts = _Receipts(tables)
        self.custody = _Custody(tables)
        self.log = _Log(tables)


class Disk:
    """A store and its files. `plug` is asked before and after every commit and may raise PowerCut."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.files: dict[str, bytes] = {}
        self.damaged: set[str] = set()
        self.plug: Callable[[str], None] = lambda _when: None
        self.open_units = 0

    @contextmanager
    def write(self) -> Iterator[MemoryUnit]:
        draft = self.tables.copy()
        self.open_units += 1
        try:
            yield MemoryUnit(draft)
        finally:
            self.open_units -= 1
        self.plug("before commit")
        self.tables = draft
        self.plug("after commit")

    @contextmanager
    def read(self) -> Iterator[MemoryUnit]:
        self.open_units += 1
        try:
            yield MemoryUnit(self.tables.copy())
        finally:
            self.open_units -= 1

    def open(self, sha256: str) -> BinaryIO:
        if sha256 not in self.files:
            raise EnvironmentFault("blob.missing", sha256=sha256)
        data = self.files[sha256]
        return io.BytesIO(data[: len(data) // 2] if sha256 in self.damaged else data)

    def queue(self, signed: Signed, now: datetime) -> None:
        """Do what signing does: message, files and queue in one commit."""
        message = signed.message
        self.files.update(signed.files)
        with self.write() as unit:
            unit.messages.add(message)
            unit.outbox.add_message(message.id, message.version, signed.lane, len(message.envelope), now)
            for sha256, role in signed.roles.items():
                size = len(signed.files[sha256])
                unit.outbox.add_file(message.id, message.version, sha256, size, LANES[role], now)
        if message.payload_type == REPORT_TYPE:
            self.tables.reports[(message.id, message.version)] = queued_report(message, now)

    def state(self, signed: Signed) -> ReportState:
        return self.tables.reports[(signed.message.id, signed.message.version)].state


def queued_report(message: OutboundMessage, now: datetime) -> Report:
    return Report(
        key=ReportKey(message.id, message.version),
        state=ReportState.QUEUED,
        activity=Activity.SITE_VISIT,
        assignment_id="A-1",
        work_id="W-1",
        checklist_id="site_visit",
        checklist_version="1",
        answers_xml=b"<data/>",
        position=None,
        findings=(),
        practice=False,
        started_at=now,
        saved_at=now,
        signed_at=now,
        manifest_sha256=message.manifest_sha256,
    )
