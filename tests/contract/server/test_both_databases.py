"""What must hold whatever database stands behind the server, above all when many act at once."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import requests
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from fieldmonitor.domain.records import Feedback, RecordKind
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.protocol.manifests import FileRole
from fieldmonitor.protocol.messages import MessageAnswer
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Base, CourseAttempt, LogNode, Message, ReceiptRow, Volunteer
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import actions, alerts, course, fieldwork, log, triage
from fieldmonitor.server.services.actions import ActionResult, NewAction
from fieldmonitor.server.services.alerts import NewAlert
from fieldmonitor.server.services.figures import figures
from fieldmonitor.server.services.states import ActionKind
from fieldmonitor.server.services.users import console
from tests.unit.server.conftest import new_code
from tests.unit.server.device import Device, code_of, file_entry, read
from tests.unit.server.factories import ADMIN, a_course, a_work, accredit, assign, publish_field


@pytest.fixture
def context(server: ServerHandle) -> Context:
    assert server.context is not None
    return server.context


@pytest.fixture
def enrol(server: ServerHandle, context: Context) -> Iterator[Callable[[], Device]]:
    made: list[Device] = []

    def make() -> Device:
        device = Device(server.url)
        made.append(device)
        assert device.enrol(new_code(context)).status_code == 201
        assert device.sign_in().status_code == 200
        return device

    yield make
    for device in made:
        device.http.close()


@pytest.fixture
def device(enrol: Callable[[], Device]) -> Device:
    return enrol()


def send(device: Device, method: str, path: str, body: bytes, **headers: str) -> requests.Response:
    """Send on a connection of its own, as another process would."""
    return requests.request(
        method, f"{device.url}/v1/{path}", data=body, headers={**device.auth, **headers}, timeout=30
    )


def test_the_schema_is_the_models(context: Context) -> None:
    with context.db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_eight_senders_of_one_message(device: Device, context: Context) -> None:
    manifest = device.report()
    body = device.seal(manifest)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(device, "PUT", f"messages/{manifest.id}/1", body), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [208] * 7
    with context.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1
        assert session.scalar(select(func.count()).select_from(ReceiptRow)) == 2


def test_two_different_contents_at_once_leave_one(device: Device) -> None:
    first = device.report()
    bodies = [device.seal(replace(first, answers_xml=f"<data>{n}</data>")) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = pool.map(
            lambda body: send(device, "PUT", f"messages/{first.id}/1", body).status_code, bodies
        )
    assert sorted(statuses) == [201] + [409] * 5


def test_the_last_two_files_of_a_report_kept_at_once(device: Device) -> None:
    """Each may miss the other's commit; the complete receipt must come all the same."""
    for _ in range(4):
        photos = [os.urandom(20_000) for _ in range(4)]
        manifest = device.report(*(file_entry(photo) for photo in photos))
        device.put(manifest)
        with ThreadPoolExecutor(4) as pool:
            answers = pool.map(
                lambda photo: (
                    send(
                        device,
                        "PATCH",
                        f"evidence/{file_entry(photo).sha256}",
                        photo,
                        **{"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
                    ).status_code
                ),
                photos,
            )
            assert list(answers) == [200] * 4
        receipts = device.receipts(read(device.get(manifest), MessageAnswer))
        assert [receipt.kind for receipt in receipts] == ["content", "complete"]


def test_eight_enrolments_spend_a_code_once(server: ServerHandle, context: Context) -> None:
    code = new_code(context)
    devices = [Device(server.url) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda device: device.enrol(code).status_code, devices))
    assert sorted(statuses) == [201] + [409] * 7
    with context.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Volunteer)) == 1
    for device in devices:
        device.http.close()


def test_numbers_and_leaves_follow_each_other(device: Device, context: Context) -> None:
    manifests = [device.report() for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(
            pool.map(
                lambda m: send(device, "PUT", f"messages/{m.id}/1", device.seal(m)).status_code, manifests
            )
        )
    with context.db.read() as session:
        numbers = sorted(session.scalars(select(Message.number)))
        leaves = sorted(session.scalars(select(ReceiptRow.leaf)))
        assert session.scalar(select(func.count()).where(LogNode.level == 0)) == 24
        assert log.checkpoint(session, context).payload
    assert [int(number[-6:]) for number in numbers] == list(range(1, 13))
    assert leaves == list(range(24))


def test_a_reader_of_the_feed_misses_nothing(device: Device, context: Context) -> None:
    """Four writers and a reader at once: following the cursor sees every record once or more."""
    works = [f"w-{n}" for n in range(24)]
    publish_field(context, *(a_work(id) for id in works))
    accredit(context, device.volunteer)
    cursor, seen = None, set()
    with ThreadPoolExecutor(4) as pool:
        given = [pool.submit(assign, context, device.volunteer, work_id=id) for id in works]
        while not all(future.done() for future in given):
            page = device.pull(cursor)
            cursor = page.cursor
            seen.update(record.id for record in page.records)
    seen.update(record.id for record in device.pull(cursor).records)
    assert set(works) <= seen and {future.result() for future in given} <= seen


def test_attempts_at_once(device: Device, context: Context) -> None:
    taught, answers = a_course(attempts_allowed=2)
    with context.db.write() as session:
        course.publish(session, taught, answers)
    attempts = [device.attempt("basico", "1", answers) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        statuses = pool.map(
            lambda m: send(device, "PUT", f"messages/{m.id}/1", device.seal(m)).status_code, attempts
        )
        assert list(statuses) == [201] * 5
    with context.db.read() as session:
        rows = session.scalars(select(CourseAttempt).order_by(CourseAttempt.ordinal)).all()
    assert [(row.ordinal, row.graded) for row in rows] == [(n, n <= 2) for n in range(1, 6)]


def test_the_whole_way(device: Device, context: Context) -> None:
    publish_field(context)
    accredit(context, device.volunteer)
    id = assign(context, device.volunteer)
    photo, small = os.urandom(5_000), os.urandom(500)
    original = file_entry(photo)
    manifest = device.report(file_entry(small, FileRole.SMALL, of=original.sha256), original)
    device.put(manifest)
    for data in (small, photo):
        device.patch(file_entry(data).sha256, 0, data)
    with context.db.write() as session:
        person = console(session, context)
        assert triage.read(session, context, ADMIN, manifest.id, 1).signature_holds
        number = alerts.issue(session, context, person, NewAlert(manifest.id, 1, "t", "x"))
        action = actions.open_action(
            session, context, person, number, NewAction(ActionKind.CONTROL_VISIT, date(2099, 1, 1))
        )
        result = ActionResult("Se corrigió.", penalty=Decimal("10.50"))
        actions.close_action(session, context, person, action, result)
        fieldwork.withdraw(session, context, ADMIN, id)
    records = device.pull().records
    told = next(record.body for record in records if record.kind is RecordKind.FEEDBACK)
    assert told is not None and from_plain(told, Feedback).state == "outcome"
    assert [r.body for r in records if r.kind is RecordKind.ASSIGNMENT] == [None]
    with context.db.read() as session:
        total = figures(session, ADMIN)[0]
    assert (total.reports, total.alerts, total.outcomes, total.penalties) == (1, 1, 1, Decimal("10.50"))


def test_characters_that_a_database_may_not_hold_are_refused(device: Device) -> None:
    manifest = device.report(answers_xml="\x00")
    assert code_of(device.put(manifest)) == (422, "message.malformed")
    answer = device.http.get(f"{device.url}/v1/feed?cursor=%00", headers=device.auth, timeout=10)
    assert code_of(answer) == (422, "request.malformed")
    for text in ("\ud7ff", "ñandú 🦙", "\x7f", "' OR 1=1 --"):
        assert device.put(device.report(answers_xml=text)).status_code == 201
