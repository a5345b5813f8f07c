"""Pages of an assessment: addresses come from the checklist, kept pages carry theirs in what is signed."""

from dataclasses import replace
from pathlib import Path

import pytest

from fieldmonitor.app import assessment_pages as pages
from fieldmonitor.app.drafts import open_draft, start
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey
from tests import factories

PAGE = "/data/contracting/contract_amount_item/contract_amount_page"


@pytest.fixture
def key(ws: Workspace) -> ReportKey:
    """An assessment that was begun."""
    return start(ws, factories.assignment_of(Activity.INFORMATION_ACCESS))


def test_addresses_are_filled_with_the_works_own_codes(ws: Workspace, key: ReportKey) -> None:
    draft = open_draft(ws, key)
    known = pages.addresses(ws, draft.report, draft.work)
    assert set(known) == {"infobras", "seace", "pte", "invierte"}
    assert f"codigo={draft.work.cui}" in known["invierte"]
    bare = pages.addresses(ws, draft.report, replace(draft.work, cui=None))
    assert bare["invierte"].endswith(".gob.pe/") and "{" not in bare["invierte"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://a b",
        "infobras.gob.pe",
        "https://x\n.pe",
    ],
)
def test_what_is_no_web_address_is_never_one(words: str) -> None:
    assert not pages.is_address(words)


def test_a_saved_page_is_kept_with_its_portal_and_address(
    ws: Workspace, key: ReportKey, tmp_path: Path
) -> None:
    saved = tmp_path / "contrato.html"
    saved.write_text("<!DOCTYPE html><html><body>Contrato 77</body></html>")
    address = "https://seace.example/contrato/77"
    kept = pages.keep_page(ws, key, saved, page_ref=PAGE, portal="seace", address=address)
    assert kept.media_type == "text/html" and kept.question_ref == PAGE
    assert pages.source_of(kept) == ("SEACE", address)
    assert pages.kept_pages(ws, key) == (kept,)


def test_an_odd_address_is_refused_and_nothing_is_kept(ws: Workspace, key: ReportKey, tmp_path: Path) -> None:
    saved = tmp_path / "contrato.html"
    saved.write_text("<!DOCTYPE html><html></html>")
    with pytest.raises(InputError, match=r"page\.address"):
        pages.keep_page(ws, key, saved, page_ref=PAGE, portal="seace", address="javascript:1")
    assert pages.kept_pages(ws, key) == ()
