"""A covered photo's original on its way: sealed here, sent by the engine, opened by the server's key."""

import io

from fieldmonitor.app import redaction, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.media.results import Mark, MarkKind
from fieldmonitor.protocol.manifests import FileRole
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.trust.bundles import open_bundle
from tests import factories
from tests.fakes.real_laptop import RealLaptop


def test_the_comptroller_gets_a_shared_original_sealed_and_opens_it(
    server: ServerHandle, laptop: RealLaptop
) -> None:
    assert server.context is not None
    with PictureGuard() as pictures:
        ws = Workspace(
            folder=laptop.store.path.parent,
            store=laptop.store,
            blobs=laptop.blobs,
            clock=laptop.clock,
            device=laptop.enrolment.device_key,
            pictures=pictures,
            confirm=lambda _words: None,
            put_by_key=bytes(32),
        )
        factories.accredited(ws)
        factories.assigned(ws, factories.works(1)[0])
        key = factories.filled(ws)
        with ws.store.read() as uow:
            row = uow.evidence.list(key)[0]
        covered = redaction.mark(ws, row.id, (Mark(MarkKind.BLUR, 0.2, 0.2, 0.4, 0.4),))
        redaction.share_original(ws, row.id, True)
        manifest = signing.sign(ws, key, "whatever")
        assert covered.original_sha256 is not None
        original = ws.blobs.read(ws.store, covered.original_sha256)
    laptop.sync("drained")
    with laptop.store.read() as unit:
        sent = unit.reports.get(key)
    assert sent is not None and sent.state is ReportState.COMPLETE
    (sealed,) = [file for file in manifest.files if file.role is FileRole.SEALED]
    with server.context.blobs.open(sealed.sha256) as source:
        arrived = source.read()
    clear = io.BytesIO()
    open_bundle(io.BytesIO(arrived), clear, server.context.key)
    assert clear.getvalue() == original and original not in arrived
