"""What comes and goes by itself moves nothing that a person may be aiming at."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QCursor
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider

from fieldmonitor.domain.errors import InputError
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.layout import Page
from tests.ui.person import Person
from tests.ui.sample import Sample


def places(person: Person) -> dict[QAbstractButton, QPoint]:
    """Return where every button of the window is now."""
    person.waits()
    bar = person.window.undo
    found = [b for b in person.widgets(QAbstractButton) if not bar.isAncestorOf(b)]
    return {button: button.mapTo(person.window, QPoint()) for button in found}


def moved(before: dict[QAbstractButton, QPoint], after: dict[QAbstractButton, QPoint]) -> list[str]:
    return [
        f"{button.accessibleName()}: {before[button]} -> {at}"
        for button, at in after.items()
        if button in before and at != before[button]
    ]


@pytest.mark.parametrize("place", ["home", "settings", "reports", "visit", "outbox", "prepare"])
def test_bars_and_banners_move_no_button(person: Person, filled: Sample, place: str) -> None:
    keys = {"reports": "drafts", "visit": filled.draft, "settings": "security", "prepare": "a0"}
    screen = person.goes(place, keys.get(place, ""))
    for page in screen.findChildren(Page):
        page.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)  # the hardest
    before = places(person)
    assert len(before) > 4
    person.window.undo_last()
    person.application.context.undo("Foto borrada", lambda: None)
    assert person.window.undo.isVisible() and not moved(before, places(person))
    screen.notify("error", "Libere espacio y repita lo último. Código x", lead="No queda espacio.")
    assert not moved(before, places(person))
    assert not person.window.undo.geometry().intersects(screen.strip.geometry().translated(screen.pos()))
    if screen.header != "visit":
        person.window.news.offer("La Contraloría respondió.", "Su informe está en revisión")
        assert not moved(before, places(person))
    screen.notify("", "")
    person.window.undo.forget()
    person.window.news.forget()
    assert not moved(before, places(person))


def test_a_count_that_comes_or_goes_moves_no_place(person: Person) -> None:
    person.window.show_counts({"outbox": 3, "alerts": 1})
    before = places(person)
    person.window.show_counts({})
    assert not moved(before, places(person))
    person.window.show_counts({"outbox": 1})
    assert not moved(before, places(person))


def test_a_wrong_passphrase_is_said_at_its_field_when_signing_too(person: Person, filled: Sample) -> None:
    screen = person.goes("review", filled.draft)
    screen.trouble(InputError("vault.wrong_passphrase", wait=2))
    said = "La frase clave no es correcta. Espere 2 s y vuelva a escribirla."
    person.sees(said)
    assert not screen.findChildren(Banner, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert "vault.wrong_passphrase" not in person.page()
    screen.trouble(InputError("consent.withdrawn"))
    person.sees("Código consent.withdrawn")


def test_a_press_meant_for_what_lay_there_undoes_nothing(person: Person) -> None:
    undone: list[str] = []
    bar = person.window.undo
    person.application.context.undo("Foto borrada", lambda: undone.append("yes"))
    QCursor.setPos(bar.button.mapToGlobal(bar.button.rect().center()))
    person.application.context.undo("Foto borrada", lambda: undone.append("yes"))
    person.bot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert not undone and bar.isVisible()
    person.bot.waitUntil(lambda: bar.button._age.elapsed() > 500)
    person.bot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert undone and not bar.isVisible()


def test_what_comes_by_itself_is_told_to_a_screen_reader(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, bool]] = []

    def heard(event: QAccessibleEvent) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        told.append((event.message(), event.politeness() == QAccessible.AnnouncementPoliteness.Assertive))

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", heard)
    assert person.window.screen_now is not None
    person.window.screen_now.notify("ok", "Está en 2 lugares.", lead="Copia guardada.")
    person.window.screen_now.notify("error", "Libere espacio.", lead="No queda espacio.")
    person.application.context.undo("Foto borrada", lambda: None)
    assert told == [
        ("Copia guardada. Está en 2 lugares.", False),
        ("No queda espacio. Libere espacio.", True),
        ("Foto borrada. Deshacer con Ctrl+Z.", False),
    ]
