"""The shipped checklists, filled with the engine as a volunteer would."""

from datetime import datetime, timedelta, timezone

import pytest

from fieldmonitor.app.instances import previous_instance, work_instance
from fieldmonitor.demo.answers import access_answers, demo_answers
from fieldmonitor.demo.photos import page_photos, stopped_work_photos, visit_photos
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.records import Activity
from fieldmonitor.forms import Checklist
from fieldmonitor.packs.checklists import read_checklists
from fieldmonitor.system.resources import resource

START = datetime(2026, 11, 22, 10, 20, tzinfo=timezone(timedelta(hours=-5)))
WORK = demo_works(1, START.date())[0]
RECORDS = {record.activity: record for record in read_checklists(resource("checklists"))}
CHECKLISTS = {activity: Checklist.from_xform(record.xform) for activity, record in RECORDS.items()}


@pytest.fixture(scope="module")
def photo_refs():
    pages = page_photos(WORK, START, access_answers(START))
    photos = {
        Activity.SITE_VISIT: visit_photos(WORK, START),
        Activity.STOPPED_WORK: stopped_work_photos(WORK, START),
        Activity.INFORMATION_ACCESS: pages,
    }
    return {activity: [photo.ref for photo in taken] for activity, taken in photos.items()}


def begin(activity, language="es", previous=None):
    return CHECKLISTS[activity].start(
        language=language,
        instances={"work": work_instance(WORK), "previous": previous_instance(previous)},
        now=lambda: START + timedelta(hours=2),
    )


def fill(session, answers):
    for ref, value in answers.items():
        session.answer(ref, value)


def questions(session):
    return [view for view in session.root.walk() if view.kind == "question" and view.relevant]


@pytest.mark.parametrize("activity", Activity)
def test_the_demo_answers_complete_a_report(activity, photo_refs):
    session = begin(activity)
    answers = demo_answers(activity, WORK, START)
    fill(session, answers)
    missing = {problem.ref for problem in session.validate()}
    assert missing == set(photo_refs[activity]), "only the photos are missing"
    fill(session, dict.fromkeys(photo_refs[activity], "a" * 64))
    assert session.validate() == []
    kept = {ref for ref in answers if not session.node(ref).relevant or not session.node(ref).value}
    assert kept == set(), "no demo answer falls under a question that is not asked"


@pytest.mark.parametrize("activity", Activity)
def test_what_is_missing_is_said_in_both_languages(activity):
    spanish, english = (begin(activity, language).validate() for language in ("es", "English (en)"))
    assert [problem.ref for problem in spanish] == [problem.ref for problem in english]
    assert len(spanish) >= 6
    for one, other in zip(spanish, english, strict=True):
        assert one.message and other.message
        assert one.message != other.message
        assert one.label != other.label


def test_what_the_program_works_out_itself():
    session = begin(Activity.SITE_VISIT)
    fill(session, demo_answers(Activity.SITE_VISIT, WORK, START))
    assert session.node("/data/progress/progress_gap").value == "yes"  # 41.8 published, 25 seen
    assert session.node("/data/progress/state_outdated").value == "yes"  # registered as running
    session.answer("/data/progress/progress_seen", "30")
    assert session.node("/data/progress/progress_gap").value == "no"
    session.answer("/data/progress/activity", "working")
    assert session.node("/data/progress/state_outdated").value == "no"


@pytest.mark.parametrize(("days", "stale"), [(31, "yes"), (30, "no"), (0, "no")])
def test_a_log_without_recent_entries_is_noticed(days, stale):
    session = begin(Activity.SITE_VISIT)
    session.answer("/data/documents/logbook", "yes")
    session.answer("/data/documents/logbook_date", f"{START - timedelta(days=days):%Y-%m-%d}")
    assert session.node("/data/documents/logbook_stale").value == stale


@pytest.mark.parametrize("access", ["denied", "closed"])
def test_who_does_not_get_in_is_asked_what_the_street_shows_and_no_more(access):
    session = begin(Activity.SITE_VISIT)
    session.answer("/data/arrival/location", "yes")
    session.answer("/data/arrival/access", access)
    asked = {view.ref for view in questions(session) if view.required}
    assert {ref.split("/")[2] for ref in asked} == {"arrival", "street", "closing"}
    assert {ref for ref in asked if "/closing/" in ref} == {"/data/closing/departure_time"}
    assert ("/data/arrival/access_reason" in asked) is (access == "denied")
    assert len(asked) <= 11
    assert _signing(session) == {f"/data/closing/signing_{access}"}
    session.answer("/data/street/street_activity", "abandoned")
    assert session.node("/data/street/street_state_outdated").value == "yes"


def test_a_work_that_is_not_there_asks_how_it_was_sought_and_says_what_is_signed():
    session = begin(Activity.SITE_VISIT)
    session.answer("/data/arrival/location", "no")
    asked = {view.ref.rpartition("/")[2] for view in questions(session) if view.required}
    searched = {"location_reason", "search_asked", "search_photo", "can_photograph"}
    assert asked == {"arrival_time", "location", "departure_time", *searched}
    assert _signing(session) == {"/data/closing/signing_not_found"}
    session.answer("/data/arrival/can_photograph", "no_camera")
    assert not session.node("/data/arrival/search_photo").relevant


def _signing(session):
    return {v.ref for v in session.root.walk() if v.kind == "note" and "/signing_" in v.ref and v.relevant}


@pytest.mark.parametrize("reason", ["no_camera", "denied"])
@pytest.mark.parametrize(
    ("activity", "ref"),
    [
        (Activity.SITE_VISIT, "/data/arrival/can_photograph"),
        (Activity.STOPPED_WORK, "/data/state/can_photograph"),
    ],
)
def test_a_visit_without_camera_can_be_finished(activity, ref, reason):
    session = begin(activity)
    fill(session, demo_answers(activity, WORK, START))
    session.answer(ref, reason)
    if reason == "denied":
        session.answer(f"{ref}_reason", "Lo pidió el vigilante.")
    assert session.validate() == []


@pytest.mark.parametrize("code", ["unverified", "denied"])
def test_a_reason_is_asked_where_something_could_not_be_seen(code):
    session = begin(Activity.SITE_VISIT)
    session.answer("/data/documents/logbook", code)
    reason = session.node("/data/documents/logbook_reason")
    assert reason.relevant
    assert reason.required
    session.answer("/data/documents/logbook", "yes")
    assert not session.node("/data/documents/logbook_reason").relevant


def test_a_number_that_cannot_be_read_needs_a_reason_instead():
    session = begin(Activity.SITE_VISIT)
    session.answer("/data/documents/board", "partial")
    assert session.node("/data/documents/board_term").required
    session.answer("/data/documents/board_term_unverified", "OK")
    assert not session.node("/data/documents/board_term").required
    assert session.node("/data/documents/board_term_reason").required


@pytest.mark.parametrize(
    ("ref", "value"),
    [
        ("/data/documents/board_term", "0"),
        ("/data/progress/progress_seen", "101"),
        ("/data/documents/logbook_date", "2026-12-01"),
        ("/data/progress/delay", "none payment"),
        ("/data/closing/departure_time", "09:00:00.000-05:00"),
    ],
)
def test_impossible_answers_are_kept_and_explained(ref, value):
    session = begin(Activity.SITE_VISIT)
    fill(session, demo_answers(Activity.SITE_VISIT, WORK, START))
    session.answer("/data/documents/logbook", "yes")
    session.answer(ref, value)
    node = session.node(ref)
    assert node.condition == "constraint"
    assert node.message
    assert node.value == value


def test_a_second_visit_asks_what_became_of_the_findings():
    first = begin(Activity.SITE_VISIT)
    fill(first, demo_answers(Activity.SITE_VISIT, WORK, START))
    assert not first.node("/data/closing/previous_fixed").relevant
    second = begin(Activity.SITE_VISIT, previous=first.to_xml(final=True))
    assert second.node("/data/closing/previous_fixed").relevant


def test_the_day_a_portal_was_looked_at_is_noted_by_itself():
    session = begin(Activity.INFORMATION_ACCESS)
    place = "/data/contracting/contract_amount_item/contract_amount"
    assert session.node(f"{place}_date").value == ""
    session.answer(f"{place}_pte", "missing")
    assert session.node(f"{place}_date").value == "2026-11-22"
    assert session.node(f"{place}_page").required
    session.answer(f"{place}_date", "2026-11-20")
    session.answer(f"{place}_pte", "published")
    assert not session.node(f"{place}_page").relevant
