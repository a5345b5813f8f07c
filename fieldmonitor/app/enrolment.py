"""Joining the programme from this laptop."""

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.sync.carrier import Carrier
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.enrolment import enrol as enrol_with


def enrol(ws: Workspace, carrier: Carrier, server: str, code: str, device_name: str) -> Enrolment:
    """Enrol this laptop with a one-time code; safe to repeat after a lost answer."""
    return enrol_with(ws.store, carrier, server, code, device_name)
