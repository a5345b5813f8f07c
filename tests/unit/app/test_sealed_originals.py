"""The original of a covered photo never leaves unless the volunteer says so, and then sealed."""

import io
from pathlib import Path

import pytest

from fieldmonitor.app import drafts, redaction, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.media.results import Mark, MarkKind
from fieldmonitor.protocol.manifests import FileRole, ReportManifest
from fieldmonitor.store.retention import tidy
from fieldmonitor.trust.bundles import open_bundle
from fieldmonitor.trust.keys import SigningKey
from tests import factories

FACE = (Mark(MarkKind.BLUR, 0.2, 0.2, 0.4, 0.4),)
COMPTROLLER = SigningKey(b"s" * 32)  # whom the factories enrol with


@pytest.fixture
def covered(ws: Workspace) -> tuple[ReportKey, Evidence]:
    """A finished draft with one covered photo."""
    key = factories.filled(ws)
    with ws.store.read() as uow:
        row = uow.evidence.list(key)[0]
    return key, redaction.mark(ws, row.id, FACE)


def sealed_files(manifest: ReportManifest) -> list[str]:
    return [file.sha256 for file in manifest.files if file.role is FileRole.SEALED]


def clear_of(ws: Workspace, sha256: str, key: SigningKey) -> bytes:
    clear = io.BytesIO()
    open_bundle(io.BytesIO(ws.blobs.read(ws.store, sha256)), clear, key)
    return clear.getvalue()


def test_by_default_nothing_that_leaves_holds_the_original(
    ws: Workspace, covered: tuple[ReportKey, Evidence]
) -> None:
    key, row = covered
    original = row.original_sha256
    assert original is not None and not row.share_original
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    assert sealed_files(manifest) == [] and original not in [file.sha256 for file in manifest.files]
    with ws.store.read() as uow:
        waiting = [item.sha256 for item in uow.outbox.items(key.id)]
    whole = ws.blobs.read(ws.store, original)
    pixels = whole[whole.index(b"\xff\xda") :]  # the picture itself, whatever its head says
    for sha256 in filter(None, waiting):
        assert sha256 != original and pixels not in ws.blobs.read(ws.store, sha256)


def test_a_shared_original_is_sent_last_and_only_the_comptroller_opens_it(
    ws: Workspace, covered: tuple[ReportKey, Evidence]
) -> None:
    key, row = covered
    assert row.original_sha256 is not None
    redaction.share_original(ws, row.id, True)
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    (sealed,) = [file for file in manifest.files if file.role is FileRole.SEALED]
    assert sealed.of == row.original_sha256 and sealed.facts is None
    assert sealed.media_type == "application/age"
    assert clear_of(ws, sealed.sha256, COMPTROLLER) == ws.blobs.read(ws.store, row.original_sha256)
    for stranger in (ws.device, SigningKey(b"c" * 32)):
        with pytest.raises(TrustError, match=r"bundle\.not_for_us"):
            clear_of(ws, sealed.sha256, stranger)
    with ws.store.read() as uow:
        (item,) = [item for item in uow.outbox.items(key.id) if item.sha256 == sealed.sha256]
        kept = uow.evidence.get(row.id)
        assert item.lane is Lane.ORIGINAL and item.size == sealed.size
    assert kept is not None and kept.sealed_sha256 == sealed.sha256
    assert row.original_sha256 not in [file.sha256 for file in manifest.files]


def test_the_choice_can_be_taken_back_and_goes_with_the_cover(
    ws: Workspace, covered: tuple[ReportKey, Evidence]
) -> None:
    key, row = covered
    redaction.share_original(ws, row.id, True)
    redaction.share_original(ws, row.id, False)
    assert sealed_files(signing.sign(ws, key, factories.PASSPHRASE)) == []
    with pytest.raises(InputError, match=r"report\.frozen"):
        redaction.share_original(ws, row.id, True)


def test_a_photo_that_is_not_covered_has_nothing_to_seal(
    ws: Workspace, covered: tuple[ReportKey, Evidence]
) -> None:
    _key, row = covered
    redaction.share_original(ws, row.id, True)
    bare = redaction.unmark(ws, row.id)
    assert not bare.share_original
    with pytest.raises(InputError, match=r"evidence\.not_covered"):
        redaction.share_original(ws, row.id, True)


def test_a_report_that_could_not_be_signed_leaves_no_sealed_file(
    ws: Workspace, covered: tuple[ReportKey, Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    key, row = covered
    redaction.share_original(ws, row.id, True)
    before = files(ws.folder)

    def stumble(*_given: object, **_named: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(signing, "queue_message", stumble)
    with pytest.raises(OSError, match="no space"):
        signing.sign(ws, key, factories.PASSPHRASE)
    assert files(ws.folder) == before
    with ws.store.read() as uow:
        kept = uow.evidence.get(row.id)
    assert kept is not None and kept.sealed_sha256 is None


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "blobs").glob("*/*")}


def test_a_correction_sends_the_same_sealed_file_and_tidying_keeps_it(
    ws: Workspace, covered: tuple[ReportKey, Evidence]
) -> None:
    key, row = covered
    redaction.share_original(ws, row.id, True)
    first = sealed_files(signing.sign(ws, key, factories.PASSPHRASE))
    with ws.store.write() as uow:
        uow.reports.advance(key, ReportState.COMPLETE)
        now = ws.clock.now()
        for item in uow.outbox.items(key.id):
            uow.outbox.settle(item.id, state=OutboxState.DONE, attempts=0, next_try=now, confirmed=item.size)
    tidy(ws.store, ws.blobs, ws.clock.now())
    assert clear_of(ws, first[0], COMPTROLLER)
    again = drafts.correct(ws, key, "Una letra")
    assert sealed_files(signing.sign(ws, again, factories.PASSPHRASE)) == first
