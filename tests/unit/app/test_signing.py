"""Review, sign, queue: what is checked, what is frozen, and that it is one commit."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, event

from fieldmonitor.app import drafts, queries, signing, urgent
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.domain.reports import Finding, ReportKey, ReportState
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.protocol.envelope import REPORT_TYPE, URGENT_TYPE, Envelope
from fieldmonitor.protocol.manifests import FileRole, ReportManifest
from fieldmonitor.trust.envelopes import unseal
from tests import factories
from tests.fakes.clock import SimClock

VISIT = factories.assignment_of()


def state(ws: Workspace, key: ReportKey) -> ReportState:
    return queries.report_view(ws, key).row.report.state


def test_a_review_names_every_problem_in_the_checklists_words(ws: Workspace) -> None:
    draft = drafts.open_draft(ws, drafts.start(ws, VISIT))
    checked = signing.review(ws, draft)
    assert len(checked.problems) >= 6
    assert all(problem.message and problem.label for problem in checked.problems)
    assert checked.answered == 0
    assert checked.questions > 10


def test_with_problems_nothing_is_signed(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT)
    with pytest.raises(InputError, match=r"report\.problems"):
        signing.sign(ws, key, factories.PASSPHRASE)
    assert state(ws, key) is ReportState.DRAFT
    assert queries.outbox(ws).rows == ()


def test_a_signature_freezes_the_report_and_queues_all_of_it(ws: Workspace) -> None:
    key = factories.filled(ws)
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    with ws.store.read() as uow:
        message = uow.messages.get(key.id, key.version)
        items = uow.outbox.items()
        stored = uow.reports.get(key)
    assert stored is not None and message is not None
    assert stored.state is ReportState.QUEUED
    assert stored.manifest_sha256 == message.manifest_sha256 == digest(encode(manifest))
    assert (
        unseal(decode(message.envelope, Envelope), REPORT_TYPE, ws.device.public, ReportManifest) == manifest
    )
    assert {item.sha256 for item in items} == {None, *(file.sha256 for file in manifest.files)}
    lanes = {item.sha256: item.lane for item in items}
    for file in manifest.files:
        assert lanes[file.sha256] is (Lane.SMALL if file.role is FileRole.SMALL else Lane.ORIGINAL)
        assert len(ws.blobs.read(ws.store, file.sha256)) == file.size
    assert lanes[None] is Lane.ANSWERS


def test_what_is_signed_says_what_the_volunteer_saw(ws: Workspace, clock: SimClock) -> None:
    key = factories.filled(ws)
    clock.pass_time(3_600)
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    assert manifest.volunteer == factories.VOLUNTEER
    assert manifest.device == ws.device.id
    assert manifest.signed_at.utc == clock.now()
    assert (manifest.signed_at.utc - manifest.started_at.utc).total_seconds() == 3_600
    assert "<logbook>denied</logbook>" in manifest.answers_xml
    assert {finding.code for finding in manifest.findings} >= {"supervisor_absent", "logbook_denied"}
    used = factories.checklists()
    assert manifest.checklist.sha256 in {digest(one.xform.encode()) for one in used}


def test_answers_that_no_longer_apply_are_listed_and_left_out(ws: Workspace) -> None:
    key = factories.filled(ws)
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, "/data/documents/logbook", "no")
    checked = signing.review(ws, draft)
    assert len(checked.dropped) == 1
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    assert manifest.dropped_answers == 1
    assert "residente.</logbook_reason>" not in manifest.answers_xml
    kept = drafts.open_draft(ws, key).session.node("/data/documents/logbook_reason").stored
    assert kept, "the draft itself keeps every answer"


def test_a_finding_set_aside_is_not_signed(ws: Workspace) -> None:
    key = factories.filled(ws)
    draft = drafts.open_draft(ws, key)
    finding = draft.findings[0]
    draft.reword(replace(finding, confirmed=False))
    drafts.save(ws, draft.snapshot())
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    assert finding.id not in {one.id for one in manifest.findings}
    assert len(manifest.findings) == len(draft.findings) - 1


def test_a_practice_visit_is_never_signed(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT, practice=True)
    with pytest.raises(InputError, match=r"report\.practice"):
        signing.sign(ws, key, factories.PASSPHRASE)
    draft = drafts.open_draft(ws, key)
    draft.answer("/data/arrival/danger", "yes")
    with pytest.raises(InputError, match=r"report\.practice"):
        urgent.send_urgent(ws, draft, draft.findings[0])


def test_a_wrong_passphrase_signs_nothing(ws: Workspace) -> None:
    key = factories.filled(ws)
    with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
        signing.sign(ws, key, "no es esta")
    assert state(ws, key) is ReportState.DRAFT
    assert queries.outbox(ws).rows == ()


def test_a_report_is_signed_once(ws: Workspace) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    with pytest.raises(InputError, match=r"report\.frozen"):
        signing.sign(ws, key, factories.PASSPHRASE)
    assert len(queries.outbox(ws).rows) == 1


def test_report_message_and_files_are_queued_in_one_commit(ws: Workspace) -> None:
    """Whichever statement of the signing fails, nothing of it is there afterwards."""
    key = factories.filled(ws)
    failed = 0
    for stop_at in range(1, 60):
        before = queries.outbox(ws).rows
        with _failing_write(stop_at) as reached:
            try:
                signing.sign(ws, key, factories.PASSPHRASE)
            except _Broken:
                failed += 1
        if not reached():
            break
        assert state(ws, key) is ReportState.DRAFT
        assert queries.outbox(ws).rows == before == ()
    assert failed >= 5
    assert state(ws, key) is ReportState.QUEUED
    assert not ws.store.integrity()


def test_a_danger_goes_ahead_of_the_report_that_cites_it(ws: Workspace) -> None:
    key = factories.filled(ws)
    draft = drafts.open_draft(ws, key)
    draft.answer("/data/arrival/danger", "yes")
    kind = draft.session.node("/data/arrival/danger_kind")
    draft.answer(kind.ref, kind.choices[0].value)
    drafts.answer_and_save(ws, draft, "/data/arrival/danger_text", "Una zanja abierta de tres metros.")
    factories.add_required_photos(ws, draft)
    danger = next(finding for finding in draft.findings if finding.urgent)
    urgent.send_urgent(ws, draft, danger)
    urgent.send_urgent(ws, draft, danger)
    (row,) = queries.outbox(ws).rows
    assert row.message.payload_type == URGENT_TYPE
    with ws.store.read() as uow:
        (item,) = uow.outbox.items()
    assert (item.lane, item.state) == (Lane.URGENT, OutboxState.WAITING)
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    assert manifest.urgent == (danger.id,)


def test_a_danger_is_not_sent_empty_and_what_is_told_later_is_its_next_version(ws: Workspace) -> None:
    draft = drafts.open_draft(ws, factories.filled(ws))
    draft.answer("/data/arrival/danger", "yes")

    def danger() -> Finding:
        return next(finding for finding in draft.findings if finding.urgent)

    assert urgent.untold(draft, danger()) == "/data/arrival/danger_kind"
    with pytest.raises(InputError, match=r"finding\.untold"):
        urgent.send_urgent(ws, draft, danger())
    kind = draft.session.node("/data/arrival/danger_kind")
    draft.answer(kind.ref, kind.choices[0].value)
    assert urgent.untold(draft, danger()) == "/data/arrival/danger_text"
    drafts.answer_and_save(ws, draft, "/data/arrival/danger_text", "Una zanja abierta.")
    assert urgent.send_urgent(ws, draft, danger()).version == 1
    drafts.answer_and_save(ws, draft, "/data/arrival/danger_text", "Una zanja abierta junto a la escuela.")
    assert urgent.more_to_tell(urgent.sent_ahead(ws, draft.key)[danger().id], danger())
    assert urgent.send_urgent(ws, draft, danger()).version == 2
    assert urgent.sent_ahead(ws, draft.key) == {danger().id: danger()}
    assert len(queries.outbox(ws).rows) == 2, "what was sent first stays as it was"


def test_only_a_danger_is_sent_at_once(ws: Workspace) -> None:
    draft = drafts.open_draft(ws, factories.filled(ws))
    with pytest.raises(InputError, match=r"finding\.not_urgent"):
        urgent.send_urgent(ws, draft, draft.findings[0])


def test_a_laptop_that_nobody_knows_signs_nothing(blank: Workspace) -> None:
    factories.accredited(blank)
    factories.assigned(blank, factories.works(1)[0])
    key = factories.filled(blank)
    with pytest.raises(InputError, match=r"profile\.not_enrolled"):
        signing.sign(blank, key, factories.PASSPHRASE)
    assert state(blank, key) is ReportState.DRAFT


class _Broken(Exception):
    pass


class _failing_write:  # noqa: N801 - used as a context manager
    """Break the n-th INSERT or UPDATE that reaches the database."""

    def __init__(self, number: int) -> None:
        self._left = number
        self._reached = False

    def __enter__(self):  # type: ignore[no-untyped-def]
        event.listen(Engine, "before_cursor_execute", self._count)
        return lambda: self._reached

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._count)

    def _count(self, _c: object, _cur: object, statement: str, *_: object) -> None:
        if statement.split(None, 1)[0] in ("INSERT", "UPDATE"):
            self._left -= 1
            if self._left == 0:
                self._reached = True
                raise _Broken
