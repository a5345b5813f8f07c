"""The first schema."""

import sqlalchemy as sa
from alembic import op

from fieldmonitor.server.models.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _attempt()
    _audit()
    _call()
    _checklist_version()
    _counter()
    _course_key()
    _evidence()
    _log_node()
    _record()
    _server_fact()
    _user_account()
    _work()
    _assignment()
    _staff_session()
    _volunteer()
    _application()
    _assignment_volunteer()
    _change()
    _course_attempt()
    _device()
    _enrolment_code()
    _identity()
    _message()
    _nonce()
    _token()
    _finding()
    _message_file()
    _receipt()
    _report()
    _alert()
    _review()
    _control_action()
    _adverse_situation()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_what_source_at"), "attempt", ["what", "source", "at"], unique=False)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)


def _call() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("districts", sa.Text(), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )


def _checklist_version() -> None:
    op.create_table(
        "checklist_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_checklist_version")),
    )
    op.create_index(op.f("ix_checklist_version_sha256"), "checklist_version", ["sha256"], unique=False)


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )


def _course_key() -> None:
    op.create_table(
        "course_key",
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("course_version", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("course_id", "course_version", "question", name=op.f("pk_course_key")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_evidence")),
    )


def _log_node() -> None:
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_log_node")),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_record")),
    )


def _server_fact() -> None:
    op.create_table(
        "server_fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_server_fact")),
    )


def _user_account() -> None:
    op.create_table(
        "user_account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_user_account")),
    )


def _work() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("cui", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    op.create_index(op.f("ix_work_cui"), "work", ["cui"], unique=False)
    op.create_index(op.f("ix_work_region"), "work", ["region"], unique=False)


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("work_id", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("checklist_id", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("briefing", sa.Text(), nullable=False),
        sa.Column("visit_number", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_assignment_work_id")),
    )
    op.create_index(op.f("ix_assignment_work_id"), "assignment", ["work_id"], unique=False)


def _staff_session() -> None:
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_staff_session")),
        sa.ForeignKeyConstraint(["user"], ["user_account.name"], name=op.f("fk_staff_session_user")),
    )
    op.create_index(op.f("ix_staff_session_expires_at"), "staff_session", ["expires_at"], unique=False)


def _volunteer() -> None:
    op.create_table(
        "volunteer",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("course_passed_on", sa.Date(), nullable=True),
        sa.Column("credential", sa.Text(), nullable=True),
        sa.Column("credential_number", sa.Text(), nullable=True),
        sa.Column("accredited_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_volunteer")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_volunteer_call_id")),
        sa.UniqueConstraint("credential_number", name=op.f("uq_volunteer_credential_number")),
    )
    op.create_index(op.f("ix_volunteer_state"), "volunteer", ["state"], unique=False)


def _application() -> None:
    op.create_table(
        "application",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message_version", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("sworn", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "message_version", name=op.f("pk_application")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.code"], name=op.f("fk_application_volunteer")),
    )
    op.create_index(op.f("ix_application_volunteer"), "application", ["volunteer"], unique=False)


def _assignment_volunteer() -> None:
    op.create_table(
        "assignment_volunteer",
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", "volunteer", name=op.f("pk_assignment_volunteer")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_volunteer_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer"], ["volunteer.code"], name=op.f("fk_assignment_volunteer_volunteer")
        ),
    )
    op.create_index(
        op.f("ix_assignment_volunteer_volunteer"), "assignment_volunteer", ["volunteer"], unique=False
    )


def _change() -> None:
    op.create_table(
        "change",
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("volunteer", "kind", "record_id", name=op.f("pk_change")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.code"], name=op.f("fk_change_volunteer")),
        sa.UniqueConstraint("seq", name=op.f("uq_change_seq")),
    )
    op.create_index(op.f("ix_change_kind_record_id"), "change", ["kind", "record_id"], unique=False)
    op.create_index(op.f("ix_change_volunteer_seq"), "change", ["volunteer", "seq"], unique=False)


def _course_attempt() -> None:
    op.create_table(
        "course_attempt",
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("course_version", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("graded", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("volunteer", "course_id", "ordinal", name=op.f("pk_course_attempt")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.code"], name=op.f("fk_course_attempt_volunteer")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_course_attempt_attempt_id")),
    )


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("enrolled_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.code"], name=op.f("fk_device_volunteer")),
    )
    op.create_index(op.f("ix_device_volunteer"), "device", ["volunteer"], unique=False)


def _enrolment_code() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("volunteer", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_by", sa.Text(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_enrolment_code")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_enrolment_code_call_id")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.code"], name=op.f("fk_enrolment_code_volunteer")),
    )


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("document_digest", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("volunteer", name=op.f("pk_identity")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.code"], name=op.f("fk_identity_volunteer")),
        sa.UniqueConstraint("document_digest", name=op.f("uq_identity_document_digest")),
    )


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload_type", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("quarantine", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_message")),
        sa.ForeignKeyConstraint(["carrier"], ["device.id"], name=op.f("fk_message_carrier")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_message_device")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.code"], name=op.f("fk_message_volunteer")),
        sa.UniqueConstraint("manifest_sha256", name=op.f("uq_message_manifest_sha256")),
        sa.UniqueConstraint("number", name=op.f("uq_message_number")),
    )
    op.create_index(
        op.f("ix_message_volunteer_received_at"), "message", ["volunteer", "received_at"], unique=False
    )


def _nonce() -> None:
    op.create_table(
        "nonce",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_nonce")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_nonce_device")),
    )
    op.create_index(op.f("ix_nonce_expires_at"), "nonce", ["expires_at"], unique=False)


def _token() -> None:
    op.create_table(
        "token",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_token")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_token_device")),
    )
    op.create_index(op.f("ix_token_expires_at"), "token", ["expires_at"], unique=False)


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("question_ref", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "message_version", "id", name=op.f("pk_finding")),
        sa.ForeignKeyConstraint(
            ["message_id", "message_version"],
            ["message.id", "message.version"],
            name=op.f("fk_finding_message_id"),
        ),
    )


def _message_file() -> None:
    op.create_table(
        "message_file",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message_version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "message_version", "position", name=op.f("pk_message_file")),
        sa.ForeignKeyConstraint(
            ["message_id", "message_version"],
            ["message.id", "message.version"],
            name=op.f("fk_message_file_message_id"),
        ),
    )
    op.create_index(op.f("ix_message_file_sha256"), "message_file", ["sha256"], unique=False)


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("leaf", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "message_version", "kind", name=op.f("pk_receipt")),
        sa.ForeignKeyConstraint(
            ["message_id", "message_version"],
            ["message.id", "message.version"],
            name=op.f("fk_receipt_message_id"),
        ),
        sa.UniqueConstraint("leaf", name=op.f("uq_receipt_leaf")),
    )


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("work_id", sa.Text(), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("visited_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_report")),
        sa.ForeignKeyConstraint(
            ["id", "version"], ["message.id", "message.version"], name=op.f("fk_report_id")
        ),
    )
    op.create_index(op.f("ix_report_about"), "report", ["about"], unique=False)
    op.create_index(op.f("ix_report_region"), "report", ["region"], unique=False)
    op.create_index(
        op.f("ix_report_state_severity_received_at"),
        "report",
        ["state", "severity", "received_at"],
        unique=False,
    )
    op.create_index(op.f("ix_report_volunteer"), "report", ["volunteer"], unique=False)
    op.create_index(op.f("ix_report_work_id"), "report", ["work_id"], unique=False)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("finding_ids", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_alert")),
        sa.ForeignKeyConstraint(["issued_by"], ["user_account.name"], name=op.f("fk_alert_issued_by")),
        sa.ForeignKeyConstraint(
            ["report_id", "report_version"], ["report.id", "report.version"], name=op.f("fk_alert_report_id")
        ),
    )
    op.create_index(
        op.f("ix_alert_report_id_report_version"), "alert", ["report_id", "report_version"], unique=False
    )
    op.create_index(op.f("ix_alert_work_id"), "alert", ["work_id"], unique=False)


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.ForeignKeyConstraint(["by"], ["user_account.name"], name=op.f("fk_review_by")),
        sa.ForeignKeyConstraint(
            ["report_id", "report_version"], ["report.id", "report.version"], name=op.f("fk_review_report_id")
        ),
    )
    op.create_index(
        op.f("ix_review_report_id_report_version"), "review", ["report_id", "report_version"], unique=False
    )


def _control_action() -> None:
    op.create_table(
        "control_action",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alert_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("penalty", sa.Numeric(16, 2), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_action")),
        sa.ForeignKeyConstraint(
            ["alert_number"], ["alert.number"], name=op.f("fk_control_action_alert_number")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["user_account.name"], name=op.f("fk_control_action_opened_by")
        ),
    )
    op.create_index(op.f("ix_control_action_alert_number"), "control_action", ["alert_number"], unique=False)


def _adverse_situation() -> None:
    op.create_table(
        "adverse_situation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("corrective_action", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_situation")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["control_action.id"], name=op.f("fk_adverse_situation_action_id")
        ),
    )
    op.create_index(op.f("ix_adverse_situation_action_id"), "adverse_situation", ["action_id"], unique=False)


TABLES = (
    "adverse_situation",
    "control_action",
    "review",
    "alert",
    "report",
    "receipt",
    "message_file",
    "finding",
    "token",
    "nonce",
    "message",
    "identity",
    "enrolment_code",
    "device",
    "course_attempt",
    "change",
    "assignment_volunteer",
    "application",
    "volunteer",
    "staff_session",
    "assignment",
    "work",
    "user_account",
    "server_fact",
    "record",
    "log_node",
    "evidence",
    "course_key",
    "counter",
    "checklist_version",
    "call",
    "audit",
    "attempt",
)
