"""Profiles and works for tests of the use-cases: real store, vault, files, picture reader and checklists."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fieldmonitor.app import photos
from fieldmonitor.app.drafts import Draft, answer_and_save, open_draft, start
from fieldmonitor.app.workspace import Pictures, Workspace
from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.clock import Clock
from fieldmonitor.domain.records import (
    Accreditation,
    AccreditationState,
    Activity,
    Assignment,
    ChecklistRecord,
    Course,
    RecordKind,
    Work,
)
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.packs.checklists import read_checklists
from fieldmonitor.packs.courses import read_course
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.messages import EnrolmentAnswer, Record
from fieldmonitor.store import Blobs, open_store
from fieldmonitor.sync.enrolment import device_key, remember
from fieldmonitor.system.resources import resource
from fieldmonitor.trust.keys import SigningKey, to_text
from fieldmonitor.trust.vault import Argon2, create_vault, open_vault, purpose_key
from tests.fakes.clock import START
from tests.unit.media.pictures import drawing, photo

PASSPHRASE = "obra clara y segura"
VOLUNTEER = "MCC-0001"
SERVER = "https://contraloria.example"
QUICK = Argon2(memory=8, time=1, lanes=1)
"""The least that argon2 can cost: tests derive a key many times."""

TODAY: date = START.date()


@cache
def checklists() -> tuple[ChecklistRecord, ...]:
    """The shipped checklists."""
    return read_checklists(resource("checklists"))


@cache
def course() -> tuple[Course, dict[str, int]]:
    """The shipped course and its correct answers."""
    read, key = read_course(resource("course"))
    return read, dict(key.answers)


@cache
def works(count: int) -> tuple[Work, ...]:
    """Synthetic works; the first stands in the guides too."""
    return demo_works(count, TODAY)


def make_profile(folder: Path) -> None:
    """Make an empty profile with the real vault and the real schema."""
    key = create_vault(folder, PASSPHRASE, None, QUICK)
    open_store(folder / "store.db", key, create=True).close()


def copy_profile(template: Path, folder: Path) -> None:
    """Take over a profile that was made before: migrating costs more than copying."""
    shutil.copytree(template, folder)


@contextmanager
def open_workspace(folder: Path, pictures: Pictures, clock: Clock) -> Iterator[Workspace]:
    """Unlock a profile as `bootstrap` does, with the clock and the picture reader of the test."""
    key = open_vault(folder, PASSPHRASE, None)
    store = open_store(folder / "store.db", key)
    try:
        yield Workspace(
            folder=folder,
            store=store,
            blobs=Blobs(folder / "blobs"),
            clock=clock,
            device=device_key(store),
            pictures=pictures,
            confirm=lambda words: (open_vault(folder, words, None), None)[1],
            put_by_key=purpose_key(key, "put by"),
        )
    finally:
        store.close()


def record(kind: RecordKind, record_id: str, body: object, version: int = 1) -> Record:
    """Return what came down with the feed."""
    plain = to_plain(body)
    assert isinstance(plain, dict)
    return Record(kind, record_id, version, plain)


def gone(kind: RecordKind, record_id: str) -> Record:
    """Return a record that was withdrawn."""
    return Record(kind, record_id, 9, None)


def receive(ws: Workspace, *records: Record) -> None:
    """Take records as a pull does."""
    with ws.store.write() as uow:
        for one in records:
            uow.records.apply(one)


def enrolled(ws: Workspace) -> None:
    """Make the laptop one that a server knows."""
    key = to_text(SigningKey(b"s" * 32).public)
    remember(ws.store, SERVER, EnrolmentAnswer(ws.device.id, VOLUNTEER, "CGR", key, "ÁNCASH"))


def accredited(ws: Workspace, state: AccreditationState = AccreditationState.ACTIVE, **given: Any) -> None:
    """Give the volunteer a standing; ACTIVE opens visits."""
    values = {
        "volunteer": VOLUNTEER,
        "state": state,
        "scope": "Áncash",
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=365),
    }
    version = given.pop("version", 1)
    receive(ws, record(RecordKind.ACCREDITATION, VOLUNTEER, Accreditation(**(values | given)), version))


def assigned(ws: Workspace, work: Work, activity: Activity = Activity.SITE_VISIT, **given: Any) -> str:
    """Give the volunteer an assignment on a work, with its checklist; return its id."""
    checklist = next(one for one in checklists() if one.activity is activity)
    values = {
        "id": f"{activity.value}-{work.id}",
        "work_id": work.id,
        "activity": activity,
        "checklist_id": checklist.id,
        "due": TODAY + timedelta(days=8),
        "volunteers": (VOLUNTEER,),
    }
    made = Assignment(**(values | given))
    receive(
        ws,
        record(RecordKind.WORK, work.id, work),
        record(RecordKind.ASSIGNMENT, made.id, made),
        *(record(RecordKind.CHECKLIST, one.id, one) for one in checklists()),
    )
    return made.id


def ready(ws: Workspace) -> None:
    """Make a profile that may work: enrolled, accredited, with a visit and an assessment of one work."""
    enrolled(ws)
    accredited(ws)
    for activity in (Activity.SITE_VISIT, Activity.INFORMATION_ACCESS):
        assigned(ws, works(1)[0], activity)


def assignment_of(activity: Activity = Activity.SITE_VISIT) -> str:
    """Return the id of the assignment that `ready` made."""
    return f"{activity.value}-{works(1)[0].id}"


def picture(seed: int = 1, **facts: Any) -> bytes:
    """Return a small photo taken at the first work while it is visited, unless said otherwise."""
    work = works(1)[0]
    assert work.latitude is not None and work.longitude is not None
    values = {"taken": "2026:11:22 09:05:00", "place": (work.latitude, work.longitude)} | facts
    return photo(drawing(seed=seed), **values)


def filled(ws: Workspace, activity: Activity = Activity.SITE_VISIT) -> ReportKey:
    """Answer a whole report and add the photos it asks for; it can be signed."""
    key = start(ws, assignment_of(activity))
    draft = open_draft(ws, key)
    for ref, value in demo_answers(activity, works(1)[0], ws.clock.now()).items():
        draft.answer(ref, value)
    answer_and_save(ws, draft, *_last(draft))
    add_required_photos(ws, draft)
    return key


def add_required_photos(ws: Workspace, draft: Draft) -> None:
    """Add a photo for every photo question that must have one."""
    wanted = [p for p in draft.session.validate() if draft.session.node(p.ref).control == "upload"]
    for seed, problem in enumerate(wanted, 10):
        evidence = photos.add_photo(ws, draft.key, picture(seed), question_ref=problem.ref)
        photos.attach_to_question(ws, draft, evidence)


def _last(draft: Draft) -> tuple[str, str]:
    ref = draft.session.position
    return ref, draft.session.node(ref).stored


def at_distance(work: Work, metres: float) -> tuple[float, float]:
    """Return a place north of a work."""
    assert work.latitude is not None and work.longitude is not None
    return work.latitude + metres / 111_320, work.longitude


def renamed(work: Work, number: int) -> Work:
    """Return another work like this one."""
    return replace(work, id=f"{work.id}-{number}", name=f"{work.name} {number}")
