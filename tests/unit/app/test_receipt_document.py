"""A receipt on paper says what was signed: number, hash, time, and whether originals are missing."""

import pytest

from fieldmonitor.app import queries, signing
from fieldmonitor.app.document_receipts import make_receipt, read_receipt
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import StoredReceipt
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import RECEIPT_TYPE
from fieldmonitor.protocol.messages import Receipt, ReceiptKind
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey
from tests import factories
from tests.unit.documents import pages

SERVER = SigningKey(bytes(range(32)))


@pytest.fixture
def sent(ws: Workspace) -> ReportKey:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    return key


def _receive(ws: Workspace, key: ReportKey, kind: ReceiptKind, number: str) -> str:
    now = ws.clock.now()
    with ws.store.write() as uow:
        message = uow.messages.get(key.id, key.version)
        assert message is not None
        said = Receipt(kind, number, key.id, key.version, message.manifest_sha256, ("ab" * 32,), now)
        envelope = encode(seal(said, RECEIPT_TYPE, SERVER))
        uow.receipts.add(StoredReceipt(key.id, key.version, kind, number, now, envelope))
        return message.manifest_sha256


def test_there_is_none_before_it_came(ws: Workspace, sent: ReportKey) -> None:
    with pytest.raises(InputError, match=r"receipt\.none"):
        read_receipt(ws, sent)


def test_content_first_and_the_complete_one_once_it_came(ws: Workspace, sent: ReportKey) -> None:
    manifest = _receive(ws, sent, ReceiptKind.CONTENT, "2026-000007")
    sheet = read_receipt(ws, sent)
    assert not sheet.complete and sheet.manifest_sha256 == manifest and sheet.key_id
    assert "Faltan fotos originales." in pages.whole(make_receipt(sheet))
    _receive(ws, sent, ReceiptKind.COMPLETE, "2026-000008")
    words = pages.whole(make_receipt(read_receipt(ws, sent)))
    assert "2026-000008" in words and "Constancia completa" in words
    shown = queries.last_word(queries.report_view(ws, sent).receipts)
    assert shown is not None and shown.number == "2026-000008", "the one that says the most"
    assert (sheet.files, sheet.copies) == (0, 1), "photos are counted as the report counts them"
    assert pages.squeezed(manifest) in pages.squeezed(words)


def test_it_names_nobody_and_speaks_the_language_asked_for(ws: Workspace, sent: ReportKey) -> None:
    _receive(ws, sent, ReceiptKind.COMPLETE, "2026-000009")
    pdf = make_receipt(read_receipt(ws, sent, "en"), "en")
    assert "Complete receipt" in pages.whole(pdf) and "Visit report" in pages.whole(pdf)
    assert factories.VOLUNTEER not in pages.whole(pdf)
    assert pages.language(pdf) == "en" and pages.embedded(pdf)
    assert not any(pages.ink_outside(page, 20) for page in pages.pictures(pdf))
