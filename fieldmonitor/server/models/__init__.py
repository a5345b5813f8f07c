"""The server's tables; Alembic's migrations are the only thing that creates them."""

from fieldmonitor.server.models.base import Base, UtcDateTime
from fieldmonitor.server.models.control import (
    AdverseSituation,
    Alert,
    Audit,
    ControlAction,
    Review,
    StaffSession,
    User,
)
from fieldmonitor.server.models.exchange import (
    Change,
    Counter,
    Evidence,
    LogNode,
    Message,
    MessageFile,
    ReceiptRow,
    RecordRow,
    ServerFact,
)
from fieldmonitor.server.models.field import (
    AssignmentRow,
    AssignmentVolunteer,
    ChecklistVersion,
    FindingRow,
    ReportRow,
    WorkRow,
)
from fieldmonitor.server.models.people import (
    Application,
    Attempt,
    Call,
    CourseAttempt,
    CourseKey,
    Device,
    EnrolmentCode,
    Identity,
    Nonce,
    Token,
    Volunteer,
)

__all__ = [
    "AdverseSituation", "Alert", "Application", "AssignmentRow", "AssignmentVolunteer", "Attempt", "Audit",
    "Base", "Call", "Change", "ChecklistVersion", "ControlAction", "Counter", "CourseAttempt", "CourseKey",
    "Device", "EnrolmentCode", "Evidence", "FindingRow", "Identity", "LogNode", "Message", "MessageFile",
    "Nonce", "ReceiptRow", "RecordRow", "ReportRow", "Review", "ServerFact", "StaffSession", "Token", "User",
    "UtcDateTime", "Volunteer", "WorkRow",
]  # fmt: skip
