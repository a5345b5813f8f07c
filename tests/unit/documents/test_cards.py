"""The credential and the recovery sheet, each on one page."""

from datetime import date

from fieldmonitor.documents.credential_pdf import build_credential
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.model import CredentialCard, RecoverySheet
from fieldmonitor.documents.recovery_pdf import build_recovery
from fieldmonitor.system.translations import current_language
from tests.unit.documents import pages, samples

CARD = CredentialCard(
    "MCC-2041",
    "Obras asignadas en Áncash",
    "MCC-2041-2026-1",
    "2026-07-01",
    "2027-06-30",
    "{}" * 350,
    "be40" * 16,
)
CODE = "C5H6-6S35-CSKP-GTBA-DDP6-TVKF-E1RQ-4WVM-BT10"


def test_a_credential_shows_who_where_and_until_when() -> None:
    made = build_credential(CARD)
    (words,) = pages.texts(made)
    for expected in ("MCC-2041", "Obras asignadas en Áncash", "01/07/2026", "30/06/2027", CARD.key_id):
        assert expected in words
    assert pages.embedded(made) and pages.language(made) == "es"
    assert "{}{}" not in words, "the envelope stands in the QR code alone"


def test_a_credential_with_long_words_stays_within_its_page() -> None:
    long = CredentialCard(samples.NASTY, "x" * 300, "n" * 90, "?", "2027-06-30", "{}", "be40" * 16, "y" * 200)
    assert not any(pages.ink_outside(page, 28) for page in pages.pictures(build_credential(long)))


def test_a_recovery_sheet_shows_its_code_and_names_nobody() -> None:
    made = build_recovery(RecoverySheet(CODE, date(2026, 11, 22)))
    (words,) = pages.texts(made)
    assert all(f"{n} {group}" in words for n, group in enumerate(CODE.split("-"), 1))
    assert "22/11/2026" in words
    assert not any(name in words for name in ("MCC", "Monitor", "Contraloría"))
    assert set(pages.properties(made)) <= {"Title", "Creator", "Producer", "CreationDate", "ModDate"}


def test_a_documents_language_is_its_own() -> None:
    before = current_language()
    assert in_language("en", current_language) == "en"
    assert current_language() == before
