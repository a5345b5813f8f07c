"""Evidence beyond the photo itself: files, covered copies, a camera's clock."""

import io
from datetime import UTC, datetime

import pytest

from fieldmonitor.app import attachments, camera_clock, care, drafts, photos, redaction, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.media.results import Mark, MarkKind
from fieldmonitor.system import disk
from tests import factories

PDF = b"%PDF-1.7\n" + b"contrato " * 5000
FACE = (Mark(MarkKind.BLUR, 0.2, 0.2, 0.4, 0.4),)


@pytest.fixture
def key(ws: Workspace) -> ReportKey:
    return drafts.start(ws, factories.assignment_of())


def test_a_document_is_kept_as_it_is_and_leaves_only_by_export(ws: Workspace, key: ReportKey) -> None:
    row = attachments.add_file(ws, key, io.BytesIO(PDF), name="contrato.pdf", caption="Contrato")
    assert (row.media_type, row.size, row.small_sha256) == ("application/pdf", len(PDF), None)
    with ws.store.read() as uow:
        assert uow.evidence.list(key) == [row]
    out = io.BytesIO()
    attachments.export(ws, row.id, out)
    assert out.getvalue() == PDF


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"MZ\x90\0 a program", "file.kind_unknown"), (b"", "file.kind_unknown"), (None, "file.is_photo")],
)
def test_other_files_are_refused(ws: Workspace, key: ReportKey, data: bytes | None, code: str) -> None:
    source = io.BytesIO(factories.picture() if data is None else data)
    with pytest.raises(InputError) as caught:
        attachments.add_file(ws, key, source, name="x")
    assert caught.value.code == code


def test_a_full_disk_is_told_before_a_file_is_copied(
    ws: Workspace, key: ReportKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "space", lambda folder: disk.Space(0, 10**9))
    with pytest.raises(EnvironmentFault, match=r"disk\.full"):
        attachments.add_file(ws, key, io.BytesIO(PDF), name="contrato.pdf")
    with ws.store.read() as uow:
        assert uow.evidence.list(key) == []


def test_a_covered_copy_takes_the_photos_place_and_cites_it(ws: Workspace, key: ReportKey) -> None:
    data = factories.picture()
    row = photos.add_photo(ws, key, data, name="IMG.jpg")
    covered = redaction.mark(ws, row.id, FACE)
    assert covered.original_sha256 == row.sha256 and covered.sha256 != row.sha256
    assert covered.facts == row.facts and covered.id == row.id
    assert ws.blobs.read(ws.store, row.sha256) == data
    again = redaction.mark(ws, row.id, (*FACE, Mark(MarkKind.ARROW, 0.1, 0.1, 0.9, 0.9)))
    assert again.original_sha256 == row.sha256 and again.sha256 != covered.sha256
    with ws.store.read() as uow:
        assert uow.evidence.list(key) == [again]
        assert uow.evidence.by_sha256(row.sha256) == [again]


def test_uncovering_brings_the_original_back(ws: Workspace, key: ReportKey) -> None:
    row = photos.add_photo(ws, key, factories.picture())
    redaction.mark(ws, row.id, FACE)
    assert redaction.unmark(ws, row.id) == row
    assert redaction.unmark(ws, row.id) == row


def test_only_pictures_can_be_covered(ws: Workspace, key: ReportKey) -> None:
    row = attachments.add_file(ws, key, io.BytesIO(PDF), name="contrato.pdf")
    with pytest.raises(InputError, match=r"evidence\.no_picture"):
        redaction.mark(ws, row.id, FACE)
    with pytest.raises(InputError, match=r"evidence\.unknown"):
        redaction.unmark(ws, "nobody")


def test_a_cameras_clock_is_stated_and_its_photos_judged_again(ws: Workspace, key: ReportKey) -> None:
    early = photos.add_photo(ws, key, factories.picture(1, taken="2026:11:21 09:05:00"))
    assert "before_visit" in photos.facts_of(early).flags
    (camera,) = camera_clock.cameras([early])
    assert (camera.photos, camera.offset_s) == (1, None)
    assert camera_clock.state_offset(ws, key, camera.device, 86_400) == 1
    assert camera_clock.state_offset(ws, key, "another camera", 5) == 0
    with ws.store.read() as uow:
        (row,) = uow.evidence.list(key)
    facts = photos.facts_of(row)
    assert (facts.taken_at, facts.clock_offset_s, facts.flags) == ("2026-11-21T09:05:00", 86_400.0, ())
    assert ws.blobs.read(ws.store, row.sha256) == factories.picture(1, taken="2026:11:21 09:05:00")
    camera_clock.state_offset(ws, key, camera.device, 0)
    with ws.store.read() as uow:
        assert photos.facts_of(uow.evidence.list(key)[0]).flags == ("before_visit",)


def test_a_photo_of_the_screen_tells_the_offset(ws: Workspace, key: ReportKey) -> None:
    row = photos.add_photo(ws, key, factories.picture(2, taken="2026:11:22 09:00:00"))
    shown = datetime(2026, 11, 22, 14, 10, 30, tzinfo=UTC)
    assert camera_clock.offset_from_photo(photos.facts_of(row), shown) == 630
    with pytest.raises(InputError, match=r"camera\.offset"):
        camera_clock.state_offset(ws, key, "x", float("nan"))
    with pytest.raises(InputError, match=r"camera\.no_time"):
        camera_clock.offset_from_photo(photos.facts_of(row).__class__(), shown)


def test_a_signed_report_lists_the_covered_copy_and_keeps_the_original_here(ws: Workspace) -> None:
    key = factories.filled(ws)
    with ws.store.read() as uow:
        row = uow.evidence.list(key)[0]
    covered = redaction.mark(ws, row.id, FACE)
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    files = {file.sha256: file for file in manifest.files}
    assert files[covered.sha256].of == row.sha256 and row.sha256 not in files
    assert covered.small_sha256 in files and files[covered.small_sha256].of == covered.sha256
    assert covered.sha256 in manifest.answers_xml and row.sha256 not in manifest.answers_xml
    with pytest.raises(InputError, match=r"report\.frozen"):
        redaction.unmark(ws, row.id)


def test_room_for_a_visit_is_told(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert care.free_space(ws).total > 0
    monkeypatch.setattr(care, "space", lambda folder: disk.Space(10**8, 10**9))
    assert not care.free_space(ws).enough_for_visit


def test_a_gallery_reads_one_thumbnail_at_a_time(ws: Workspace, key: ReportKey) -> None:
    photo = photos.add_photo(ws, key, factories.picture())
    document = attachments.add_file(ws, key, io.BytesIO(PDF), name="contrato.pdf")
    assert photos.thumbnail(ws, photo).startswith(b"\xff\xd8")
    assert photos.thumbnail(ws, document) == b""
