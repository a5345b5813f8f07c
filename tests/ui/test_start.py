"""The first moment: numbers at a glance, the same as the store's, and a window that waits for nothing."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from fieldmonitor.app import drafts, queries
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.entry import DemoEntry
from fieldmonitor.domain.records import Activity
from fieldmonitor.ui.shell.navigation import Route
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, Sample

Open = Callable[..., Person]
ONLINE = Activity.INFORMATION_ACCESS
LATE = (
    "sqlalchemy", "alembic", "pyxform", "openpyxl", "reportlab", "requests", "keyring", "PIL", "lxml",
    "PySide6.QtDBus", "fieldmonitor.domain.records",
)  # fmt: skip


def test_a_glance_says_what_the_store_says(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder)
    person.arrives("home")
    ws = person.application.context.ws
    seen = DemoEntry(person.entry.folder, PASSPHRASE).glance()
    home = queries.home(ws)
    assert seen is not None
    assert (seen.volunteer, seen.next_due, seen.last_sync) == (
        home.volunteer,
        home.next_due,
        home.sync.last_sync,
    )
    for name in ("to_do", "drafts", "ready", "sent", "pending_bytes", "unread_feedback"):
        assert getattr(seen.counts, name) == getattr(home.counts, name), name
    assert seen.draft is not None and home.next_step is not None
    assert seen.draft.key == str(home.next_step.report.key)
    assert seen.draft.work_name == home.next_step.work_name
    assert seen.draft.saved_at == home.next_step.report.saved_at
    held = home.next_step.report
    far = (held.answered, held.questions, held.part, held.parts)
    assert (seen.draft.answered, seen.draft.questions, seen.draft.part, seen.draft.parts) == far
    person.sees(f"Parte {held.part} de 7 · {held.answered} de {held.questions} respuestas · Guardado ")
    assert seen.draft.activity is home.next_step.report.activity is Activity.SITE_VISIT
    drafts.start(ws, _assignment(ws, Activity.SITE_VISIT), practice=True)
    assert _seen_draft(person) == str(queries.home(ws).next_step.report.key)  # type: ignore[union-attr]


def test_home_goes_on_with_an_assessment_in_its_own_words(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder)
    person.arrives("home")
    person.sees("Continuar la visita")
    ws = person.application.context.ws
    (access,) = [row for row in queries.reports(ws, "drafts") if row.report.activity is ONLINE]
    draft = drafts.open_draft(ws, access.report.key, "es")
    drafts.save(ws, draft.snapshot())  # now it is the draft that was saved last
    assert _seen_draft(person) == str(access.report.key)
    glance = DemoEntry(person.entry.folder, PASSPHRASE).glance()
    assert glance is not None and glance.draft is not None and glance.draft.activity is ONLINE
    person.goes("works")
    person.goes("home")
    person.presses("Continuar la veeduría")
    person.arrives("assessment")
    assert "Continuar la visita" not in person.page()


def _seen_draft(person: Person) -> str:
    seen = DemoEntry(person.entry.folder, PASSPHRASE).glance()
    assert seen is not None and seen.draft is not None
    return seen.draft.key


def _assignment(ws: Workspace, activity: Activity) -> str:
    return next(row.id for row in queries.assignments(ws) if row.activity is activity)


def test_no_glance_at_what_only_the_store_can_explain(filled: Sample, tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"this is no database" * 100)
    (tmp_path / "vault.json").write_bytes((filled.folder / "vault.json").read_bytes())
    assert DemoEntry(tmp_path, PASSPHRASE).glance() is None
    copy = tmp_path / "copy"
    shutil.copytree(filled.folder, copy)
    assert DemoEntry(copy, "otra frase").glance() is None


def test_whoever_is_quick_arrives_where_they_wanted(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder)
    person.bot.waitUntil(lambda: person._at("home"), timeout=30_000)
    if person.application.context.glance is not None:
        person.window.go(Route("works"))
        assert person._at("home"), "the profile is not open yet"
        person.arrives("works")
    else:  # a fast machine had opened it already
        person.goes("works")


def test_the_window_is_painted_before_anything_slow_is_imported() -> None:
    program = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "import fieldmonitor.ui.application, fieldmonitor.ui.home.screen, fieldmonitor.ui.entry.screens\n"
        "import fieldmonitor.bootstrap.entry, fieldmonitor.bootstrap.glance\n"
        f"print([name for name in {LATE!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
