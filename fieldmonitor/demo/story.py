"""The whole way, walked without a window: from the call to the figures, each step checked."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fieldmonitor.app import course, drafts, photos, queries, signing
from fieldmonitor.app.accreditation import standing
from fieldmonitor.app.application import apply_to_call
from fieldmonitor.app.enrolment import enrol
from fieldmonitor.app.exchange import synchronise
from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.demo.photos import DemoPhoto, page_photos, visit_photos
from fieldmonitor.demo.preparation import Prepared, accredit, assign, open_call, prepare
from fieldmonitor.demo.steps import check
from fieldmonitor.demo.world import EarlierClock, World
from fieldmonitor.domain.errors import Offline
from fieldmonitor.domain.records import AccreditationState, Activity
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.codec import decode, digest
from fieldmonitor.protocol.envelope import RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.messages import Receipt
from fieldmonitor.sync.enrolment import RECEIPT_KEY
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import from_text

VISIT_BEGAN_AGO = timedelta(hours=2)
ANSWERED = (ReportState.ALERT, ReportState.CONTROL_ACTION, ReportState.OUTCOME)


class Story:
    """One volunteer's way. Steps must be taken in the order of `steps`; each returns what it showed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ws = world.workspace
        self._call = ""
        self._volunteer = ""
        self._reports: dict[Activity, ReportKey] = {}
        self._alert = ""
        self._actions: list[str] = []
        self._prepared: Prepared | None = None

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """Return the steps' names and actions, in order."""
        return [
            ("call", self._open_call),
            ("enrolment", self._enrolment),
            ("course", self._course),
            ("accreditation", self._accreditation),
            ("assignment", self._assignment),
            ("site_visit", self._site_visit),
            ("information_access", self._information_access),
            ("photos", self._photos),
            ("sign", self._sign),
            ("offline_queue", self._offline_queue),
            ("sync", self._send),
            ("receipt", self._receipt),
            ("alert", self._raise_alert),
            ("control_action", self._control_action),
            ("feedback", self._feedback),
            ("figures", self._figures),
        ]

    @property
    def _ready(self) -> Prepared:
        assert self._prepared is not None, "the call comes first"
        return self._prepared

    def assign_more(self, indices: Iterable[int]) -> None:
        """Assign site visits on further works, and pull them."""
        for index in indices:
            assign(
                self._ready.staff, self._ready.works[index], Activity.SITE_VISIT, self._volunteer, self._ws
            )
        self._sync()

    def leave_to_answer(self, index: int) -> None:
        """Leave something to do: an assessment to make, and a report returned to correct."""
        staff, work = self._ready.staff, self._ready.works
        assign(staff, work[index], Activity.INFORMATION_ACCESS, self._volunteer, self._ws)
        key = self._reports[Activity.INFORMATION_ACCESS]
        answers = demo_answers(Activity.INFORMATION_ACCESS, work[0], self._ws.clock.now())
        asked = next(ref for ref in answers if "/execution/" in ref)
        comment = {"ref": asked, "text": "Adjunte la página entera: en la captura no se lee la fecha."}
        staff.post(
            f"/reports/{key.id}/{key.version}/review",
            {"decision": "returned", "text": "Falta una captura legible.", "comments": [comment]},
        )
        self._sync()
        waiting = queries.assignments(self._ws, only_open=True)
        check(any(row.activity is Activity.INFORMATION_ACCESS for row in waiting), "no assessment waits")
        state = queries.report_view(self._ws, key).row.report.state
        check(state is ReportState.RETURNED, f"the returned report stands at {state}")

    def close(self) -> None:
        """Sign the staff out: the story is told."""
        self._ready.staff.close()

    @property
    def analyst_password(self) -> str:
        """The demo's member of staff, for who wants to see the portal too."""
        return self._ready.password

    def _sync(self) -> dict[str, object]:
        return synchronise(self._ws, self._world.engine(self._ws))

    def _open_call(self) -> str:
        self._prepared = prepare(self._world)
        self._call = open_call(self._ready.staff, self._ready.works[0], self._ws)
        (call,) = self._ready.staff.get("/calls")
        check(call["open"] and call["id"] == self._call, "the call is not open")
        return f"{call['title']}, {len(call['requirements'])} requisitos, cierra {call['closes_on']}"

    def _enrolment(self) -> str:
        code = self._ready.staff.post("/enrolment-codes", {"call_id": self._call})["code"]
        url = self._world.server.url
        enrolled = enrol(self._ws, self._world.carrier(url), url, code, "laptop de demostración")
        self._volunteer = enrolled.volunteer
        (call,) = self._ready.staff.get("/calls")
        sworn = dict.fromkeys(call["requirements"], True)
        apply_to_call(self._ws, self._call, self._ready.works[0].ubigeo, sworn)
        self._sync()
        check(standing(self._ws).state is AccreditationState.APPLICANT, "the volunteer is not an applicant")
        (call,) = self._ready.staff.get("/calls")
        check(call["applications"] == 1, "the application did not arrive")
        return f"{self._volunteer}, postulante"

    def _course(self) -> str:
        offered = course.view(self._ws)
        for lesson in offered.course.lessons:
            course.read_lesson(self._ws, lesson.id)
        for question in offered.asked:
            course.answer_question(self._ws, question.id, self._ready.answers[question.id])
        course.hand_in(self._ws)
        self._sync()
        graded = course.view(self._ws)
        check(graded.passed, "the course was not passed")
        result = graded.results[0]
        return f"{len(offered.course.lessons)} lecciones, prueba aprobada con {result.score:.0%}"

    def _accreditation(self) -> str:
        accredit(self._ready.staff, self._volunteer, self._ready.works[0], self._ws)
        self._sync()
        now = standing(self._ws)
        check(now.may_visit, "the accreditation does not open visits")
        check(now.credential is not None, "the credential's signature does not hold")
        assert now.credential is not None
        return f"credencial {now.credential.number}, vigente hasta {now.credential.valid_until}"

    def _assignment(self) -> str:
        work = self._ready.works[0]
        for activity in (Activity.SITE_VISIT, Activity.INFORMATION_ACCESS):
            assign(self._ready.staff, work, activity, self._volunteer, self._ws)
        self._sync()
        rows = queries.assignments(self._ws)
        check(len(rows) == 2, f"{len(rows)} assignments arrived instead of 2")
        check(all(row.work_name == work.name for row in rows), "an assignment lost its work")
        return f"{len(rows)} asignaciones: {work.name}"

    def _site_visit(self) -> str:
        return self._fill(Activity.SITE_VISIT)

    def _information_access(self) -> str:
        return self._fill(Activity.INFORMATION_ACCESS)

    def _fill(self, activity: Activity) -> str:
        earlier = replace(self._ws, clock=EarlierClock(self._ws.clock, VISIT_BEGAN_AGO))
        row = next(row for row in queries.assignments(self._ws) if row.activity is activity)
        key = self._reports[activity] = drafts.start(earlier, row.id)
        draft = drafts.open_draft(self._ws, key)
        answers = demo_answers(activity, self._ready.works[0], earlier.clock.now())
        for ref, value in answers.items():
            drafts.answer_and_save(self._ws, draft, ref, value)
        reopened = drafts.open_draft(self._ws, key)
        given, kept = draft.session, reopened.session
        lost = [
            ref
            for ref in answers
            if not kept.node(ref).stored or kept.node(ref).stored != given.node(ref).stored
        ]
        check(not lost, f"answers that were not kept: {lost}")
        return f"{len(answers)} respuestas, {len(reopened.findings)} hallazgos propuestos"

    def _photos(self) -> str:
        began = self._ws.clock.now() - VISIT_BEGAN_AGO
        work = self._ready.works[0]
        answers = demo_answers(Activity.INFORMATION_ACCESS, work, began)
        taken = self._add(Activity.SITE_VISIT, visit_photos(work, began))
        pages = self._add(Activity.INFORMATION_ACCESS, page_photos(work, began, answers))
        located = [facts for facts in taken if facts.distance_m is not None]
        check(len(located) >= 5, "the photos lost their places")
        flagged = sum(bool(facts.flags) for facts in taken)
        return f"{len(taken)} fotos de la obra ({flagged} con avisos), {len(pages)} capturas"

    def _add(self, activity: Activity, added: tuple[DemoPhoto, ...]) -> list[Any]:
        draft = drafts.open_draft(self._ws, self._reports[activity])
        found = []
        for photo in added:
            evidence = photos.add_photo(
                self._ws,
                draft.key,
                photo.data,
                name=photo.name,
                question_ref=photo.ref,
                caption=photo.caption,
            )
            photos.attach_to_question(self._ws, draft, evidence)
            found.append(photos.facts_of(evidence))
        return found

    def _sign(self) -> str:
        manifests = [signing.sign(self._ws, key, self._world.passphrase) for key in self._reports.values()]
        files = sum(len(manifest.files) for manifest in manifests)
        findings = sum(len(manifest.findings) for manifest in manifests)
        check(findings > 0, "no finding was signed")
        return f"{len(manifests)} informes firmados, {files} archivos, {findings} hallazgos"

    def _offline_queue(self) -> str:
        self._world.server.stop()
        try:
            self._sync()
        except Offline:
            pass
        else:
            check(False, "the exchange succeeded without a server")
        states = {queries.report_view(self._ws, key).row.report.state for key in self._reports.values()}
        check(states == {ReportState.QUEUED}, f"unexpected states offline: {states}")
        check(not self._ws.store.integrity(), "the store is damaged")
        waiting = queries.outbox(self._ws).sync.pending
        self._world.server.start()
        return f"sin servidor: {waiting} envíos esperan, nada se perdió"

    def _send(self) -> str:
        result = self._sync()
        check(result["pending"] == 0, f"{result['pending']} items are still pending")
        states = {queries.report_view(self._ws, key).row.report.state for key in self._reports.values()}
        check(states == {ReportState.COMPLETE}, f"unexpected states after sending: {states}")
        return f"{result['completed']} informes completos, {result['bytes']} bytes de archivos"

    def _receipt(self) -> str:
        with self._ws.store.read() as uow:
            key = from_text(uow.settings.get(RECEIPT_KEY) or "")
        numbers = []
        for report in self._reports.values():
            view = queries.report_view(self._ws, report)
            receipts = [
                unseal(decode(row.envelope, Envelope), RECEIPT_TYPE, key, Receipt) for row in view.receipts
            ]
            check({receipt.kind for receipt in receipts} == {"content", "complete"}, "a receipt is missing")
            pinned = view.row.report.manifest_sha256
            check(all(r.manifest_sha256 == pinned for r in receipts), "a receipt is for other content")
            numbers.append(receipts[0].number)
        return f"constancias {', '.join(numbers)}: contenido y completa"

    def _raise_alert(self) -> str:
        key = self._reports[Activity.SITE_VISIT]
        report = self._ready.staff.get(f"/reports/{key.id}/{key.version}")
        check(report["signature_holds"], "the signature does not hold at the server")
        picture = next(file for file in report["report"]["files"] if file["role"] == "original")
        data = self._ready.staff.read_file(report["line"], picture["sha256"])
        check(digest(data) == picture["sha256"], "a photo arrived changed")
        findings = [finding["id"] for finding in report["report"]["findings"]][:2]
        created = self._ready.staff.post(
            "/alerts",
            {
                "report_id": key.id,
                "report_version": key.version,
                "title": report["report"]["findings"][0]["condition"],
                "text": "La visita encontró la obra sin personal y sin cuaderno de obra a la vista.",
                "finding_ids": findings,
            },
        )
        self._alert = str(created["id"])
        return f"alerta {self._alert} sobre {len(findings)} hallazgos"

    def _control_action(self) -> str:
        deadline = (self._ws.today() + timedelta(days=12)).isoformat()
        for kind in ("visita_de_control", "monitoreo_remoto"):
            created = self._ready.staff.post(
                f"/alerts/{self._alert}/actions", {"kind": kind, "deadline": deadline}
            )
            self._actions.append(str(created["id"]))
        self._ready.staff.post(
            f"/actions/{self._actions[0]}/result",
            {
                "result": "La visita de control confirmó el hallazgo.",
                "situations": [
                    {
                        "text": "El cuaderno de obra no está en la obra.",
                        "state": "corrected",
                        "corrective_action": "La entidad repuso el cuaderno de obra.",
                        "answered_on": self._ws.today().isoformat(),
                    }
                ],
            },
        )
        return f"visita de control (con resultado) y monitoreo remoto, plazo {deadline}"

    def _feedback(self) -> str:
        synchronise(self._ws, self._world.engine(self._ws), pull_only=True)
        key = self._reports[Activity.SITE_VISIT]
        view = queries.report_view(self._ws, key)
        check(view.feedback is not None, "the volunteer heard nothing")
        assert view.feedback is not None
        check(view.feedback.alert_number == self._alert, "the feedback is for another alert")
        check(view.row.report.state in ANSWERED, f"the report stands at {view.row.report.state}")
        return f"{view.feedback.title.rstrip('.')}: {view.feedback.summary}"

    def _figures(self) -> str:
        rows = self._ready.staff.get("/figures")
        region = next(row for row in rows if row["region"] == self._ready.works[0].department)
        expected = {
            "volunteers_accredited": 1, "works_visited": 1, "visits": 1, "information_assessments": 1,
            "reports": 2, "alerts": 1, "control_actions": 2, "control_visits": 1, "remote_monitorings": 1,
            "situations_corrected": 1,
        }  # fmt: skip
        wrong = {name: region[name] for name, value in expected.items() if region[name] != value}
        check(not wrong, f"figures that do not match the records: {wrong}")
        return ", ".join(f"{name} {region[name]}" for name in expected)
