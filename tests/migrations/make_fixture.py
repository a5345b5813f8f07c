"""`python -m tests.migrations.make_fixture`: keeps a store of the present schema, to be opened for ever.

Run once for each schema, before its successor is written; a test asks for it.
"""

import sys
from pathlib import Path

from fieldmonitor.domain.local import LogEntry, StoredReceipt
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.store import UnitOfWork, open_store, schema
from tests.unit.store import rows

FIXTURES = Path(__file__).parent / "fixtures"
KEY = bytes(range(32))


def fixture(revision: str) -> Path:
    """Return where the store of a schema is kept."""
    return FIXTURES / f"store-{revision}.db"


def fill(uow: UnitOfWork, count: int = 3) -> None:
    """Put something into every table."""
    uow.settings.set("language", "es")
    uow.records.apply(rows.checklist("1", 1))
    uow.records.apply(rows.checklist("2", 2))
    for number in range(1, count + 1):
        uow.records.apply(rows.work(number))
        uow.records.apply(rows.assignment(number))
        uow.records.apply(rows.feedback(f"report-{number}"))
        uow.reports.add(rows.report(number))
        key = ReportKey(f"report-{number}", 1)
        uow.evidence.add(rows.evidence(key, f"e{number}", difference_hash=number, small_sha256=f"s{number}"))
        uow.blobs.register(f"e{number}".rjust(64, "0"), 10, bytes(32), f"ab/{number}", "original")
        uow.messages.add(rows.message(f"m{number}"))
        uow.outbox.add_message(f"m{number}", 1, Lane.ANSWERS, 2, rows.NOON)
        uow.outbox.add_file(f"m{number}", 1, f"s{number}", 10, Lane.SMALL, rows.NOON)
        uow.receipts.add(StoredReceipt(f"m{number}", 1, "content", f"R{number}", rows.NOON, b"{}"))
        uow.log.add(LogEntry(rows.minutes(number), "sync.sent", {"number": number}))
    uow.reports.mark_signed(ReportKey("report-1", 1), "aa", rows.NOON)


def main() -> int:
    target = fixture(schema.HEAD)
    if target.exists():
        print(f"{target} is there already; a kept store is never made anew", file=sys.stderr)
        return 1
    FIXTURES.mkdir(exist_ok=True)
    store = open_store(target, KEY, create=True)
    with store.write() as uow:
        fill(uow)
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
