"""A folder of compiled checklists into records: `checklists.json`, `*.xml`, and the texts of codes."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lxml import etree

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Activity, ChecklistRecord, FindingTemplate
from fieldmonitor.protocol.codec import decode
from fieldmonitor.system.resources import resource

T = TypeVar("T")

FM = "urn:fieldmonitor:checklist:1"
XFORMS = "http://www.w3.org/2002/xforms"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `checklists.json`."""

    id: str
    file: str
    activity: Activity
    title: dict[str, str]


def read_checklists(folder: Path) -> tuple[ChecklistRecord, ...]:
    """Return every checklist of a folder, each with the texts of the codes it uses."""
    entries = decode(_read(folder / "checklists.json"), list[Entry])
    findings = decode(_read(folder / "findings.json"), dict[str, FindingTemplate])
    norms = decode(_read(folder / "norms.json"), dict[str, dict[str, str]])
    portals = decode(_read(folder / "portals.json"), dict[str, str])
    return tuple(_record(folder, entry, findings, norms, portals) for entry in entries)


def own_checklist(xform: str, activity: Activity, title: str) -> ChecklistRecord:
    """Return a coordinator's compiled checklist; finding and norm texts are those shipped that it uses."""
    findings = decode(_read(resource("checklists", "findings.json")), dict[str, FindingTemplate])
    norms = decode(_read(resource("checklists", "norms.json")), dict[str, dict[str, str]])
    portals = decode(_read(resource("checklists", "portals.json")), dict[str, str])
    form_id, version = identity(xform)
    return ChecklistRecord(
        id=form_id,
        version=version,
        title={"es": title},
        activity=activity,
        xform=xform,
        findings={code: findings[code] for code in sorted(_codes(xform, "finding") & findings.keys())},
        norms={code: norms[code] for code in sorted(_codes(xform, "norm") & norms.keys())},
        portals={code: portals[code] for code in sorted(_codes(xform, "portal") & portals.keys())},
    )


def _record(
    folder: Path,
    entry: Entry,
    findings: dict[str, FindingTemplate],
    norms: dict[str, dict[str, str]],
    portals: dict[str, str],
) -> ChecklistRecord:
    xform = _read(folder / f"{entry.file}.xml").decode()
    form_id, version = identity(xform)
    if form_id != entry.id:
        raise InputError("checklist.other_id", expected=entry.id, got=form_id)
    return ChecklistRecord(
        id=entry.id,
        version=version,
        title=entry.title,
        activity=entry.activity,
        xform=xform,
        findings=_known("finding", _codes(xform, "finding"), findings),
        norms=_known("norm", _codes(xform, "norm"), norms),
        portals={code: portals[code] for code in sorted(_codes(xform, "portal") & portals.keys())},
    )


def identity(xform: str) -> tuple[str, str]:
    """Return the id and version that a compiled checklist gives itself."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xform.encode(), parser)
    instance = root.find(f".//{{{XFORMS}}}instance")
    form = instance[0] if instance is not None and len(instance) else None
    if form is None or not form.get("id"):
        raise InputError("checklist.no_id")
    return str(form.get("id")), str(form.get("version") or "")


def _codes(xform: str, name: str) -> set[str]:
    """Return the codes of an `fm:` attribute: each word, or what follows its equals sign."""
    root = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    texts = (str(bind.get(f"{{{FM}}}{name}") or "") for bind in root.iter(f"{{{XFORMS}}}bind"))
    return {word.partition("=")[2] or word for text in texts for word in re.split(r"\s+", text) if word}


def _known(kind: str, codes: set[str], texts: dict[str, T]) -> dict[str, T]:
    missing = sorted(codes - texts.keys())
    if missing:
        raise InputError("checklist.texts_missing", kind=kind, codes=", ".join(missing))
    return {code: texts[code] for code in sorted(codes)}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
