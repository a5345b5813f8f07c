"""The comptroller's word on who carries other people's reports."""

from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import CARD_TYPE, CarrierCard, CustodyRole
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device, Volunteer
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services.enrolment import DeviceKind
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import to_text


def card(context: Context, caller: Caller) -> Envelope:
    """Sign the card of a coordinator's laptop; any other has none, and a revoked one gets none."""
    with context.db.read() as session:
        device = session.get_one(Device, caller.device)
        region = session.get_one(Volunteer, device.volunteer).region
    if caller.revoked:
        raise Refusal("device.revoked")
    if device.kind != DeviceKind.COORDINATOR:
        raise Refusal("access.denied")
    said = CarrierCard(
        VERSION, to_text(device.public_key), CustodyRole.COORDINATOR, region, device.name, context.now()
    )
    return seal(said, CARD_TYPE, context.key)
