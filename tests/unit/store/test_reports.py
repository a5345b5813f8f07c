"""Reports and their evidence: drafts change, signatures freeze, practice never leaves."""

import pytest
from sqlalchemy.exc import IntegrityError

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.reports import Finding, ReportKey, ReportState, Severity
from fieldmonitor.store import Store
from tests.unit.store import rows

KEY = ReportKey("report-1", 1)
FINDING = Finding("f1", "no_board", "/data/board", Severity.HIGH, "norma", "falta", "riesgo", ("e1",))


def _save(store: Store, answers: bytes = b"<data>2</data>") -> None:
    with store.write() as uow:
        uow.reports.save_answers(
            KEY,
            answers,
            position="/data/board",
            findings=(FINDING,),
            answered=3,
            questions=30,
            saved_at=rows.minutes(5),
        )


def test_a_saved_answer_is_read_back_whole(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report())
    _save(store)
    with store.read() as uow:
        found = uow.reports.get(KEY)
    assert found == rows.report(
        answers_xml=b"<data>2</data>", position="/data/board", findings=(FINDING,),
        answered=3, questions=30, saved_at=rows.minutes(5),
    )  # fmt: skip


def test_a_signature_freezes_report_and_evidence(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report())
        uow.evidence.add(rows.evidence(KEY))
        uow.reports.mark_signed(KEY, "aa", rows.minutes(9))
    with pytest.raises(InputError, match=r"report\.frozen"):
        _save(store)
    for change in (
        lambda uow: uow.reports.trash(KEY, rows.NOON),
        lambda uow: uow.reports.mark_signed(KEY, "bb", rows.NOON),
        lambda uow: uow.evidence.add(rows.evidence(KEY, "e2")),
        lambda uow: uow.evidence.update("e1", caption="otra"),
        lambda uow: uow.evidence.trash("e1", rows.NOON),
    ):
        with pytest.raises(InputError, match=r"report\.frozen"), store.write() as uow:
            change(uow)
    with store.read() as uow:
        found = uow.reports.get(KEY)
        assert found is not None and (found.state, found.manifest_sha256) == (ReportState.SIGNED, "aa")


def test_practice_is_never_signed(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report(practice=True))
        with pytest.raises(InputError, match=r"report\.practice"):
            uow.reports.mark_signed(KEY, "aa", rows.NOON)
        with pytest.raises(IntegrityError, match="practice_is_never_signed"):
            uow.reports.advance(KEY, ReportState.QUEUED)


def test_news_never_moves_a_report_back(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report())
        uow.reports.mark_signed(KEY, "aa", rows.NOON)
        assert uow.reports.advance(KEY, ReportState.COMPLETE) is ReportState.COMPLETE
        assert uow.reports.advance(KEY, ReportState.QUEUED) is ReportState.COMPLETE


def test_unknown_and_doubled_reports_are_told(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report())
        with pytest.raises(InputError, match=r"report\.exists"):
            uow.reports.add(rows.report())
        with pytest.raises(InputError, match=r"report\.unknown"):
            uow.reports.advance(ReportKey("nobody", 1), ReportState.SIGNED)
        with pytest.raises(InputError, match=r"report\.unknown"):
            uow.evidence.add(rows.evidence(ReportKey("nobody", 1)))
        with pytest.raises(InputError, match=r"evidence\.unknown"):
            uow.evidence.update("nobody", caption="x")


def test_lists_leave_answers_practice_and_trash_out(store: Store) -> None:
    with store.write() as uow:
        for number in range(1, 6):
            uow.reports.add(rows.report(number, practice=number == 2))
        uow.reports.trash(ReportKey("report-3", 1), rows.minutes(60))
        listed = uow.reports.list([ReportState.DRAFT], practice=False)
        assert [row.key.id[-1] for row in listed] == ["5", "4", "1"]
        assert {row.answers_xml for row in listed} == {b""}
        assert [row.key.id[-1] for row in uow.reports.list([ReportState.DRAFT], offset=1, limit=2)] == [
            "4",
            "2",
        ]
        assert uow.reports.counts().drafts == 3
        assert [row.key.id for row in uow.reports.trashed()] == ["report-3"]
        uow.reports.restore(ReportKey("report-3", 1))
        assert uow.reports.counts().drafts == 4


def test_the_trash_is_emptied_with_its_evidence(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report())
        uow.evidence.add(rows.evidence(KEY))
        uow.reports.trash(KEY, rows.NOON)
        assert uow.reports.purge(rows.NOON) == ()
        assert uow.reports.purge(rows.minutes(1)) == (KEY,)
        assert uow.evidence.get("e1") is None
        assert not uow.evidence.is_used(rows.evidence(KEY).sha256)


def test_versions_and_the_latest_of_an_assignment(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report(1, state=ReportState.RETURNED))
        uow.reports.add(rows.report(1, version=2, started_at=rows.minutes(9), replaces="aa", reason="foto"))
        assert [row.key.version for row in uow.reports.versions("report-1")] == [1, 2]
        latest = uow.reports.latest_for_assignment("assignment-1")
        assert latest is not None and latest.key.version == 2 and latest.answers_xml == b"<data/>"


def test_evidence_is_changed_trashed_and_found_again(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report())
        uow.evidence.add(rows.evidence(KEY, "e1", difference_hash=2**64 - 1, small_sha256="small"))
        uow.evidence.add(rows.evidence(KEY, "e2", added_at=rows.minutes(1), difference_hash=5))
        uow.evidence.update("e1", caption="Cartel", question_ref=None)
        found = uow.evidence.get("e1")
        assert found is not None and (found.caption, found.question_ref, found.facts) == (
            "Cartel",
            None,
            "{}",
        )
        assert found.difference_hash == 2**64 - 1
        assert sorted(uow.evidence.difference_hashes()) == [("e1", 2**64 - 1), ("e2", 5)]
        assert [row.id for row in uow.evidence.by_sha256(found.sha256)] == ["e1"]
        uow.evidence.trash("e1", rows.NOON)
        assert [row.id for row in uow.evidence.list(KEY)] == ["e2"]
        uow.evidence.restore("e1")
        assert [row.id for row in uow.evidence.list(KEY)] == ["e1", "e2"]
        assert uow.evidence.is_used("small") and not uow.evidence.is_used("other")
