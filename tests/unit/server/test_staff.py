"""The comptroller's side: accreditation, conflicts of interest, course, review, alert, control, figures."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from sqlalchemy import select

from fieldmonitor.domain.records import (
    Accreditation,
    AccreditationState,
    Activity,
    Feedback,
    Notice,
    QuestionComment,
    RecordKind,
    Work,
)
from fieldmonitor.domain.testbank import drawn
from fieldmonitor.protocol.codec import decode, encode, from_plain
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE, Envelope
from fieldmonitor.protocol.messages import Credential
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Alert, CourseAttempt, Identity, ReportRow, Volunteer
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Role
from fieldmonitor.server.services import actions, alerts, course, fieldwork, triage, volunteers
from fieldmonitor.server.services.actions import ActionResult, NewAction, Situation
from fieldmonitor.server.services.alerts import NewAlert
from fieldmonitor.server.services.calls import REQUIREMENTS, NewCall, create
from fieldmonitor.server.services.figures import Period, figures
from fieldmonitor.server.services.states import (
    ActionKind,
    AlertState,
    QueueState,
    ReviewDecision,
    SituationState,
)
from fieldmonitor.server.services.triage import ReviewRequest
from fieldmonitor.server.services.users import NewUser, console, create_user, sign_in
from fieldmonitor.server.services.volunteers import Decision, WhoTheyAre
from fieldmonitor.system.translations import set_request_language
from fieldmonitor.trust.envelopes import unseal
from tests.unit.server.device import Device, a_finding
from tests.unit.server.factories import ADMIN, PASSWORD, a_course, a_work, accredit, assign, publish_field

T = TypeVar("T")


def latest(device: Device, kind: RecordKind, message: type[T]) -> T:
    """Return the newest record of a kind that the device sees."""
    record = [record for record in device.pull().records if record.kind is kind][-1]
    assert record.body is not None
    return from_plain(record.body, message)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as refusal:
        act()
    assert refusal.value.code == code


@pytest.fixture
def reporter(context: Context, device: Device) -> Device:
    """An accredited volunteer with a visit to make."""
    publish_field(context)
    accredit(context, device.volunteer)
    assign(context, device.volunteer)
    with context.db.write() as session:
        console(session, context)
    return device


CONSOLE = replace(ADMIN, name="consola")


def test_a_credential_can_be_checked_without_a_network(context: Context, device: Device) -> None:
    accredit(context, device.volunteer)
    standing = latest(device, RecordKind.ACCREDITATION, Accreditation)
    assert standing.state is AccreditationState.ACTIVE and standing.credential is not None
    envelope = decode(standing.credential, Envelope)
    credential = unseal(envelope, CREDENTIAL_TYPE, device.server_key, Credential)
    assert credential.volunteer == device.volunteer
    assert credential.number.startswith(f"{device.volunteer}-{context.today().year}-")


def test_decisions_follow_the_table_and_a_revocation_is_final(context: Context, device: Device) -> None:
    with context.db.write() as session:
        decide = lambda state: volunteers.decide(  # noqa: E731
            session, context, ADMIN, device.volunteer, Decision(state, waived="x")
        )
        refused("accreditation.no_such_change", lambda: decide(AccreditationState.SUSPENDED))
        decide(AccreditationState.ACTIVE)
        decide(AccreditationState.SUSPENDED)
        decide(AccreditationState.ACTIVE)
        decide(AccreditationState.REVOKED)
        refused("accreditation.no_such_change", lambda: decide(AccreditationState.ACTIVE))
    assert latest(device, RecordKind.ACCREDITATION, Accreditation).state is AccreditationState.REVOKED


def test_what_a_revoked_volunteer_sends_is_kept_receipted_and_set_apart(
    context: Context, reporter: Device
) -> None:
    with context.db.write() as session:
        revoked = Decision(AccreditationState.REVOKED)
        volunteers.decide(session, context, ADMIN, reporter.volunteer, revoked)
    manifest = reporter.report()
    assert reporter.put(manifest).status_code == 201
    with context.db.read() as session:
        assert triage.queue(session, ADMIN) == []
        (line,) = triage.queue(session, ADMIN, quarantined=True)
        assert line.id == manifest.id and line.complete
        assert figures(session, ADMIN)[0].reports == 0


def test_accreditations_expire_by_day(context: Context, device: Device) -> None:
    accredit(context, device.volunteer)
    with context.db.write() as session:
        session.get_one(Volunteer, device.volunteer).valid_until = date(2020, 1, 1)
    device.sign_in()
    assert latest(device, RecordKind.ACCREDITATION, Accreditation).state is AccreditationState.EXPIRED


def test_the_course_is_graded_here_and_attempts_are_limited(context: Context, device: Device) -> None:
    taught, answers = a_course()
    with context.db.write() as session:
        course.publish(session, taught, answers)
        refused(
            "accreditation.course_missing",
            lambda: volunteers.decide(
                session, context, ADMIN, device.volunteer, Decision(AccreditationState.ACTIVE)
            ),
        )
    wrong = dict.fromkeys(answers, 0)
    assert device.put(device.attempt("basico", "1", wrong)).status_code == 201
    failed = latest(device, RecordKind.NOTICE, Notice).course_result
    assert failed is not None and (failed.passed, failed.score, failed.attempts_left) == (False, 0.0, 1)
    assert device.put(device.attempt("basico", "1", answers)).status_code == 201
    passed = latest(device, RecordKind.NOTICE, Notice).course_result
    assert passed is not None and (passed.passed, passed.score, passed.attempts_left) == (True, 1.0, 0)
    assert device.put(device.attempt("basico", "1", answers)).status_code == 201
    beyond = latest(device, RecordKind.NOTICE, Notice).course_result
    assert beyond is not None and not beyond.passed
    assert latest(device, RecordKind.ACCREDITATION, Accreditation).course_passed_on == context.today()
    with context.db.write() as session:
        volunteers.decide(session, context, ADMIN, device.volunteer, Decision(AccreditationState.ACTIVE))


def test_an_attempt_is_graded_on_the_questions_that_it_had_to_ask(context: Context, device: Device) -> None:
    taught, answers = a_course(attempts_allowed=3)
    bank = replace(taught, asked=2)
    with context.db.write() as session:
        course.publish(session, bank, answers)

    def score(given: dict[str, int]) -> float:
        assert device.put(device.attempt("basico", "1", given)).status_code == 201
        result = latest(device, RecordKind.NOTICE, Notice).course_result
        assert result is not None
        return result.score

    first, second, third = (drawn(answers, 2, device.volunteer, turn) for turn in (1, 2, 3))
    picked = next(name for name in answers if name not in first)
    assert score({picked: answers[picked]}) == 0.0, "nobody chooses what is asked"
    assert score({name: answers[name] for name in first}) == 1.0, "a second laptop may be a turn behind"
    assert score(answers) == 1.0, "whoever answers all of it is graded on all of it"
    assert {len(first), len(second), len(third)} == {2}


def test_attempts_at_once_take_their_own_turns(context: Context, device: Device) -> None:
    taught, answers = a_course(attempts_allowed=3)
    with context.db.write() as session:
        course.publish(session, taught, answers)
    attempts = [device.attempt("basico", "1", answers) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert [r.status_code for r in pool.map(device.put, attempts)] == [201] * 6
    assert device.put(attempts[0]).status_code == 208
    with context.db.read() as session:
        rows = session.scalars(select(CourseAttempt).order_by(CourseAttempt.ordinal)).all()
    assert [row.ordinal for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.graded for row in rows] == [True] * 3 + [False] * 3


def test_a_course_keeps_its_answers_to_a_version(context: Context) -> None:
    taught, answers = a_course()
    with context.db.write() as session:
        refused("course.answers_incomplete", lambda: course.publish(session, taught, {"q0": 1}))
        refused(
            "course.answers_incomplete", lambda: course.publish(session, taught, dict.fromkeys(answers, 9))
        )
        course.publish(session, taught, answers)
        changed = answers | {"q0": 2}
        refused("course.version_taken", lambda: course.publish(session, taught, changed))


def test_who_denies_or_skips_a_requirement_is_not_accredited(
    context: Context, enrol: Callable[..., Device]
) -> None:
    with context.db.write() as session:
        call = create(session, context, ADMIN, NewCall("Lima", "LIMA", ("150101",), date(2099, 1, 1)))
    applicant = enrol(call_id=call)
    every = dict.fromkeys(REQUIREMENTS, True)
    incomplete = {name: True for name in REQUIREMENTS if name != "no_party"}
    active = Decision(AccreditationState.ACTIVE)
    for version, sworn in enumerate((every | {"no_party": False}, incomplete), start=1):
        answer = replace(applicant.application(call, sworn), version=version)
        assert applicant.put(answer).status_code == 201
        with context.db.write() as session:
            refused(
                "accreditation.requirement_not_sworn",
                lambda: volunteers.decide(session, context, ADMIN, applicant.volunteer, active),
            )
    again = replace(applicant.application(call, every), version=3)
    assert applicant.put(again).status_code == 201
    with context.db.write() as session:
        volunteers.decide(session, context, ADMIN, applicant.volunteer, active)


def test_identities_are_sealed_and_can_be_forgotten(context: Context, reporter: Device) -> None:
    who = WhoTheyAre("Rosa Quispe Mamani", "45678912", interests=("Constructora Quinual SAC",))
    reporter.put(reporter.report())
    with context.db.write() as session:
        volunteers.set_identity(session, context, ADMIN, reporter.volunteer, who)
        assert volunteers.identity(session, context, ADMIN, reporter.volunteer) == who
        sealed = session.get_one(Identity, reporter.volunteer)
        assert b"Rosa" not in sealed.sealed and "45678912" not in sealed.document_digest
    for file in context.settings.data.glob("server.db*"):
        assert b"Quispe" not in file.read_bytes()
    with context.db.write() as session:
        volunteers.forget(session, context, ADMIN, reporter.volunteer)
        refused("identity.unknown", lambda: volunteers.identity(session, context, ADMIN, reporter.volunteer))
        assert triage.queue(session, ADMIN)[0].volunteer == reporter.volunteer


def test_one_document_is_one_volunteer(context: Context, enrol: Callable[..., Device]) -> None:
    one, other = enrol(), enrol()
    who = WhoTheyAre("Rosa", "45678912")
    with context.db.write() as session:
        volunteers.set_identity(session, context, ADMIN, one.volunteer, who)
        volunteers.set_identity(session, context, ADMIN, one.volunteer, replace(who, phone="999"))
        refused(
            "identity.document_taken",
            lambda: volunteers.set_identity(session, context, ADMIN, other.volunteer, who),
        )


@pytest.mark.parametrize(
    "interest",
    ["CONSTRUCTORA QUINUAL SAC", "municipalidad distrital de molle grande", "20600000001"],
)
def test_a_declared_interest_forbids_the_assignment(context: Context, device: Device, interest: str) -> None:
    publish_field(context)
    accredit(context, device.volunteer)
    with context.db.write() as session:
        who = WhoTheyAre("Rosa", "1", interests=(interest,))
        volunteers.set_identity(session, context, ADMIN, device.volunteer, who)
    refused("assignment.conflict_of_interest", lambda: assign(context, device.volunteer))


def test_only_the_accredited_are_assigned(context: Context, device: Device) -> None:
    publish_field(context)
    refused("assignment.volunteer_not_active", lambda: assign(context, device.volunteer))
    refused("work.unknown", lambda: assign(context, device.volunteer, work_id="w-0"))
    refused("volunteer.unknown", lambda: assign(context, "MCC-0"))


def test_a_reply_is_noted(context: Context, reporter: Device) -> None:
    with context.db.read() as session:
        (line,) = fieldwork.assignments(session, ADMIN)
    assert reporter.put(reporter.reply(line.assignment.id, False, "Estoy de viaje")).status_code == 201
    with context.db.read() as session:
        (line,) = fieldwork.assignments(session, ADMIN, reporter.volunteer)
    assert line.answers == {reporter.volunteer: "declined"}


def test_danger_comes_first_in_the_queue(context: Context, reporter: Device) -> None:
    reporter.put(reporter.report())
    reporter.put(reporter.report(findings=()))
    reporter.put(reporter.urgent())
    with context.db.read() as session:
        assert [line.severity for line in triage.queue(session, ADMIN)] == [4, 2, 0]
        assert triage.count(session, ADMIN) == 3


def test_a_danger_told_in_full_stands_for_what_was_told_first(context: Context, reporter: Device) -> None:
    first = reporter.urgent()
    reporter.put(first)
    told = replace(first.finding, condition="Zanja abierta junto a la escuela.")
    reporter.put(replace(first, version=2, finding=told))
    with context.db.read() as session:
        (line,) = triage.queue(session, ADMIN)
    assert (line.version, line.title) == (2, "Zanja abierta junto a la escuela.")


def test_a_correction_takes_the_place_of_the_report(context: Context, reporter: Device) -> None:
    first = reporter.report()
    second = replace(first, version=2, reason="faltaba una foto")
    reporter.put(second)
    reporter.put(first)
    with context.db.read() as session:
        assert [(line.id, line.version) for line in triage.queue(session, ADMIN)] == [(first.id, 2)]


def test_a_return_names_its_questions(context: Context, reporter: Device) -> None:
    manifest = reporter.report()
    reporter.put(manifest)
    comment = QuestionComment("/data/sign", "La foto no deja leer el plazo.")
    with context.db.write() as session:
        empty = ReviewRequest(ReviewDecision.RETURNED)
        refused(
            "review.comments_missing",
            lambda: triage.review(session, context, CONSOLE, manifest.id, 1, empty),
        )
        assert triage.start(session, context, CONSOLE, manifest.id, 1)
        assert not triage.start(session, context, CONSOLE, manifest.id, 1)
        returned = ReviewRequest(ReviewDecision.RETURNED, "Gracias.", (comment,))
        triage.review(session, context, CONSOLE, manifest.id, 1, returned)
    told = latest(reporter, RecordKind.FEEDBACK, Feedback)
    assert told.state == "returned" and told.comments == (comment,)
    assert [step.step for step in told.steps] == ["in_review", "returned"]
    assert told.summary == "Le pedimos corregir 1 respuesta y enviar una nueva versión. Gracias."


def test_from_alert_to_outcome_the_volunteer_is_told(context: Context, reporter: Device) -> None:
    set_request_language("en")  # the member of staff works in English; the volunteer is told in Spanish
    manifest = reporter.report()
    reporter.put(manifest)
    year = context.today().year
    with context.db.write() as session:
        new = NewAlert(manifest.id, 1, "Falta el cartel", "La obra no tiene cartel.")
        number = alerts.issue(session, context, CONSOLE, new)
        deadline = date(year + 1, 1, 15)
        visit = actions.open_action(
            session, context, CONSOLE, number, NewAction(ActionKind.CONTROL_VISIT, deadline)
        )
        remote = actions.open_action(
            session, context, CONSOLE, number, NewAction(ActionKind.REMOTE_MONITORING, deadline)
        )
    set_request_language(None)
    assert number == f"0001-{year}"
    told = latest(reporter, RecordKind.FEEDBACK, Feedback)
    assert (told.state, told.alert_number, told.alert_open) == ("control_action", number, True)
    (open_alert,) = latest(reporter, RecordKind.WORK, Work).alerts
    assert (open_alert.number, open_alert.title) == (number, "Falta el cartel")
    with context.db.write() as session:  # a new import knows of no alert, and takes none away
        fieldwork.import_works(session, context, ADMIN, (a_work(name="Colegio ampliado"),))
    assert latest(reporter, RecordKind.WORK, Work).alerts == (open_alert,)
    steps = {step.step: step for step in told.steps}
    assert steps["visita_de_control"].deadline == deadline
    assert f"Plazo: 15/01/{year + 1}." in steps["visita_de_control"].text

    with context.db.write() as session:
        refused(
            "action.result_missing",
            lambda: actions.close_action(session, context, CONSOLE, visit, ActionResult(" ")),
        )
        result = ActionResult(
            "La entidad colocó el cartel.",
            (Situation("Sin cartel", SituationState.CORRECTED, "Cartel colocado"),),
            Decimal("1500.50"),
            "Informe 12-2026",
        )
        actions.close_action(session, context, CONSOLE, visit, result)
        assert alerts.alerts(session, ADMIN)[0].state is AlertState.OPEN
        actions.close_action(session, context, CONSOLE, remote, ActionResult("Sin novedad."))
        refused(
            "action.closed",
            lambda: actions.close_action(session, context, CONSOLE, visit, result),
        )
    told = latest(reporter, RecordKind.FEEDBACK, Feedback)
    assert (told.state, told.alert_open) == ("outcome", False)
    assert latest(reporter, RecordKind.WORK, Work).alerts == ()
    said = " ".join(step.text for step in told.steps)
    assert "Penalidad para el contratista: S/\N{NO-BREAK SPACE}1,500.50." in said
    with context.db.read() as session:
        assert session.get_one(ReportRow, (manifest.id, 1)).state == QueueState.OUTCOME
        refused(
            "alert.closed",
            lambda: actions.open_action(
                session, context, CONSOLE, number, NewAction(ActionKind.GUIDANCE, deadline)
            ),
        )


def test_an_alert_stands_on_confirmed_findings(context: Context, reporter: Device) -> None:
    manifest = reporter.report(findings=(a_finding(confirmed=False),))
    reporter.put(manifest)
    with context.db.write() as session:
        for findings in ((), ("f-1",), ("nothing",)):
            new = NewAlert(manifest.id, 1, "t", "x", findings)
            refused("alert.without_evidence", lambda new=new: alerts.issue(session, context, CONSOLE, new))


def test_alert_numbers_are_given_once(context: Context, reporter: Device) -> None:
    reports = [reporter.report() for _ in range(8)]
    for manifest in reports:
        reporter.put(manifest)

    def issue(id: str) -> str:
        with context.db.write() as session:
            return alerts.issue(session, context, CONSOLE, NewAlert(id, 1, "t", "x"))

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(issue, [manifest.id for manifest in reports]))
    assert [number[:4] for number in numbers] == [f"{n:04d}" for n in range(1, 9)]


def test_an_urgent_findings_alert_is_told_under_its_report(context: Context, reporter: Device) -> None:
    report_id = str(uuid.uuid4())
    urgent = reporter.urgent(report_id=report_id)
    reporter.put(urgent)
    with context.db.write() as session:
        alerts.issue(session, context, CONSOLE, NewAlert(urgent.id, 1, "Zanja abierta", "Peligro."))
    told = latest(reporter, RecordKind.FEEDBACK, Feedback)
    assert (told.report_id, told.state) == (report_id, "alert")
    reporter.put(reporter.report(id=report_id, urgent=(urgent.id,)))
    with context.db.write() as session:
        triage.start(session, context, CONSOLE, report_id, 1)
    told = latest(reporter, RecordKind.FEEDBACK, Feedback)
    assert told.state == "alert" and {step.step for step in told.steps} == {"alert", "in_review"}


def test_figures_are_counted_from_the_records(context: Context, reporter: Device) -> None:
    with context.db.write() as session:
        fieldwork.import_works(session, context, ADMIN, [a_work("w-9", department="CUSCO")])
    visit = reporter.report()
    reporter.put(visit)
    reporter.put(replace(visit, version=2))
    reporter.put(reporter.report())
    reporter.put(reporter.report(activity=Activity.INFORMATION_ACCESS, findings=(), work_id="w-9"))
    followed = reporter.urgent(report_id=visit.id)
    reporter.put(followed)
    reporter.put(reporter.urgent(report_id=str(uuid.uuid4())))
    with context.db.write() as session:
        number = alerts.issue(session, context, CONSOLE, NewAlert(visit.id, 2, "t", "x"))
        action = actions.open_action(
            session, context, CONSOLE, number, NewAction(ActionKind.CONTROL_VISIT, date(2099, 1, 1))
        )
        situations = (Situation("a", SituationState.CORRECTED), Situation("b"))
        actions.close_action(
            session, context, CONSOLE, action, ActionResult("r", situations, Decimal("10.25"))
        )
    with context.db.read() as session:
        total, cusco, lima = figures(session, ADMIN)
        assert session.scalars(select(Alert)).one().number == number
        nothing = figures(session, ADMIN, Period(first=date(2099, 1, 1)))
        only_cusco = figures(session, replace(ADMIN, region="CUSCO"))
    assert (total.reports, total.visits, total.information_assessments) == (3, 2, 1)
    assert (total.works_visited, total.findings, total.volunteers_accredited) == (1, 3, 1)
    assert (total.alerts, total.control_actions, total.control_visits, total.outcomes) == (1, 1, 1, 1)
    assert (total.situations, total.situations_corrected, total.penalties) == (2, 1, Decimal("10.25"))
    assert (cusco.region, cusco.reports, lima.region, lima.reports) == ("CUSCO", 1, "LIMA", 2)
    assert nothing[0].reports == nothing[0].alerts == 0
    assert only_cusco[0].reports == 1


LONG = "x" * 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/enrolment-codes", {"volunteer": "MCC-0001", "hours": -729698805}),
        ("/enrolment-codes", {"volunteer": "MCC-0001", "call_id": "nothing"}),
        ("/enrolment-codes", {"volunteer": "MCC-0001", "kind": "other"}),
        ("/alerts", {"report_id": "x", "report_version": 10**30, "title": "t", "text": "x"}),
        ("/volunteers/MCC-0001/accreditation", {"state": "active", "valid_from": "9999-12-31"}),
        ("/calls", {"title": "t", "region": LONG, "districts": [], "closes_on": "2099-01-01"}),
    ],
)
def test_values_out_of_range_are_refused(
    context: Context, device: Device, path: str, body: dict[str, object]
) -> None:
    """Each of these was once a fault of the server, found by made-up requests."""
    with context.db.write() as session:
        create_user(session, context, NewUser("sara", PASSWORD, Role.STAFF), "test")
    token = sign_in(context, "sara", PASSWORD, "test").token
    answer = device.http.post(
        f"{device.url}/v1/staff{path}", encode(body), headers={"Authorization": f"Bearer {token}"}, timeout=10
    )
    assert answer.status_code in (404, 422), answer.text
    figures_until = f"{device.url}/v1/staff/figures?last=9999-12-31&first=0001-01-01"
    headers = {"Authorization": f"Bearer {token}"}
    assert device.http.get(figures_until, headers=headers, timeout=10).status_code == 200


def test_ids_that_no_index_holds_are_refused(context: Context, device: Device) -> None:
    assert device.put(device.report(work_id=LONG)).status_code == 422
    assert device.put(device.attempt(LONG, "1", {})).status_code == 422
    with context.db.write() as session:
        refused(
            "request.malformed",
            lambda: fieldwork.import_works(session, context, ADMIN, [a_work(LONG)]),
        )


def test_who_gives_assignments_reads_why_one_was_declined(context: Context, reporter: Device) -> None:
    assignment = assign(context, reporter.volunteer)
    reporter.put(reporter.reply(assignment, accepted=False, reason="No tengo cómo llegar"))
    with context.db.read() as session:
        (line,) = [one for one in fieldwork.assignments(session, ADMIN) if one.assignment.id == assignment]
    assert line.answers == {reporter.volunteer: "declined"}
    assert line.reasons == {reporter.volunteer: "No tengo cómo llegar"}
