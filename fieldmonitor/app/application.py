"""Answering a call for volunteers."""

from uuid import uuid4

from fieldmonitor.app.queue import queue_message
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.manifests import Application
from fieldmonitor.system.translations import _


def apply_to_call(ws: Workspace, call_id: str, ubigeo: str, sworn: dict[str, bool]) -> str:
    """Answer a call: the sworn requirements, signed and queued. Returns the application's id."""
    refused = sorted(code for code, confirmed in sworn.items() if not confirmed)
    if refused:
        raise InputError("application.requirement_not_met", requirements=", ".join(refused))
    application = Application(str(uuid4()), 1, VERSION, call_id, ws.device.id, ubigeo, sworn, ws.moment())
    with ws.store.write() as uow:
        queue_message(ws, uow, application, title=_("convocatoria de monitores"))
    return application.id
