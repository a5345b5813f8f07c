"""Rows as the store takes them, with what a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fieldmonitor.domain.local import Evidence, OutboundMessage, Report
from fieldmonitor.domain.records import Activity, RecordKind
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.messages import Record

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


def minutes(number: float) -> datetime:
    """Return noon plus some minutes."""
    return NOON + timedelta(minutes=number)


def report(number: int = 1, version: int = 1, **given: Any) -> Report:
    values: dict[str, Any] = {
        "key": ReportKey(f"report-{number}", version),
        "state": ReportState.DRAFT,
        "activity": Activity.SITE_VISIT,
        "assignment_id": f"assignment-{number}",
        "work_id": f"work-{number}",
        "checklist_id": "site_visit",
        "checklist_version": "1",
        "answers_xml": b"<data/>",
        "position": None,
        "findings": (),
        "practice": False,
        "started_at": minutes(number),
        "saved_at": minutes(number),
    }
    return Report(**values | given)


def evidence(key: ReportKey, row_id: str = "e1", **given: Any) -> Evidence:
    values: dict[str, Any] = {
        "id": row_id,
        "report": key,
        "sha256": f"{row_id:0>64}",
        "size": 10,
        "media_type": "image/jpeg",
        "small_sha256": None,
        "small_size": None,
        "thumbnail_sha256": None,
        "question_ref": "/data/board",
        "caption": "",
        "facts": "{}",
        "added_at": NOON,
    }
    return Evidence(**values | given)


def message(name: str = "m1", version: int = 1, **given: Any) -> OutboundMessage:
    values: dict[str, Any] = {
        "id": name,
        "version": version,
        "payload_type": "application/json",
        "envelope": b"{}",
        "manifest_sha256": f"hash-{name}-{version}",
        "title": "Informe",
        "created_at": NOON,
    }
    return OutboundMessage(**values | given)


def work(number: int = 1, version: int = 1, **given: Any) -> Record:
    body: dict[str, object] = {
        "id": f"work-{number}",
        "name": f"Mejoramiento del camino {number}",
        "entity": "Municipalidad de Ñuñoa",
        "ubigeo": "210806",
        "department": "Puno",
        "province": "Melgar",
        "district": "Ñuñoa",
        "cui": f"{2_400_000 + number}",
    }
    return Record(RecordKind.WORK, f"work-{number}", version, body | given)


def assignment(number: int = 1, version: int = 1, **given: Any) -> Record:
    body: dict[str, object] = {
        "id": f"assignment-{number}",
        "work_id": f"work-{number}",
        "activity": "site_visit",
        "checklist_id": "site_visit",
        "due": f"2026-12-{number % 28 + 1:02}",
        "volunteers": ["volunteer-1"],
    }
    return Record(RecordKind.ASSIGNMENT, f"assignment-{number}", version, body | given)


def checklist(version: str, record_version: int) -> Record:
    body: dict[str, object] = {
        "id": "site_visit",
        "version": version,
        "title": {"es": "Visita"},
        "activity": "site_visit",
        "xform": f"<form version='{version}'/>",
        "findings": {},
    }
    return Record(RecordKind.CHECKLIST, "site_visit", record_version, body)


def feedback(report_id: str, version: int = 1, record_id: str = "") -> Record:
    body: dict[str, object] = {
        "report_id": report_id,
        "report_version": 1,
        "state": "alert",
        "title": "Alerta",
        "summary": "",
        "steps": [],
    }
    return Record(RecordKind.FEEDBACK, record_id or report_id, version, body)
