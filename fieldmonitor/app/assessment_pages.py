"""The pages of an assessment: where each portal is looked at, and what was kept of what was seen there.

What was kept is evidence of the row's page question. Its caption names the portal and the address, so that
both are signed with the report; nothing else is stored.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from fieldmonitor.app import attachments, names, photos
from fieldmonitor.app.assessment import Matrix, Row, to_look_at
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence, Report
from fieldmonitor.domain.records import Work
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.media.kinds import LOOKED_AT, PICTURES, media_type_of

BETWEEN = " · "
LONGEST_ADDRESS = 600


@dataclass(frozen=True, slots=True)
class PortalPage:
    """A portal to open: its address for this work, and the rows that still want a look there."""

    portal: str
    address: str
    rows: tuple[Row, ...]


def addresses(ws: Workspace, report: Report, work: Work) -> dict[str, str]:
    """Return each portal's address for a work, as the checklist has them; odd ones are left out."""
    with ws.store.read() as uow:
        record = uow.records.checklist(report.checklist_id, report.checklist_version)
    known = record.portals if record is not None else {}
    filled = {portal: _filled(address, work) for portal, address in known.items()}
    return {portal: address for portal, address in filled.items() if is_address(address)}


def pages(seen: Matrix, known: dict[str, str]) -> tuple[PortalPage, ...]:
    """Return the portals that still have something to be looked up, in the matrix's order."""
    return tuple(PortalPage(portal, known.get(portal, ""), rows) for portal, rows in to_look_at(seen).items())


def is_address(words: str) -> bool:
    """Tell whether words are the address of a web page and nothing else."""
    try:
        parts = urlsplit(words)
    except ValueError:
        return False
    plain = words.isascii() and words.isprintable() and not any(c in words for c in " <>\"'\\")
    return (
        plain and len(words) <= LONGEST_ADDRESS and parts.scheme in ("http", "https") and bool(parts.hostname)
    )


def caption(portal: str, address: str) -> str:
    """Return what is written under a kept page."""
    return f"{names.portal(portal)}{BETWEEN}{address}" if address else names.portal(portal)


def source_of(kept: Evidence) -> tuple[str, str]:
    """Return the portal's name and the address that a kept page's caption tells, as far as it does."""
    portal, _between, address = kept.caption.partition(BETWEEN)
    return portal, address if is_address(address) else ""


def kept_pages(ws: Workspace, key: ReportKey) -> tuple[Evidence, ...]:
    """Return everything kept for an assessment, in the order it was added."""
    with ws.store.read() as uow:
        return tuple(uow.evidence.list(key))


def keep_page(
    ws: Workspace, key: ReportKey, path: Path, *, page_ref: str, portal: str, address: str
) -> Evidence:
    """Keep a screenshot, a saved page or a PDF that shows what a portal says.

    Raises InputError `page.address` for an address that is none, and those of photos and files.
    """
    said = caption(portal, _checked(address))
    with path.open("rb") as source:
        kind = media_type_of(source.read(LOOKED_AT))
        source.seek(0)
        if kind not in PICTURES or kind == "image/heic":
            return attachments.add_file(ws, key, source, name=path.name, question_ref=page_ref, caption=said)
        data = source.read()
    return keep_shot(ws, key, data, name=path.name, page_ref=page_ref, portal=portal, address=address)


def keep_shot(
    ws: Workspace, key: ReportKey, data: bytes, *, name: str, page_ref: str, portal: str, address: str
) -> Evidence:
    """Keep a picture of a page, as it is pasted; errors as `keep_page`."""
    said = caption(portal, _checked(address))
    return photos.add_photo(ws, key, data, name=name, question_ref=page_ref, caption=said)


def _checked(address: str) -> str:
    if address and not is_address(address):
        raise InputError("page.address", address=address)
    return address


def _filled(address: str, work: Work) -> str:
    """Put a work's codes into an address; where one is missing, the portal's own page is the address."""
    for name, value in (("{cui}", work.cui), ("{code}", work.infobras_code)):
        if name in address:
            if not value:
                parts = urlsplit(address)
                return f"{parts.scheme}://{parts.netloc}/"
            address = address.replace(name, quote(value, safe=""))
    return address
