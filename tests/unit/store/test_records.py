"""Records: the highest version wins, however often and in whatever order they come."""

import pytest

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.messages import Record
from fieldmonitor.store import Store
from tests.unit.store import rows


def test_only_a_newer_version_is_taken(store: Store) -> None:
    with store.write() as uow:
        assert uow.records.apply(rows.work(version=2, name="Puente"))
        assert not uow.records.apply(rows.work(version=2, name="Otro"))
        assert not uow.records.apply(rows.work(version=1, name="Viejo"))
    with store.read() as uow:
        found = uow.records.work("work-1")
        assert found is not None and found.name == "Puente"
        assert uow.records.version(RecordKind.WORK, "work-1") == 2
        assert uow.records.get(RecordKind.WORK, "work-1") == rows.work(name="Puente").body


def test_a_deleted_record_stays_deleted_for_older_versions(store: Store) -> None:
    with store.write() as uow:
        uow.records.apply(rows.work(version=1))
        uow.records.apply(rows.assignment(version=1))
        assert uow.records.apply(Record(RecordKind.ASSIGNMENT, "assignment-1", 3, None))
        assert not uow.records.apply(rows.assignment(version=2))
        assert uow.assignments.rows() == []
        assert uow.records.assignment("assignment-1") is None
        assert [name for name, _ in uow.records.all(RecordKind.WORK)] == ["work-1"]
        assert uow.records.all(RecordKind.ASSIGNMENT) == []
        assert uow.records.apply(rows.assignment(version=4))
        assert len(uow.assignments.rows()) == 1


def test_a_malformed_body_changes_nothing(store: Store) -> None:
    with store.write() as uow:
        uow.records.apply(rows.work(version=1))
        with pytest.raises(TrustError) as caught:
            uow.records.apply(Record(RecordKind.WORK, "work-1", 2, {"id": "work-1"}))
        assert caught.value.code == "protocol.malformed"
        assert uow.records.version(RecordKind.WORK, "work-1") == 1


def test_a_report_finds_the_checklist_version_it_was_begun_with(store: Store) -> None:
    with store.write() as uow:
        uow.records.apply(rows.checklist("1", 1))
        uow.records.apply(rows.checklist("2", 2))
        present, begun = uow.records.checklist("site_visit"), uow.records.checklist("site_visit", "1")
        assert present is not None and present.version == "2"
        assert begun is not None and begun.xform == "<form version='1'/>"
        uow.records.apply(Record(RecordKind.CHECKLIST, "site_visit", 3, None))
        assert uow.records.checklist("site_visit") is None
        assert uow.records.checklist("site_visit", "2") is not None


def test_feedback_is_unread_until_opened_and_again_when_it_changes(store: Store) -> None:
    with store.write() as uow:
        uow.records.apply(rows.feedback("report-1"))
        assert uow.records.unread_feedback() == ["report-1"]
        uow.records.mark_feedback_read("report-1")
        assert uow.reports.counts().unread_feedback == 0
        uow.records.apply(rows.feedback("report-1", version=2))
        assert uow.reports.counts().unread_feedback == 1
        found = uow.records.feedback("report-1")
        assert found is not None and found.title == "Alerta"


def test_feedback_may_be_named_otherwise_than_its_report(store: Store) -> None:
    with store.write() as uow:
        uow.records.apply(rows.feedback("report-1", 1, record_id="f"))
        uow.records.apply(rows.feedback("report-2", 2, record_id="f"))
        assert uow.records.feedback("report-1") is None
        assert uow.records.feedback("report-2") is not None
        uow.records.apply(Record(RecordKind.FEEDBACK, "f", 3, None))
        assert uow.records.unread_feedback() == []


def test_accreditation_and_course_are_the_newest_there_are(store: Store) -> None:
    body: dict[str, object] = {"volunteer": "v", "state": "active", "scope": "Puno"}
    with store.write() as uow:
        assert uow.records.accreditation() is None and uow.records.course() is None
        uow.records.apply(Record(RecordKind.ACCREDITATION, "v", 1, body | {"state": "applicant"}))
        uow.records.apply(Record(RecordKind.ACCREDITATION, "v", 2, body))
        found = uow.records.accreditation()
        assert found is not None and found.state == "active"
