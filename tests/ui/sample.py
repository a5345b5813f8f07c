"""A volunteer's profile with something in every list, made through the use-cases and the store; no server."""

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from fieldmonitor.app import attachments, course, drafts, photos, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.entry import QUICK
from fieldmonitor.bootstrap.profile import create_profile, open_profile
from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.demo.photos import DemoPhoto, visit_photos
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.clock import Clock
from fieldmonitor.domain.local import LogEntry, StoredReceipt
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.records import (
    Accreditation,
    AccreditationState,
    Activity,
    Assignment,
    CourseResult,
    Feedback,
    FeedbackStep,
    Notice,
    QuestionComment,
    RecordKind,
    Work,
    WorkChange,
)
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.media.intake import PreparedPicture, prepare
from fieldmonitor.packs.checklists import read_checklists
from fieldmonitor.packs.courses import read_course
from fieldmonitor.protocol.codec import encode, to_plain
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE, RECEIPT_TYPE
from fieldmonitor.protocol.messages import Credential, Receipt, ReceiptKind, Record
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.conversation import LAST_SYNC
from fieldmonitor.sync.enrolment import RECEIPT_KEY, SERVER_URL, VOLUNTEER
from fieldmonitor.sync.pack.memory import LoadedPack, remember_pack
from fieldmonitor.system.resources import resource
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, to_text

PASSPHRASE = "obra clara y segura"
WHO = "MCC-2041"
SERVER = SigningKey(bytes(range(32)))


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the profile lies, and the keys of its reports."""

    folder: Path
    draft: str
    ready: str
    sent: str
    returned: str
    assessment: str
    works: tuple[Work, ...]
    photo: str = ""
    file: str = ""
    finding: str = ""

    def sheet(self, number: int = 0) -> str:
        """Return the route key of a work's sheet."""
        return f"{self.works[number].id}|a{number}"


def make_profile(folder: Path) -> None:
    """Make an empty profile with a cheap vault."""
    create_profile(folder, PASSPHRASE, cost=QUICK)


def make_sample(folder: Path) -> Sample:
    """Fill a fresh profile."""
    make_profile(folder)
    with open_profile(folder, PASSPHRASE) as opened:
        ws = replace(opened, pictures=HerePictures())
        works = tuple(demo_works(8, ws.today()))
        _records(ws, works)
        accredit(ws)
        shots = visit_photos(works[1], ws.clock.now() - timedelta(days=26))
        sent = _report(ws, "a1", works[1], 26, shots)
        _receipts(ws, sent, 25, complete=True)
        returned = _report(ws, "a2", works[2], 12, shots)
        _receipts(ws, returned, 11, complete=True)
        ready = _report(ws, "a3", works[3], 1, shots)
        _half_sent(ws, ready)
        _feedback(ws, sent, returned, works)
        online = _assessment(ws, works[5], shots[0])
        draft = _draft(ws, works[0])
        _log(ws, works)
        load_pack(ws)
        return Sample(
            folder, str(draft), str(ready), str(sent), str(returned), str(online), works, *_ids(ws, draft)
        )


def apply(ws: Workspace, kind: RecordKind, id_: str, body: object, version: int = 1) -> None:
    """Keep a record as if it had come down."""
    plain = to_plain(body)
    assert isinstance(plain, dict)
    with ws.store.write() as uow:
        uow.records.apply(Record(kind, id_, version, plain))


def accredit(ws: Workspace) -> None:
    """Enrol and accredit the volunteer, with a credential whose signature holds."""
    server, today = SERVER, ws.today()
    until = today + timedelta(days=220)
    credential = Credential(
        WHO, "Obras asignadas por la Contraloría", today.isoformat(), until.isoformat(), "2026-000127"
    )
    with ws.store.write() as uow:
        uow.settings.set(VOLUNTEER, WHO)
        uow.settings.set(SERVER_URL, "https://control.example.pe")
        uow.settings.set(RECEIPT_KEY, to_text(server.public))
        uow.settings.set(LAST_SYNC, (ws.clock.now() - timedelta(hours=16)).isoformat())
    apply(
        ws,
        RecordKind.ACCREDITATION,
        WHO,
        Accreditation(
            WHO,
            AccreditationState.ACTIVE,
            "Obras asignadas por la Contraloría",
            today,
            until,
            today - timedelta(days=30),
            encode(seal(credential, CREDENTIAL_TYPE, server)).decode(),
        ),
    )


def teach(ws: Workspace) -> None:
    """Bring checklists and course."""
    for checklist in read_checklists(resource("checklists")):
        apply(ws, RecordKind.CHECKLIST, checklist.id, checklist)
    taught, _key = read_course(resource("course"))
    apply(ws, RecordKind.COURSE, taught.id, taught)


def _records(ws: Workspace, works: tuple[Work, ...]) -> None:
    teach(ws)
    taught, _key = read_course(resource("course"))
    course.read_lesson(ws, taught.lessons[0].id)
    for number, work in enumerate(works):
        apply(ws, RecordKind.WORK, work.id, work)
        online = number == 5
        activity = Activity.INFORMATION_ACCESS if online else Activity.SITE_VISIT
        due = ws.today() + timedelta(days=3 + 5 * number)
        checklist = "acceso_informacion" if online else "visita_obra"
        apply(
            ws,
            RecordKind.ASSIGNMENT,
            f"a{number}",
            Assignment(f"a{number}", work.id, activity, checklist, due, (WHO,), "Vaya con casco y chaleco."),
        )
    apply(
        ws,
        RecordKind.NOTICE,
        "n1",
        Notice("Charla antes de la visita", "El viernes a las 9 en la municipalidad.", ws.clock.now()),
    )


Shots = tuple[DemoPhoto, ...]


class HerePictures:
    """Reads the sample's own photos in this process: they come from nobody else."""

    def prepare(self, data: bytes) -> PreparedPicture:
        return _prepared(data)


@lru_cache(16)
def _prepared(data: bytes) -> PreparedPicture:
    """Read a photo once: several of the sample's reports have the same."""
    return prepare(data)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A clock so many days behind."""

    clock: Clock
    days: int

    def now(self) -> datetime:
        return self.clock.now() - timedelta(days=self.days)


def _report(present: Workspace, assignment: str, work: Work, days: int, shots: Shots) -> ReportKey:
    ws = replace(present, clock=Earlier(present.clock, days))
    start = ws.clock.now()
    key = drafts.start(ws, assignment)
    draft = drafts.open_draft(ws, key)
    for ref, value in demo_answers(Activity.SITE_VISIT, work, start).items():
        draft.answer(ref, value)
    for photo in shots:
        evidence = photos.add_photo(
            ws, key, photo.data, name=photo.name, question_ref=photo.ref, caption=photo.caption
        )
        photos.attach_to_question(ws, draft, evidence)
    drafts.save(ws, draft.snapshot())
    signing.sign(ws, key, PASSPHRASE)
    return key


def _ids(ws: Workspace, key: ReportKey) -> tuple[str, str, str]:
    """Return a photo, a file and a finding of a report."""
    rows = attachments.listed(ws, key)
    picture = next(row.id for row in rows if row.thumbnail_sha256)
    finding = drafts.open_draft(ws, key).findings[0].id
    return picture, next(row.id for row in rows if not row.thumbnail_sha256), finding


def a_pdf(lines: tuple[str, ...] = ("Contrato de obra N.º 018-2025", "Plazo: 285 días")) -> bytes:
    """Return a PDF of two pages."""
    target = io.BytesIO()
    page = Canvas(target, pagesize=(420, 595))
    for number in (1, 2):
        for place, line in enumerate(lines):
            page.drawString(60, 500 - 24 * place, f"{number}. {line}")
        page.showPage()
    page.save()
    return target.getvalue()


def _draft(ws: Workspace, work: Work) -> ReportKey:
    start = ws.clock.now() - timedelta(minutes=40)
    key = drafts.start(ws, "a0")
    draft = drafts.open_draft(ws, key)
    for ref, value in demo_answers(Activity.SITE_VISIT, work, start).items():
        if ref.split("/")[2] in ("arrival", "staff", "documents") and "technical" not in ref:
            draft.answer(ref, value)
    draft.answer("/data/staff/resident_present", "")
    for photo in visit_photos(work, start)[:4]:
        evidence = photos.add_photo(
            ws, key, photo.data, name=photo.name, question_ref=photo.ref, caption=photo.caption
        )
        photos.attach_to_question(ws, draft, evidence)
    attachments.add_file(ws, key, io.BytesIO(a_pdf()), name="Contrato 018-2025.pdf")
    draft.session.position = "/data/documents/board_term"
    drafts.save(ws, draft.snapshot())
    return key


def _assessment(present: Workspace, work: Work, shot: DemoPhoto) -> ReportKey:
    """Begin an assessment of four days ago: two of its phases are looked at."""
    ws = replace(present, clock=Earlier(present.clock, 4))
    key = drafts.start(ws, "a5")
    draft = drafts.open_draft(ws, key)
    for ref, value in demo_answers(Activity.INFORMATION_ACCESS, work, ws.clock.now()).items():
        if ref.split("/")[2] in ("identification", "preparation") or "contract_amount_" in ref:
            draft.answer(ref, value)
    page = "/data/contracting/contract_amount_item/contract_amount_page"
    evidence = photos.add_photo(
        ws,
        key,
        shot.data,
        name="seace-contrato.png",
        question_ref=page,
        caption="SEACE · https://seace.example/contrato/77",
    )
    photos.attach_to_question(ws, draft, evidence)
    drafts.save(ws, draft.snapshot())
    return key


def _receipts(ws: Workspace, key: ReportKey, days: int, *, complete: bool) -> None:
    now = ws.clock.now() - timedelta(days=days)
    with ws.store.write() as uow:
        for kind in ("content", "complete") if complete else ("content",):
            message = uow.messages.get(key.id, key.version)
            assert message is not None
            files = tuple(item.sha256 for item in uow.outbox.items(key.id) if item.sha256)
            number, manifest = f"2026-00{4500 + days}", message.manifest_sha256
            said = Receipt(ReceiptKind(kind), number, key.id, key.version, manifest, files, now)
            envelope = encode(seal(said, RECEIPT_TYPE, SERVER))
            uow.receipts.add(StoredReceipt(key.id, key.version, kind, number, now, envelope))
        for item in uow.outbox.items(key.id):
            uow.outbox.settle(item.id, state=OutboxState.DONE, attempts=0, next_try=now, confirmed=item.size)
        uow.reports.advance(key, ReportState.COMPLETE)


def _half_sent(ws: Workspace, key: ReportKey) -> None:
    now = ws.clock.now()
    with ws.store.write() as uow:
        items = uow.outbox.items(key.id)
        for item in items[:5]:
            uow.outbox.settle(item.id, state=OutboxState.DONE, attempts=0, next_try=now, confirmed=item.size)


def _feedback(ws: Workspace, sent: ReportKey, returned: ReportKey, works: tuple[Work, ...]) -> None:
    today = ws.today()
    steps = (
        FeedbackStep("reviewed", today - timedelta(days=20)),
        FeedbackStep("alert", today - timedelta(days=15), reference="0312-2026"),
        FeedbackStep(
            "visita_de_control",
            today - timedelta(days=3),
            deadline=today + timedelta(days=12),
            reference="V-88",
        ),
    )
    told = Feedback(
        sent.id,
        1,
        ReportState.CONTROL_ACTION,
        "El cuaderno de obra no estaba en la obra",
        "La Contraloría visitó la obra y confirmó su hallazgo. La municipalidad debe responder.",
        steps,
        alert_number="0312-2026",
        alert_open=True,
    )
    apply(ws, RecordKind.FEEDBACK, sent.id, told, 9)
    back = Feedback(
        returned.id,
        1,
        ReportState.RETURNED,
        "Aclare el plazo del cartel",
        "Su informe está bien hecho. Falta aclarar una respuesta.",
        (FeedbackStep("returned", today - timedelta(days=6)),),
        comments=(
            QuestionComment(
                "/data/documents/board_term", "La foto no deja leer el plazo. ¿Puede confirmarlo?"
            ),
        ),
    )
    apply(ws, RecordKind.FEEDBACK, returned.id, back, 4)
    changed = WorkChange(today - timedelta(days=4), "El plazo pasó de 120 a 150 días.", "Adenda 1")
    with_change = _with(works[4], changed)
    apply(ws, RecordKind.WORK, with_change.id, with_change, 2)
    with ws.store.write() as uow:
        uow.reports.advance(sent, ReportState.CONTROL_ACTION)
        uow.reports.advance(returned, ReportState.RETURNED)


def _with(work: Work, change: WorkChange) -> Work:
    return replace(work, changes=(*work.changes, change))


def _log(ws: Workspace, works: tuple[Work, ...]) -> None:
    now = ws.clock.now()
    entries = (
        (LogCode.BACK, {}),
        (LogCode.MESSAGE_SENT, {"title": works[1].name, "bytes": 9000}),
        (LogCode.FILE_SENT, {"title": works[1].name, "bytes": 182_000, "left": 4}),
        (LogCode.COMPLETE, {"title": works[1].name, "number": "2026-004525"}),
        (LogCode.PULLED, {"records": 3}),
    )
    with ws.store.write() as uow:
        for minutes, (code, params) in enumerate(entries):
            uow.log.add(LogEntry(now - timedelta(minutes=30 - minutes), code, params))


def load_pack(ws: Workspace) -> None:
    """Note a pack as loaded five days ago, without its map."""
    now = ws.clock.now()
    pack = LoadedPack(
        "ÁNCASH", 4, 1, now - timedelta(days=6), now + timedelta(days=24), now - timedelta(days=5), False
    )
    with ws.store.write() as uow:
        remember_pack(uow.settings, pack)


def pass_course(ws: Workspace) -> None:
    """Grade the course as passed."""
    result = CourseResult("x", True, float(Decimal("0.92")), 2)
    apply(ws, RecordKind.NOTICE, "grade", Notice("Aprobó", "Aprobó la prueba.", ws.clock.now(), result))


def in_days(count: int, today: date) -> datetime:
    """Return midnight so many days from today."""
    return datetime.combine(today + timedelta(days=count), datetime.min.time())
