"""The first moment: numbers at a glance, the same as the store's, and a window that waits for nothing."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from fieldmonitor.app import queries
from fieldmonitor.bootstrap.entry import DemoEntry
from fieldmonitor.ui.shell.navigation import Route
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, Sample

Open = Callable[..., Person]
LATE = ("sqlalchemy", "alembic", "pyxform", "openpyxl", "reportlab", "requests", "keyring", "PIL", "lxml")


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
