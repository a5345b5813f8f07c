"""What is held about a person can be read by them, and an erasure names first what it would lose."""

import json
import zipfile
from pathlib import Path

import pytest

from fieldmonitor.app import care, my_data, signing, trash
from fieldmonitor.app.drafts import open_draft, start
from fieldmonitor.app.photo_edits import trash as trash_photo
from fieldmonitor.app.photos import add_photo, attach_to_question
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import Cancelled, EnvironmentFault
from fieldmonitor.domain.local import StoredReceipt
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.store.retention import tidy
from fieldmonitor.sync.enrolment import DEVICE_SEED
from fieldmonitor.system.long_work import LongWork
from tests import factories
from tests.fakes.clock import SimClock


def test_an_export_holds_every_report_file_and_record_and_no_key(ws: Workspace, tmp_path: Path) -> None:
    key = factories.filled(ws)
    target = tmp_path / "mis-datos.zip"
    done = my_data.export_everything(ws, target)
    assert done is not None and done.reports == 1 and done.files > 0 and done.absent == 0
    seed = ws.setting(DEVICE_SEED)
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
        report = json.loads(archive.read(f"informes/{key.id}-v1/informe.json"))
        profile = json.loads(archive.read("perfil.json"))
        photos = [archive.read(name) for name in names if name.endswith(".jpg")]
    assert profile["volunteer.id"] == factories.VOLUNTEER and len(report["evidence"]) == len(photos)
    assert factories.picture(10) in photos, "the untouched original, byte for byte"
    assert {"registros/assignment.json", "registros/accreditation.json", "leame.txt"} <= set(names)
    assert seed is not None and seed.encode() not in everything
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mis-datos.zip"]


def test_an_export_that_is_stopped_or_fails_leaves_nothing(ws: Workspace, tmp_path: Path) -> None:
    factories.filled(ws)
    place = tmp_path / "out"
    place.mkdir()
    with pytest.raises(Cancelled):
        my_data.export_everything(ws, place / "a.zip", LongWork(stopped=lambda: True))
    with pytest.raises(EnvironmentFault, match=r"disk\.missing"):
        my_data.export_everything(ws, place / "gone" / "a.zip")
    assert list(place.iterdir()) == []


def test_an_original_that_was_let_go_is_replaced_by_its_small_copy_and_counted(
    ws: Workspace, tmp_path: Path
) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    with ws.store.write() as uow:
        uow.receipts.add(StoredReceipt(key.id, 1, "complete", "R1", ws.clock.now(), b"{}"))
    freed = care.free_receipted(ws).files
    done = my_data.export_everything(ws, tmp_path / "a.zip")
    assert done is not None and done.absent >= freed > 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert sum(name.endswith("-copia.jpg") for name in archive.namelist()) == done.absent


def test_what_would_be_lost_is_what_the_comptroller_does_not_have_whole(ws: Workspace) -> None:
    key = factories.filled(ws)
    assert [row.report.key for row in my_data.what_is_lost(ws).unsent] == [key]
    signing.sign(ws, key, factories.PASSPHRASE)
    losing = my_data.what_is_lost(ws)
    assert [row.report.key for row in losing.unsent] == [key] and losing.sent == 0 and losing.files > 0
    with ws.store.write() as uow:
        uow.reports.advance(key, ReportState.COMPLETE)
    assert my_data.what_is_lost(ws).unsent == () and my_data.what_is_lost(ws).sent == 1


def test_a_draft_comes_back_out_of_the_trash(ws: Workspace) -> None:
    key = start(ws, factories.assignment_of())
    trash.throw_away(ws, key)
    (row,) = trash.rows(ws)
    assert row.report == key and row.evidence_id is None and row.goes_at > row.trashed_at
    trash.take_out(ws, row)
    assert trash.rows(ws) == ()
    with ws.store.read() as uow:
        assert uow.reports.counts().drafts == 1


def test_a_photo_comes_back_to_its_question(ws: Workspace) -> None:
    key = factories.filled(ws)
    draft = open_draft(ws, key)
    ref = next(node.ref for node in draft.session.root.walk() if node.control == "upload" and node.stored)
    held = draft.session.node(ref).stored
    with ws.store.read() as uow:
        photo = next(row for row in uow.evidence.list(key) if row.question_ref == ref)
    trash_photo(ws, photo.id)
    trash.settle(ws, key)
    assert open_draft(ws, key).session.node(ref).stored == ""
    (row,) = trash.rows(ws)
    assert row.evidence_id == photo.id and row.work_name == factories.works(1)[0].name
    trash.take_out(ws, row)
    assert open_draft(ws, key).session.node(ref).stored == held and trash.rows(ws) == ()


def test_the_trash_empties_itself_after_thirty_days_of_use(ws: Workspace, clock: SimClock) -> None:
    key = start(ws, factories.assignment_of())
    evidence = add_photo(ws, key, factories.picture(), question_ref=None)
    attach_to_question(ws, open_draft(ws, key), evidence)
    trash_photo(ws, evidence.id)
    tidy(ws.store, ws.blobs, clock.now())
    for _day in range(32):
        assert trash.rows(ws)
        clock.pass_time(86_400)
        tidy(ws.store, ws.blobs, clock.now())
        if not trash.rows(ws):
            break
    assert trash.rows(ws) == () and _day >= 29
