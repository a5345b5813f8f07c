"""Locked: by hand, by quiet, by sleep; and then nothing of the profile is shown or held."""

import gc
import shutil
import subprocess
import sys
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.system.sleep import ASLEEP_S, SleepWatch, gauges
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.watch import Watch
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, WHO, Sample

Open = Callable[..., Person]


class Hands:
    """Clocks that a test moves."""

    def __init__(self) -> None:
        self.awake, self.asleep = 1000.0, 0.0

    def watch(self, person: Person) -> Watch:
        application = person.application
        sleep = SleepWatch([(lambda: self.asleep, ASLEEP_S)])
        made = Watch(
            QApplication.instance(), application.window, application.lock,
            application._guarded, sleep=sleep, monotonic=lambda: self.awake,
        )  # fmt: skip
        application.watch.end()
        made._timer.stop()  # a test looks when it says so
        application.watch = made
        made.begin()
        return made


@pytest.fixture
def opened(open_person: Open, filled: Sample) -> Person:
    person = open_person(filled.folder, asks=True)
    person.arrives("unlock")
    person.types("Frase clave", PASSPHRASE)
    person.presses("Abrir")
    person.arrives("home")
    return person


def locked(person: Person) -> bool:
    return person.application.context.workspace is None


def test_quiet_minutes_lock_but_typing_in_one_field_does_not(opened: Person) -> None:
    hands = Hands()
    watch = hands.watch(opened)
    watch.minutes = 5
    opened.goes("works")
    watch.look()
    for _minute in range(12):  # an hour in one search field, without a move of the pointer
        hands.awake += 299
        QTest.keyClick(opened.window.windowHandle(), Qt.Key.Key_A)
        watch.look()
    assert not locked(opened)
    hands.awake += 301
    watch.look()
    assert locked(opened)
    opened.arrives("unlock")


def test_words_that_an_input_method_composes_count_as_stirring(opened: Person) -> None:
    hands = Hands()
    watch = hands.watch(opened)
    hands.awake += 10_000
    QGuiApplication.inputMethod().cursorRectangleChanged.emit()
    watch.look()
    assert not locked(opened)


def test_a_machine_that_slept_is_locked_before_anything_is_painted(opened: Person) -> None:
    hands = Hands()
    hands.watch(opened)
    opened.sees(WHO)
    hands.asleep += 3600
    opened.window.update()
    opened.bot.waitUntil(lambda: locked(opened))
    assert WHO not in opened.page()
    opened.arrives("unlock")


def test_practice_is_not_locked(open_person: Open) -> None:
    person = open_person(None)
    person.arrives("first")
    person.presses("Practicar")
    person.arrives("visit")
    person.application.watch.asleep()
    assert not locked(person)


def test_behind_the_lock_nothing_is_shown_held_or_reachable(opened: Person) -> None:
    workspace = opened.application.context.ws
    folder, device = workspace.folder, id(workspace.device)
    del workspace
    dialog = QDialog(opened.window)
    dialog.setWindowTitle("el cartel de obra")
    dialog.open()
    opened.application.context.undo("Foto borrada", lambda: None)
    opened.presses_key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    opened.application.lock()
    opened.arrives("unlock")
    assert not dialog.isVisible()
    assert not opened.window.undo.isVisible()
    assert opened.window.windowTitle() == "Monitor de Obras"
    for place in ("home", "settings", "visit"):
        opened.window.go(Route(place))
        assert opened.window.screen_now.route().place == "unlock"
    opened.presses_key(Qt.Key.Key_F1)
    opened.arrives("help")
    assert opened._named("Inicio") is None and WHO not in opened.page()
    opened.presses_key(Qt.Key.Key_Escape)
    opened.arrives("unlock")
    gc.collect()
    alive = gc.get_objects()
    assert not [found for found in alive if isinstance(found, Workspace) and found.folder == folder]
    assert not [found for found in alive if isinstance(found, SigningKey) and id(found) == device]


def test_what_the_keyring_remembers_does_not_open_a_locked_profile(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder)  # opens by itself, as a keyring lets it
    person.arrives("home")
    person.application.lock()
    person.arrives("unlock")
    person.presses("Olvidé mi frase clave")
    person.arrives("recover")
    person.presses("Volver")
    person.arrives("unlock")
    assert locked(person)


# -- the clocks and the system's word --------------------------------------------------------------


def test_the_clocks_tell_sleep_from_a_busy_moment() -> None:
    now = {"asleep": 0.0, "awake": 0.0}
    watch = SleepWatch([(lambda: now["asleep"], 1.0), (lambda: now["awake"], 60.0)])
    now["awake"] += 30
    assert not watch.slept()
    now["asleep"] += 2
    assert watch.slept() and not watch.slept()
    now["awake"] += 90  # stopped, as a closed lid on a machine that does not count its sleep
    assert watch.slept()


def test_this_machines_clocks_stand_still_while_it_is_awake() -> None:
    watch = SleepWatch(gauges())
    assert not any(watch.slept() for _look in range(1000))


SESSION = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication
from fieldmonitor.ui.shell.power import LOGIN, LoginListener
app = QApplication([])
heard = []
listener = LoginListener(app, lambda: heard.append(1))
bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SystemBus, "logind")
assert bus.registerService(LOGIN[0])
def say(sleeps):
    signal = QDBusMessage.createSignal(LOGIN[1], LOGIN[2], "PrepareForSleep")
    signal.setArguments([sleeps])
    assert bus.send(signal)
def look():
    if len(heard) == 2:
        app.quit()
QTimer.singleShot(0, lambda: (say(True), say(False)))
watch = QTimer()
watch.timeout.connect(look)
watch.start(20)
QTimer.singleShot(20_000, app.quit)
app.exec()
print("heard", len(heard))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-run-session") is None, reason="needs dbus-run-session"
)
def test_the_systems_word_that_it_will_sleep_is_heard_on_a_real_bus() -> None:
    inner = 'DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" QT_QPA_PLATFORM=offscreen exec "$0" -c "$1"'
    said = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", inner, sys.executable, SESSION],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert said.stdout == "heard 2\n", said.stderr[-2000:]


def test_without_a_system_bus_the_window_opens_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from fieldmonitor.ui.shell.power import listen

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    listener = listen(app, lambda: None)
    assert sys.platform != "linux" or listener is not None


def test_a_closed_window_is_kept_by_nobody(opened: Person) -> None:
    opened.application.watch._listen()
    kept = weakref.ref(opened.application)
    opened.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    del opened.application, opened.window, opened.entry
    gc.collect()
    assert kept() is None


def again(person: Person) -> None:
    """Lock and unlock with the keys alone."""
    person.presses_key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    person.arrives("unlock")
    assert "Cartel" not in person.page()
    QTest.keyClicks(QApplication.focusWidget(), PASSPHRASE)
    person.presses_key(Qt.Key.Key_Return)


def test_after_unlocking_one_stands_where_one_was(opened: Person, filled: Sample) -> None:
    visit = opened.goes("visit", filled.draft)
    opened.presses_key(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    opened.presses_key(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    left = visit.route()
    again(opened)
    assert opened.arrives("visit").route() == left
    opened.presses_key(Qt.Key.Key_F1)  # what stands in front is not returned to
    opened.arrives("help")
    again(opened)
    assert opened.arrives("visit").route() == left
    opened.goes("home")
    again(opened)
    opened.arrives("home")
    assert opened.application._left_at.take(opened.entry.folder) is None


def test_a_draft_that_is_gone_is_not_returned_to(opened: Person, filled: Sample) -> None:
    from fieldmonitor.ui.left_at import LeftAt, still_there

    workspace = opened.application.context.ws
    gone = Route("visit", "00000000-0000-4000-8000-000000000000/1")
    assert not still_there(workspace, gone) and still_there(workspace, Route("visit", filled.draft))
    kept = LeftAt()
    kept.note(workspace.folder, [Route("help"), Route("marks", "x"), gone])
    assert kept.take(workspace.folder / "other") is None  # another profile's door forgets it
    assert kept.take(workspace.folder) is None
    kept.note(workspace.folder, [gone])
    assert kept.take(workspace.folder) == gone


@pytest.mark.parametrize("way", ["lock", "another person", "practice"])
def test_what_was_typed_last_is_kept_whichever_way_the_profile_is_left(
    opened: Person, filled: Sample, way: str
) -> None:
    context = opened.application.context
    context.undo("Foto borrada", lambda: None)
    opened.goes("photos", filled.draft, filled.photo)
    opened.types("Pie de foto", "Zanja sin cinta")  # the keyboard stays in the field
    leave, then = {
        "lock": (context.lock, "unlock"),
        "another person": (lambda: context.switch(None), "people"),
        "practice": (context.practise, "visit"),
    }[way]
    leave()
    opened.arrives(then)
    assert not opened.window.undo.isVisible()
    with open_profile(opened.entry.folder, PASSPHRASE) as kept, kept.store.read() as uow:
        assert "Zanja sin cinta" in uow.evidence.get(filled.photo).caption
