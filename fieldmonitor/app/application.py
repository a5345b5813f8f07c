"""Answering a call for volunteers."""

from uuid import uuid4

from fieldmonitor.app.queue import queue_message
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.manifests import Application
from fieldmonitor.sync.enrolment import enrolment
from fieldmonitor.system.translations import _


def apply_to_call(ws: Workspace, call_id: str, ubigeo: str, sworn: dict[str, bool]) -> str:
    """Answer a call: the sworn requirements, signed and queued. Returns the application's id."""
    with ws.store.read() as uow:
        enrolled = enrolment(uow.settings)
    required = enrolled.requirements if enrolled and enrolled.call_id == call_id else ()
    refused = {*(code for code, confirmed in sworn.items() if not confirmed), *(set(required) - set(sworn))}
    if refused:
        raise InputError("application.requirement_not_met", requirements=", ".join(sorted(refused)))
    application = Application(str(uuid4()), 1, VERSION, call_id, ws.device.id, ubigeo, sworn, ws.moment())
    with ws.store.write() as uow:
        queue_message(ws, uow, application, title=_("convocatoria de monitores"))
    return application.id
