"""Who may do what: one table, and whatever is not in it is denied."""

from dataclasses import dataclass
from enum import StrEnum

from fieldmonitor.server.problems import Refusal


class Role(StrEnum):
    """A user's part in the programme."""

    STAFF = "staff"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Act(StrEnum):
    """What a user can ask of the server."""

    READ_OWN_SESSION = "read_own_session"
    MANAGE_USERS = "manage_users"
    READ_CALLS = "read_calls"
    MANAGE_CALLS = "manage_calls"
    ISSUE_CODES = "issue_codes"
    READ_VOLUNTEERS = "read_volunteers"
    READ_IDENTITIES = "read_identities"
    MANAGE_IDENTITIES = "manage_identities"
    ACCREDIT = "accredit"
    REVOKE_DEVICES = "revoke_devices"
    READ_WORKS = "read_works"
    IMPORT_WORKS = "import_works"
    PUBLISH = "publish"
    READ_ASSIGNMENTS = "read_assignments"
    ASSIGN = "assign"
    READ_REPORTS = "read_reports"
    OPEN_ORIGINALS = "open_originals"
    REVIEW = "review"
    WITHDRAW = "withdraw"
    READ_ALERTS = "read_alerts"
    ISSUE_ALERTS = "issue_alerts"
    CONTROL = "control"
    READ_FIGURES = "read_figures"
    READ_AUDIT = "read_audit"


_EVERYBODY = frozenset(Role)
_OFFICE = frozenset({Role.STAFF, Role.COORDINATOR, Role.ADMIN})

ALLOWED: dict[Act, frozenset[Role]] = {
    Act.READ_OWN_SESSION: _EVERYBODY,
    Act.MANAGE_USERS: frozenset({Role.ADMIN}),
    Act.READ_CALLS: _EVERYBODY,
    Act.MANAGE_CALLS: frozenset({Role.STAFF, Role.ADMIN}),
    Act.ISSUE_CODES: _OFFICE,
    Act.READ_VOLUNTEERS: _EVERYBODY,
    Act.READ_IDENTITIES: _OFFICE,
    Act.MANAGE_IDENTITIES: _OFFICE,
    Act.ACCREDIT: frozenset({Role.STAFF, Role.ADMIN}),
    Act.REVOKE_DEVICES: frozenset({Role.STAFF, Role.ADMIN}),
    Act.READ_WORKS: _EVERYBODY,
    Act.IMPORT_WORKS: _OFFICE,
    Act.PUBLISH: frozenset({Role.STAFF, Role.ADMIN}),
    Act.READ_ASSIGNMENTS: _EVERYBODY,
    Act.ASSIGN: _OFFICE,
    Act.READ_REPORTS: _EVERYBODY,
    Act.OPEN_ORIGINALS: frozenset({Role.STAFF, Role.ADMIN}),
    Act.REVIEW: frozenset({Role.STAFF, Role.COORDINATOR}),
    Act.WITHDRAW: frozenset({Role.ADMIN}),
    Act.READ_ALERTS: _EVERYBODY,
    Act.ISSUE_ALERTS: frozenset({Role.STAFF}),
    Act.CONTROL: frozenset({Role.STAFF}),
    Act.READ_FIGURES: _EVERYBODY,
    Act.READ_AUDIT: frozenset({Role.ADMIN, Role.AUDITOR}),
}
"""Act → the roles that may. Reports and identities read by others than their region's are refused below."""


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in user. A `region` of None reaches every region."""

    name: str
    role: Role
    region: str | None
    language: str = "es"

    def may(self, act: Act) -> bool:
        return self.role in ALLOWED.get(act, frozenset())

    def require(self, act: Act) -> None:
        """Refuse an act that the table does not grant."""
        if not self.may(act):
            raise Refusal("access.denied", act=act.value)

    def reaches(self, region: str) -> bool:
        return self.region is None or self.region == region

    def require_region(self, region: str) -> None:
        """Refuse what belongs to another region."""
        if not self.reaches(region):
            raise Refusal("access.denied", region=region)
