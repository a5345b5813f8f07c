"""Photos of a report: kept untouched, flagged, attached, thrown away."""

import pytest

from fieldmonitor.app import drafts, photo_edits, photos, queries, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.protocol.codec import digest
from tests import factories
from tests.fakes.clock import SimClock

VISIT = factories.assignment_of()
BOARD, BOARD_PHOTO = "/data/documents/board", "/data/documents/board_photo"


def add(ws: Workspace, data: bytes, ref: str | None = BOARD_PHOTO) -> Evidence:
    return photos.add_photo(ws, drafts.start(ws, VISIT), data, name="IMG_1.jpg", question_ref=ref)


def flags(evidence: Evidence) -> set[str]:
    return set(photos.facts_of(evidence).flags)


def test_the_original_is_kept_byte_for_byte_beside_a_small_copy(ws: Workspace) -> None:
    data = factories.picture()
    evidence = add(ws, data)
    assert evidence.sha256 == digest(data)
    assert ws.blobs.read(ws.store, evidence.sha256) == data
    assert evidence.small_sha256 is not None and evidence.thumbnail_sha256 is not None
    small = ws.blobs.read(ws.store, evidence.small_sha256)
    assert small.startswith(b"\xff\xd8")
    assert b"Motorola" in data and b"Motorola" not in small
    ((row, thumbnail),) = photos.thumbnails(ws, evidence.report)
    assert row == evidence
    assert thumbnail.startswith(b"\xff\xd8")


def test_a_photo_on_the_spot_during_the_visit_has_no_flags(ws: Workspace) -> None:
    evidence = add(ws, factories.picture())
    facts = photos.facts_of(evidence)
    assert flags(evidence) == set()
    assert facts.distance_m is not None and facts.distance_m < 1
    assert facts.taken_at is not None and facts.taken_at.startswith("2026-11-22T09:05:00")


def test_what_a_photo_lacks_is_flagged_and_it_is_kept(ws: Workspace) -> None:
    far = factories.at_distance(factories.works(1)[0], 5_000)
    assert flags(add(ws, factories.picture(2, place=None))) == {"no_location"}
    assert flags(add(ws, factories.picture(3, taken=None))) == {"no_time"}
    assert flags(add(ws, factories.picture(4, taken="2026:11:20 09:05:00"))) == {"before_visit"}
    assert flags(add(ws, factories.picture(5, place=far))) == {"far_from_site"}
    assert len(queries.report_view(ws, drafts.start(ws, VISIT)).evidence) == 4


def test_the_same_file_and_a_look_alike_are_flagged(ws: Workspace) -> None:
    first = add(ws, factories.picture(7))
    same = add(ws, factories.picture(7), "/data/progress/progress_photo")
    alike = add(ws, factories.picture(7, software="another file, the same picture"))
    assert same.sha256 == first.sha256 and alike.sha256 != first.sha256
    assert len(flags(same)) == 1 and len(flags(alike)) == 1
    assert flags(same) != flags(first)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo.empty"),
        (b"%PDF-1.7 not a picture", "photo.not_a_picture"),
        (factories.picture()[:900], "photo.damaged"),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(ws: Workspace, data: bytes, code: str) -> None:
    key = drafts.start(ws, VISIT)
    with pytest.raises(InputError) as refused:
        add(ws, data)
    assert refused.value.code == code
    assert queries.report_view(ws, key).evidence == ()
    assert not list((ws.folder / "blobs").rglob("*.*"))


def test_a_photo_of_nobodys_report_is_refused(ws: Workspace) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    with pytest.raises(InputError, match=r"report\.frozen"):
        photos.add_photo(ws, key, factories.picture(60))
    with pytest.raises(InputError, match=r"report\.unknown"):
        photos.add_photo(ws, drafts.ReportKey("nobody", 1), factories.picture(60))


def test_a_question_holds_its_first_photo(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT)
    draft = drafts.open_draft(ws, key)
    first, second = add(ws, factories.picture(1)), add(ws, factories.picture(2))
    for evidence in (first, second):
        photos.attach_to_question(ws, draft, evidence)
    assert drafts.open_draft(ws, key).session.node(BOARD_PHOTO).stored == first.sha256
    loose = add(ws, factories.picture(3), None)
    photos.attach_to_question(ws, draft, loose)
    refs = [row.question_ref for row in queries.report_view(ws, key).evidence]
    assert sorted(refs, key=str) == [BOARD_PHOTO, BOARD_PHOTO, None]


def test_a_photo_in_the_trash_answers_nothing(ws: Workspace) -> None:
    key = factories.filled(ws)
    draft = drafts.open_draft(ws, key)
    assert signing.review(ws, draft).problems == ()
    held = next(e for e in queries.report_view(ws, key).evidence if e.question_ref == BOARD_PHOTO)
    photo_edits.trash(ws, held.id)
    (problem,) = signing.review(ws, draft).problems
    assert problem.ref == BOARD_PHOTO
    with pytest.raises(InputError, match=r"report\.problems"):
        signing.sign(ws, key, factories.PASSPHRASE)
    photo_edits.restore(ws, held.id)
    assert signing.review(ws, draft).problems == ()
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    assert held.sha256 in {file.sha256 for file in manifest.files}


def test_the_next_photo_steps_in_for_one_in_the_trash(ws: Workspace, clock: SimClock) -> None:
    key = factories.filled(ws)
    clock.pass_time(60)
    spare = add(ws, factories.picture(90))
    held = next(e for e in queries.report_view(ws, key).evidence if e.question_ref == BOARD_PHOTO)
    photo_edits.trash(ws, held.id)
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    assert spare.sha256 in manifest.answers_xml
    files = {file.sha256 for file in manifest.files}
    assert held.sha256 not in files and held.sha256 not in manifest.answers_xml


def test_a_caption_is_kept_and_the_picture_comes_back(ws: Workspace) -> None:
    evidence = add(ws, factories.picture())
    photo_edits.set_caption(ws, evidence.id, "  Cartel sin monto ")
    (kept,) = queries.report_view(ws, evidence.report).evidence
    assert kept.caption == "Cartel sin monto"
    assert photo_edits.picture(ws, evidence.id).startswith(b"\xff\xd8")
    with pytest.raises(InputError, match=r"evidence\.unknown"):
        photo_edits.picture(ws, "nobody")
