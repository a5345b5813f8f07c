"""How the window behaves: where it was left, help for where one is, the keyboard that nobody takes away."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldmonitor.system.translations import current_language
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.lists import RowList
from tests.ui.keeping import unlock
from tests.ui.person import Person
from tests.ui.sample import Sample

Open = Callable[..., Person]


def test_the_window_opens_at_the_list_where_it_was_closed(open_person: Open, filled: Sample) -> None:
    first = open_person(filled.folder, size=(1180, 640))
    first.arrives("home")
    first.presses("Bandeja")
    first.arrives("outbox")
    folder = first.entry.folder
    first.close()
    again = open_person(folder)
    again.arrives("outbox")
    again.presses_key(Qt.Key.Key_Escape)
    again.arrives("home")


def test_a_window_closed_on_a_report_opens_at_home(open_person: Open, filled: Sample) -> None:
    first = open_person(filled.folder)
    first.arrives("home")
    first.goes("report", filled.sent)
    folder = first.entry.folder
    first.close()
    again = open_person(folder)
    again.arrives("home")
    again.sees("Sus visitas a obras")
    assert filled.sent.split("/")[0] not in (folder / "window.ini").read_text(encoding="utf-8")


def test_f1_helps_with_the_screen_one_is_on_and_leads_back(person: Person, filled: Sample) -> None:
    person.goes("outbox")
    person.presses_key(Qt.Key.Key_F1)
    person.arrives("help")
    person.sees("En la pantalla de antes")
    person.sees("¿Qué hago si se corta la red?")
    person.presses_key(Qt.Key.Key_F1)
    person.presses_key(Qt.Key.Key_Escape)
    person.arrives("outbox")


def test_an_exchange_leaves_the_keyboard_where_it_was(person: Person) -> None:
    person.presses("Mis obras")
    person.arrives("works")
    listed = person.widgets(RowList)[0]
    listed.setFocus(Qt.FocusReason.TabFocusReason)
    listed.choose(3)
    person.presses_key(Qt.Key.Key_F5)
    bridge = person.application.context.bridge
    assert bridge is not None
    person.bot.waitUntil(lambda: not bridge.running, timeout=30_000)
    person.waits()
    assert QApplication.focusWidget() is listed
    assert listed.currentIndex().row() == 3


def test_language_and_sun_take_effect_wherever_one_is(person: Person, filled: Sample) -> None:
    from tests.ui.screenshots import places

    preferences = person.application.context.preferences
    for name, route in places(filled).items():
        person.window.go(route, keep=False)
        person.waits()
        preferences.language = "en" if current_language() == "es" else "es"
        person.presses_key(Qt.Key.Key_F9)
        person.waits()
        now = person.window.screen_now
        assert now is not None and now.route().place == route.place, name
        assert look().palette.sun == (preferences.theme == "sun")
        assert ("Modo sol" in person.page()) == (current_language() == "es"), name


def test_the_same_keys_work_on_every_screen(person: Person, filled: Sample) -> None:
    """F1 and Ctrl+K lead away and Esc leads back to the same spot, wherever one is."""
    from tests.ui.screenshots import places

    kinds = {route.place: route for route in places(filled).values() if route.place != "home"}
    for number, route in enumerate(kinds.values()):
        if _at(person).place != "home":
            person.window.forget_past()
            person.window.go(Route("home"), keep=False)
        person.window.go(route)
        person.waits()  # once; what the keys do is done at once
        now = _at(person)
        key, modifier, place = (
            (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "help"),
            (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier, "search"),
        )[number % 2]
        if place != route.place:
            _press(person, key, modifier)
            assert _at(person).place == place, f"no {place} from {route.place}"
            _press(person, Qt.Key.Key_Escape)
            assert _at(person) == now, f"not back from {place} to {route.place}"
        for _step in range(3):  # what is open within a screen closes first
            if _at(person).place == route.place:
                _press(person, Qt.Key.Key_Escape)
        assert _at(person).place != route.place, f"Esc leads nowhere from {route.place}"


def test_ctrl_l_locks_from_every_kind_of_screen(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    unlock(person)
    for route in (
        Route("settings", "security"),
        Route("search"),
        Route("help"),
        Route("visit", filled.draft),
    ):
        person.window.go(route)
        person.arrives(route.place)
        person.presses_key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        person.arrives("unlock")
        if route.place != "visit":
            unlock(person)


def _press(
    person: Person, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(QApplication.focusWidget() or person.window, key, modifier)


def _at(person: Person) -> Route:
    now = person.window.screen_now
    assert now is not None
    return now.route()
