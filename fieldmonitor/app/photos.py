"""Photos and files into a report: read safely, kept untouched, beside a small copy."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

from fieldmonitor.app.drafts import Draft, save
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.records import Work
from fieldmonitor.domain.reports import ReportKey, require_draft
from fieldmonitor.media.flags import NEAR_BITS, flags_for
from fieldmonitor.media.geo import distance_m
from fieldmonitor.media.results import PreparedPicture
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.store.blob_rows import SMALL, THUMBNAIL
from fieldmonitor.store.blobs import Sealed


def add_photo(
    ws: Workspace,
    key: ReportKey,
    data: bytes,
    *,
    name: str = "",
    question_ref: str | None = None,
    caption: str = "",
) -> Evidence:
    """Keep a photo: original, small copy, thumbnail and facts in one commit.

    Raises InputError with the reason where the file is no picture that can be read; nothing is kept then.
    """
    picture, facts, sealed = _read_while_sealing(ws, key, data)
    with ThreadPoolExecutor(2) as beside:  # two waits for the disk at once
        small_copy, small_thumbnail = beside.map(ws.blobs.seal, (picture.small, picture.thumbnail))
    with ws.store.write() as uow:
        original = ws.blobs.register(uow, sealed)
        small = ws.blobs.register(uow, small_copy, SMALL)
        thumbnail = ws.blobs.register(uow, small_thumbnail, THUMBNAIL)
        evidence = Evidence(
            id=str(uuid4()),
            report=key,
            sha256=original.sha256,
            size=original.size,
            media_type=picture.media_type,
            small_sha256=small.sha256,
            small_size=small.size,
            thumbnail_sha256=thumbnail.sha256,
            question_ref=question_ref,
            caption=caption,
            facts=encode(facts).decode(),
            added_at=ws.clock.now(),
            name=name,
            difference_hash=picture.difference_hash,
        )
        uow.evidence.add(evidence)
    return evidence


def _read_while_sealing(
    ws: Workspace, key: ReportKey, data: bytes
) -> tuple[PreparedPicture, PhotoFacts, Sealed]:
    """Let the child read a photo while its original is encrypted here; a refused one is not kept."""
    with ThreadPoolExecutor(1) as beside:
        sealing = beside.submit(ws.blobs.seal, data)
        try:
            picture = ws.pictures.prepare(data)
            sealed = sealing.result()
            return picture, _judged(ws, key, picture, sealed.blob.sha256), sealed
        except BaseException:
            if sealing.exception() is None:
                ws.blobs.discard(sealing.result())
            raise


def _judged(ws: Workspace, key: ReportKey, picture: PreparedPicture, sha256: str) -> PhotoFacts:
    """Return what a photo says of itself, how far from the site it was taken, and what is odd about it."""
    now = ws.clock.now()
    with ws.store.read() as uow:
        report = uow.reports.get(key)
        if report is None:
            raise InputError("report.unknown", report=str(key))
        require_draft(report.state)
        located = _with_distance(picture.facts, uow.records.work(report.work_id))
        same_file = bool(uow.evidence.by_sha256(sha256))
        reused = bool(uow.pictures.near(picture.difference_hash, bits=NEAR_BITS, limit=1))
    visit = (report.started_at, now)
    flags = flags_for(located, now=now, visit=visit, same_file=same_file, reused=reused)
    return replace(located, flags=flags)


def attach_to_question(ws: Workspace, draft: Draft, evidence: Evidence) -> None:
    """Answer a photo question with a photo, if it has none yet: the question holds the first one's hash."""
    ref = evidence.question_ref
    if ref is None:
        return
    node = draft.session.node(ref)
    if not node.stored:
        draft.answer(ref, evidence.sha256)
        save(ws, draft.snapshot())


def settle(draft: Draft, evidence: Iterable[Evidence]) -> None:
    """Make each photo question hold the first photo that is there for it now, or none.

    A photo may have gone to the trash, or been covered on a copy, since its question was answered.
    """
    there: dict[str, list[str]] = {}
    for row in evidence:
        if row.question_ref is not None:
            there.setdefault(row.question_ref, []).append(row.sha256)
    asked = [
        node for node in draft.session.root.walk() if node.kind == "question" and node.control == "upload"
    ]
    for node in asked:
        held = there.get(node.ref, [""])
        if node.stored not in held:
            draft.session.answer(node.ref, held[0])  # not `draft.answer`: the person is elsewhere


def facts_of(evidence: Evidence) -> PhotoFacts:
    """Return what a photo says of itself."""
    return decode(evidence.facts, PhotoFacts)


def _with_distance(facts: PhotoFacts, work: Work | None) -> PhotoFacts:
    if work is None or None in (facts.latitude, facts.longitude, work.latitude, work.longitude):
        return facts
    assert facts.latitude is not None and facts.longitude is not None
    assert work.latitude is not None and work.longitude is not None
    distance = distance_m(facts.latitude, facts.longitude, work.latitude, work.longitude)
    return replace(facts, distance_m=round(distance, 1))


def thumbnail(ws: Workspace, evidence: Evidence) -> bytes:
    """Return one photo's thumbnail: galleries ask for those that are seen."""
    return ws.blobs.read(ws.store, evidence.thumbnail_sha256) if evidence.thumbnail_sha256 else b""


def pictured(ws: Workspace, key: ReportKey) -> list[Evidence]:
    """Return the photos of a report without opening any: what a gallery lists."""
    with ws.store.read() as uow:
        return [row for row in uow.evidence.list(key) if row.thumbnail_sha256]


def thumbnails(ws: Workspace, key: ReportKey) -> list[tuple[Evidence, bytes]]:
    """Return each photo of a report with its thumbnail's bytes."""
    with ws.store.read() as uow:
        rows = uow.evidence.list(key)
        return [(row, ws.blobs.read(uow, row.thumbnail_sha256)) for row in rows if row.thumbnail_sha256]
