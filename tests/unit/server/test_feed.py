"""What comes down: to each their own, only what changed, and what is taken away."""

from collections.abc import Callable
from dataclasses import replace

from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.messages import FeedPage, Record
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import ServerFact
from fieldmonitor.server.services import course, fieldwork
from fieldmonitor.server.services.rows import EPOCH, fact
from tests.unit.server.device import Device, code_of, read
from tests.unit.server.factories import (
    ADMIN,
    a_checklist,
    a_course,
    a_work,
    accredit,
    assign,
    new_volunteer,
    publish_field,
)


def kinds(page: FeedPage) -> list[tuple[str, bool]]:
    return [(record.kind.value, record.body is not None) for record in page.records]


def fold(held: dict[tuple[RecordKind, str], Record], page: FeedPage) -> None:
    """Do what a device does: the highest version wins."""
    for record in page.records:
        known = held.get((record.kind, record.id))
        if known is None or record.version > known.version:
            held[record.kind, record.id] = record


def test_an_applicant_sees_standing_and_course_only(context: Context, device: Device) -> None:
    publish_field(context)
    with context.db.write() as session:
        course.publish(session, *a_course())
    page = device.pull()
    assert kinds(page) == [("accreditation", True), ("course", True)]
    assert "answer" not in str(page.records[1].body)


def test_an_assignment_brings_its_work_and_checklist(
    context: Context, device: Device, enrol: Callable[..., Device]
) -> None:
    publish_field(context, a_work("w-1"), a_work("w-2"))
    other = enrol()
    accredit(context, device.volunteer)
    before = device.pull()
    assign(context, device.volunteer)
    page = device.pull(before.cursor)
    assert kinds(page) == [("work", True), ("checklist", True), ("assignment", True)]
    assert device.pull(page.cursor).records == ()
    assert [kind for kind, _ in kinds(other.pull())] == ["accreditation"]


def test_pages_are_as_long_as_asked_and_lose_nothing(context: Context, device: Device) -> None:
    publish_field(context, *(a_work(f"w-{n}") for n in range(7)))
    accredit(context, device.volunteer)
    for n in range(7):
        assign(context, device.volunteer, work_id=f"w-{n}")
    seen: list[str] = []
    cursor, more = None, True
    while more:
        page = read(device.feed(cursor, limit=4), FeedPage)
        assert len(page.records) <= 4
        seen += [f"{record.kind} {record.id}" for record in page.records]
        cursor, more = page.cursor, page.more
    assert len(seen) == len(set(seen)) == 1 + 1 + 7 + 7


def test_what_is_taken_away_and_given_back_is_so_on_the_laptop(
    context: Context, device: Device, enrol: Callable[..., Device]
) -> None:
    publish_field(context)
    other = enrol()
    for one in (device, other):
        accredit(context, one.volunteer)
    id = assign(context, device.volunteer, other.volunteer)
    held: dict[tuple[RecordKind, str], Record] = {}
    page = device.pull()
    fold(held, page)
    with context.db.write() as session:
        fieldwork.withdraw(session, context, ADMIN, id, device.volunteer)
    page = device.pull(page.cursor)
    fold(held, page)
    assert held[RecordKind.ASSIGNMENT, id].body is None
    assert held[RecordKind.WORK, "w-1"].body is None
    theirs: dict[tuple[RecordKind, str], Record] = {}
    fold(theirs, other.pull())
    left = theirs[RecordKind.ASSIGNMENT, id].body
    assert left is not None and left["volunteers"] == [other.volunteer]
    assert theirs[RecordKind.WORK, "w-1"].body is not None

    again = assign(context, device.volunteer)
    fold(held, device.pull(page.cursor))
    assert held[RecordKind.WORK, "w-1"].body is not None, "a work given back outranks its tombstone"
    assert held[RecordKind.ASSIGNMENT, again].body is not None


def test_a_changed_work_or_checklist_comes_again_to_those_who_have_it(
    context: Context, device: Device
) -> None:
    publish_field(context)
    accredit(context, device.volunteer)
    assign(context, device.volunteer)
    page = device.pull()
    with context.db.write() as session:
        same = fieldwork.import_works(session, context, ADMIN, [a_work()])
        changed = fieldwork.import_works(session, context, ADMIN, [a_work(name="Otro nombre"), a_work("w-9")])
        fieldwork.publish_checklist(session, context, ADMIN, a_checklist(version="2"))
    assert (same.same, changed.changed, changed.new) == (1, 1, 1)
    later = device.pull(page.cursor)
    assert kinds(later) == [("work", True), ("checklist", True)]
    assert later.records[0].version == 2


def test_cursors_of_elsewhere_are_refused(context: Context, device: Device) -> None:
    cursor = device.pull().cursor
    for bad in ("nonsense", "AAAA", cursor[:-3] + "zzz"):
        assert code_of(device.feed(bad)) == (410, "feed.cursor_unknown")
    with context.db.write() as session:
        session.get_one(ServerFact, EPOCH).value = "another database"
        assert fact(session, EPOCH) == "another database"
    assert code_of(device.feed(cursor)) == (410, "feed.cursor_unknown")


def test_a_large_page_is_packed(context: Context, device: Device) -> None:
    publish_field(context, *(a_work(f"w-{n}") for n in range(30)))
    accredit(context, device.volunteer)
    for n in range(30):
        assign(context, device.volunteer, work_id=f"w-{n}")
    answer = device.feed()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < len(answer.content) / 4


def test_a_thousand_first_and_ten_later_cost_in_proportion(context: Context, device: Device) -> None:
    works = [a_work(f"w-{n}") for n in range(150)]
    publish_field(context, *works)
    accredit(context, device.volunteer)
    with context.db.write() as session:
        for work in works:
            new = fieldwork.NewAssignment(work.id, a_checklist().activity, (device.volunteer,), a_due())
            fieldwork.assign(session, context, ADMIN, new)
    cursor, first_bytes, more = None, 0, True
    while more:
        answer = device.feed(cursor, limit=500)
        page = read(answer, FeedPage)
        first_bytes += int(answer.headers["Content-Length"])
        cursor, more = page.cursor, page.more
    with context.db.write() as session:
        changed = [replace(work, name=work.name + ".") for work in works[:3]]
        fieldwork.import_works(session, context, ADMIN, changed)
    later = device.feed(cursor)
    assert len(read(later, FeedPage).records) == 3
    assert int(later.headers["Content-Length"]) < first_bytes / 10


def a_due():  # type: ignore[no-untyped-def]
    from tests.unit.server.factories import DUE

    return DUE


def test_a_new_course_reaches_all_volunteers(context: Context, device: Device) -> None:
    new_volunteer(context, "MCC-9000")
    page = device.pull()
    with context.db.write() as session:
        assert course.publish(session, *a_course())
        assert not course.publish(session, *a_course())
    assert kinds(device.pull(page.cursor)) == [("course", True)]
