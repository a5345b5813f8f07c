"""A throw-away profile to practise in: one synthetic work, its assignment, the shipped checklists."""

from datetime import timedelta

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.records import Activity, Assignment, ChecklistRecord, RecordKind
from fieldmonitor.packs.checklists import read_checklists
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.messages import Record
from fieldmonitor.system.resources import resource
from fieldmonitor.system.translations import _

PRACTICE_ASSIGNMENT = "practice"


def fill_practice(ws: Workspace, checklist: ChecklistRecord | None = None) -> str:
    """Put what a practice visit needs into an empty profile and return its assignment's id.

    A checklist of one's own takes the place of the shipped site visit.
    """
    (work,) = demo_works(1, ws.today())
    assignment = Assignment(
        id=PRACTICE_ASSIGNMENT,
        work_id=work.id,
        activity=Activity.SITE_VISIT,
        checklist_id=checklist.id if checklist else "visita_obra",
        due=ws.today() + timedelta(days=7),
        volunteers=(),
        briefing=_("Visita de práctica con datos de muestra: nada de lo que registre se envía."),
    )
    checklists = (*read_checklists(resource("checklists")), *([checklist] if checklist else []))
    records = [
        _record(RecordKind.WORK, work.id, work),
        _record(RecordKind.ASSIGNMENT, assignment.id, assignment),
        *(
            _record(RecordKind.CHECKLIST, kept.id, kept, version)
            for version, kept in enumerate(checklists, 1)
        ),
    ]
    with ws.store.write() as uow:
        for record in records:
            uow.records.apply(record)
    return assignment.id


def _record(kind: RecordKind, record_id: str, body: object, version: int = 1) -> Record:
    plain = to_plain(body)
    assert isinstance(plain, dict)
    return Record(kind, record_id, version, plain)
