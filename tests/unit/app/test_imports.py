"""What a person chose is taken in for what it is; what a card holds is found; a crash leaves its note."""

import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from fieldmonitor.app import attachments, camera_clock, drafts, findings, imports, photos, recovery, redaction
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Feedback, FeedbackStep, RecordKind, WorkAlert
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.media.results import Mark, MarkKind
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.messages import Record
from tests import factories

HEIC = b"\0\0\0\x18ftypheic" + bytes(400)
BOX = (Mark(MarkKind.BOX, 0.1, 0.1, 0.5, 0.5),)


@pytest.fixture
def key(ws: Workspace) -> ReportKey:
    return drafts.start(ws, factories.assignment_of())


def _file(folder: Path, name: str, data: bytes, written: int = 0) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (written, written))
    return path


def test_a_picture_is_a_photo_and_the_rest_files(ws: Workspace, key: ReportKey, tmp_path: Path) -> None:
    photo = attachments.take(ws, key, _file(tmp_path, "a.jpg", factories.picture()))
    misnamed = attachments.take(ws, key, _file(tmp_path, "b.jpg", b"%PDF-1.7\n"))
    assert photo.thumbnail_sha256 and misnamed.media_type == "application/pdf"
    assert {row.id for row in attachments.listed(ws, key)} == {photo.id, misnamed.id}
    with pytest.raises(InputError, match=r"file\.kind_unknown"):
        attachments.take(ws, key, _file(tmp_path, "c.jpg", b"MZ a program"))
    row, data = attachments.read(ws, misnamed.id)
    assert (row.name, data) == ("b.jpg", b"%PDF-1.7\n")


@pytest.mark.skipif(find_spec("pillow_heif") is not None, reason="the extra shows HEIC photos")
def test_a_heic_photo_that_cannot_be_shown_is_kept_as_a_file(
    ws: Workspace, key: ReportKey, tmp_path: Path
) -> None:
    row = attachments.take(ws, key, _file(tmp_path, "IMG_1.HEIC", HEIC), question_ref="/data/x")
    assert (row.media_type, row.thumbnail_sha256, row.question_ref) == ("image/heic", None, "/data/x")
    assert ws.blobs.read(ws.store, row.sha256) == HEIC


def test_a_photo_too_large_is_refused_before_it_is_read(
    ws: Workspace, key: ReportKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST_BYTES", 100)
    with pytest.raises(InputError, match=r"photo\.too_large"):
        attachments.take(ws, key, _file(tmp_path, "a.jpg", factories.picture()))


def test_a_card_is_found_oldest_first_and_what_is_known_is_told(
    ws: Workspace, key: ReportKey, tmp_path: Path
) -> None:
    attachments.take(ws, key, _file(tmp_path, "old.jpg", factories.picture(1)))
    card = tmp_path / "DCIM"
    _file(card, "100/new.jpg", factories.picture(2), 300)
    _file(card, "100/old.jpg", factories.picture(1), 200)
    _file(card, "100/same-name-of-another/old.jpg", factories.picture(3), 100)
    _file(card, ".thumbnails/t.jpg", factories.picture(4))
    _file(card, "notes.txt", b"nothing")
    pdf = _file(tmp_path, "acta.pdf", b"%PDF-1.4\n", 400)
    found = imports.find(ws, key, [card, pdf, pdf, tmp_path / "gone.jpg"])
    assert [(one.path.name, one.known, one.photo) for one in found] == [
        ("old.jpg", False, True),
        ("old.jpg", True, True),
        ("new.jpg", False, True),
        ("acta.pdf", False, False),
    ]


def test_a_camera_once_stated_as_wrong_is_so_for_its_later_photos(ws: Workspace, key: ReportKey) -> None:
    assert camera_clock.keep_stated(ws, key) == 0
    first = photos.add_photo(ws, key, factories.picture(1))
    (camera,) = camera_clock.cameras([first])
    camera_clock.state_offset(ws, key, camera.device, 600)
    photos.add_photo(ws, key, factories.picture(2))
    assert camera_clock.keep_stated(ws, key) == 1
    stated = [photos.facts_of(row).clock_offset_s for row in attachments.listed(ws, key)]
    assert stated == [600.0, 600.0] and camera_clock.keep_stated(ws, key) == 0


def test_marks_are_kept_beside_the_copy_and_can_be_changed(ws: Workspace, key: ReportKey) -> None:
    row = photos.add_photo(ws, key, factories.picture())
    assert redaction.unmarked(ws, row.id)[1] == ()
    copy = redaction.mark(ws, row.id, BOX)
    picture, marks = redaction.unmarked(ws, row.id)
    assert marks == BOX and picture[:2] == b"\xff\xd8"
    assert redaction.unmark(ws, row.id).sha256 == row.sha256
    assert redaction.mark_again(ws, copy).sha256 == copy.sha256
    assert redaction.mark(ws, row.id, ()).sha256 == row.sha256, "no marks: the original again"


def test_a_photo_may_be_given_to_another_question(ws: Workspace, key: ReportKey) -> None:
    from fieldmonitor.app import photo_edits

    row = photos.add_photo(ws, key, factories.picture(), question_ref="/data/a")
    photo_edits.set_question(ws, row.id, "/data/b")
    photo_edits.set_question(ws, row.id, None)
    assert attachments.listed(ws, key)[0].question_ref is None


def test_only_what_nobody_left_is_recovered(ws: Workspace, key: ReportKey) -> None:
    assert recovery.enter(ws, key) is None
    when = recovery.enter(ws, key)
    assert when is not None, "the program ended while it was open"
    assert recovery.enter(ws, ReportKey("another", 1)) is None
    recovery.leave(ws)
    recovery.leave(ws)
    assert recovery.enter(ws, key) is None


def test_open_alerts_of_a_work_are_those_of_other_reports(ws: Workspace, key: ReportKey) -> None:
    work = factories.works(1)[0]
    today = ws.today()
    with ws.store.write() as uow:
        own = uow.reports.get(key)
        assert own is not None
        for number, still in ((1, True), (2, False)):
            id_ = f"other{number}"
            uow.reports.add(replace(own, key=ReportKey(id_, 1), state=ReportState.ALERT))
            told = Feedback(
                id_, 1, "alert", "Sin cartel", "", (FeedbackStep("alert", today),), (), f"A-{number}", still
            )
            plain = to_plain(told)
            assert isinstance(plain, dict)
            uow.records.apply(Record(RecordKind.FEEDBACK, id_, 1, plain))
    (alert,) = findings.open_alerts(ws, work.id, key)
    assert (alert.number, alert.title, alert.since) == ("A-1", "Sin cartel", today)
    assert findings.open_alerts(ws, work.id, ReportKey("other1", 1)) == ()


def test_open_alerts_of_a_work_come_from_anybodys_reports(ws: Workspace, key: ReportKey) -> None:
    work = factories.works(1)[0]
    named = replace(work, alerts=(WorkAlert("A-9", "Obra parada", ws.today()),))
    with ws.store.write() as uow:
        plain = to_plain(named)
        assert isinstance(plain, dict)
        uow.records.apply(Record(RecordKind.WORK, work.id, 99, plain))
    (alert,) = findings.open_alerts(ws, work.id, key)
    assert (alert.number, alert.title, alert.since) == ("A-9", "Obra parada", ws.today())
