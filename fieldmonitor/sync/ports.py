"""What the exchange needs of the store, as protocols: the real store and the simulated disk both fit."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO, Protocol, TypeVar

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.domain.local import LogEntry, OutboundMessage, OutboxItem, Report, StoredReceipt
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.records import Feedback
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.messages import Record

U = TypeVar("U", covariant=True)


class Settings(Protocol):
    """Small values kept with the data they describe."""

    def get(self, key: str, default: str | None = None, /) -> str | None: ...

    def set(self, key: str, value: str, /) -> None: ...


class Records(Protocol):
    """What came down."""

    def apply(self, record: Record, /) -> bool: ...

    def feedback(self, report_id: str, /) -> Feedback | None: ...


class Reports(Protocol):
    """Reports of this laptop; states only move through `domain.reports.later`."""

    def get(self, key: ReportKey, /) -> Report | None: ...

    def advance(self, key: ReportKey, state: ReportState, /) -> object: ...


class Messages(Protocol):
    """Signed messages, byte for byte; the lists leave their envelopes out."""

    def get(self, id: str, version: int, /) -> OutboundMessage | None: ...

    def list(self) -> Sequence[OutboundMessage]: ...

    def unproven(self) -> Sequence[OutboundMessage]:
        """Return those without a complete receipt."""
        ...


class Outbox(Protocol):
    """The queue: a file's item comes up only after its message's item is done."""

    def due(self, now: datetime, limit: int, /) -> Sequence[OutboxItem]: ...

    def settle(
        self,
        item_id: int,
        /,
        *,
        state: OutboxState,
        attempts: int,
        next_try: datetime,
        confirmed: int | None = None,
        problem: str | None = None,
    ) -> None: ...

    def items(self, message_id: str | None = None, /) -> Sequence[OutboxItem]: ...


class Receipts(Protocol):
    """Verified receipts."""

    def add(self, receipt: StoredReceipt, /) -> None: ...

    def for_message(self, id: str, version: int, /) -> Sequence[StoredReceipt]: ...


class Custody(Protocol):
    """Which messages lie in which sealed bundle (named by its index' hash), and who keeps it."""

    def wrote(self, bundle: str, messages: Iterable[tuple[str, int]], at: datetime, /) -> None: ...

    def messages_of(self, bundle: str, /) -> Sequence[tuple[str, int]]: ...

    def add(self, note: StoredCustody, /) -> None: ...

    def remove(self, bundle: str, holder: str, /) -> None: ...

    def list(self) -> Sequence[StoredCustody]: ...

    def for_message(self, id: str, version: int, /) -> Sequence[StoredCustody]: ...


class SyncLog(Protocol):
    """What a volunteer can read of every exchange."""

    def add(self, entry: LogEntry, /) -> None: ...


class Unit(Protocol):
    """One transaction."""

    @property
    def settings(self) -> Settings: ...

    @property
    def records(self) -> Records: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def receipts(self) -> Receipts: ...

    @property
    def custody(self) -> Custody: ...

    @property
    def log(self) -> SyncLog: ...


class Store(Protocol[U]):
    """Opens transactions: `write` commits when its block ends and rolls back when it fails."""

    def write(self) -> AbstractContextManager[U]: ...

    def read(self) -> AbstractContextManager[U]: ...


class Files(Protocol):
    """Opens a kept file by its hash, in the clear; EnvironmentFault where it is missing or damaged."""

    def open(self, sha256: str, /) -> BinaryIO: ...
