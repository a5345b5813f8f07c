"""Years of work: 1,000 assignments, 5,000 reports, 20,000 photos; the sample copied by SQL."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from fieldmonitor.app.search import catch_up
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.records import Activity, Assignment, RecordKind, Work
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.messages import Record
from fieldmonitor.store import UnitOfWork
from tests.ui.sample import PASSPHRASE, WHO, Sample, make_sample

ASSIGNMENTS, REPORTS, PHOTOS = 1_000, 5_000, 20_000
DRAFTS, READY, ANSWERED = 20, 30, 400
"""Of the reports: still drafts, signed and waiting, and with feedback."""
SAMPLES = 8
"""The first assignments are the sample's own."""

_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last) "

_HASH = "lower(hex(randomblob(32)))"


def give(uow: UnitOfWork, number: int, work: Work, today: date) -> None:
    """Assign a work to the sample's volunteer."""
    due = today + timedelta(days=number % 90)
    given = Assignment(f"a{number}", work.id, Activity.SITE_VISIT, "visita_obra", due, (WHO,), "", 1)
    for kind, id_, body in ((RecordKind.WORK, work.id, work), (RecordKind.ASSIGNMENT, given.id, given)):
        plain = to_plain(body)
        assert isinstance(plain, dict)
        uow.records.apply(Record(kind, id_, 1, plain))


def make_big(
    folder: Path,
    reports: int = REPORTS,
    photos: int = PHOTOS,
    assigned: int = ASSIGNMENTS,
    sample: Sample | None = None,
) -> Sample:
    """Fill a fresh profile, or a copy of a sample; smaller numbers make a smaller one of the same kind."""
    if sample is None:
        sample = make_sample(folder)
    else:
        shutil.copytree(sample.folder, folder)
        sample = replace(sample, folder=folder)
    with open_profile(folder, PASSPHRASE) as ws:
        works = demo_works(assigned, ws.today())
        with ws.store.write() as uow:
            for number, work in enumerate(works[SAMPLES:], SAMPLES):
                give(uow, number, work, ws.today())
            connection = uow.reports._connection
            drafts, ready = max(1, reports * DRAFTS // REPORTS), max(1, reports * READY // REPORTS)
            each = photos // reports
            first = 0
            for key, count in (
                (sample.draft, drafts),
                (sample.ready, ready),
                (sample.sent, reports - drafts - ready),
            ):
                _copy(connection, key, (first + 1, first + count), assigned, each)
                first += count
            _feedback(connection, sample.sent, max(1, reports * ANSWERED // REPORTS), reports)
        while catch_up(ws):  # the search has kept up with the years
            pass
    return sample


def _copy(connection: Connection, key: str, span: tuple[int, int], assigned: int, photos: int) -> None:
    """Copy a report with its photos, its message, what is queued of it and its receipts."""
    id_, version = key.split("/")
    values = {"id": id_, "version": int(version), "first": span[0], "last": span[1], "assigned": assigned}

    def run(table: str, changed: dict[str, str], where: str, limit: int | None = None) -> None:
        columns = [row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))]
        taken = [f"{changed.get(name, f'source.{name}')}" for name in columns]
        source = f"(SELECT * FROM {table} WHERE {where}{f' LIMIT {limit}' if limit else ''})"
        connection.execute(
            text(
                f"INSERT INTO {table} ({', '.join(columns)}) {_NUMBERS} SELECT {', '.join(taken)}"
                f" FROM numbers, {source} AS source"
            ),
            values,
        )

    new = "printf('big-%06d', n)"
    given = f"'a' || ((n + {SAMPLES}) % :assigned)"  # no draft where the sample prepares a visit
    older = "strftime('%Y-%m-%dT%H:%M:%f000Z', source.{0}, '-' || (n % 900) || ' hours')"
    run(
        "reports",
        {
            "id": new,
            "assignment_id": given,
            "work_id": f"(SELECT work_id FROM assignments WHERE assignments.id = {given})",
            "saved_at": older.format("saved_at"),
            "manifest_sha256": f"CASE WHEN source.signed_at IS NOT NULL THEN {_HASH} END",
        },
        "id = :id AND version = :version",
    )
    run(
        "evidence",
        {
            "id": new + " || '-' || source.id",
            "report_id": new,
            "sha256": _HASH,
            "difference_hash": "abs(random())",
        },
        "report_id = :id AND report_version = :version",
        photos,
    )
    run(
        "messages",
        {
            "id": new,
            "manifest_sha256": _HASH,
            "created_at": older.format("created_at"),
        },
        "id = :id AND version = :version",
    )
    run(
        "outbox",
        {"id": "NULL", "message_id": new},
        "message_id = :id AND message_version = :version",
    )
    run(
        "receipts",
        {"message_id": new, "received_at": older.format("received_at")},
        "message_id = :id AND message_version = :version",
    )


def _feedback(connection: Connection, key: str, count: int, last: int) -> None:
    """Answer the last reports as the sample's sent one was answered."""
    id_ = key.split("/")[0]
    values = {"id": id_, "first": last - count + 1, "last": last}
    connection.execute(
        text(
            "INSERT INTO records (kind, id, version, body) "
            + _NUMBERS
            + "SELECT kind, printf('big-%06d', n), version, replace(body, :id, printf('big-%06d', n))"
            " FROM numbers, records WHERE kind = 'feedback' AND id = :id"
        ),
        values,
    )
    connection.execute(
        text(
            "INSERT INTO feedback (report_id, record_id, version, read_version) "
            + _NUMBERS
            + "SELECT printf('big-%06d', n), printf('big-%06d', n), source.version, source.read_version"
            " FROM numbers, (SELECT * FROM feedback WHERE report_id = :id) AS source"
        ),
        values,
    )
