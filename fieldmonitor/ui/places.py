"""Which screen a place is. Each is imported when one first goes there, so that the window starts quickly."""

from typing import TYPE_CHECKING

from fieldmonitor.ui.shell.navigation import Route, Screen

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


def make_screen(context: "UiContext", route: Route) -> Screen:
    """Return a new screen for a place; an unknown one is home."""
    return _class(route.place)(context, route)


def _class(place: str) -> type[Screen]:
    if place in ("starting", "unlock", "first"):
        return _outside(place)
    if place in ("visit", "photos", "review", "report", "reports"):
        return _report(place)
    return _inside(place)


def _outside(place: str) -> type[Screen]:
    if place == "first":
        from fieldmonitor.ui.entry.first import FirstScreen

        return FirstScreen
    from fieldmonitor.ui.entry.screens import StartingScreen, UnlockScreen

    return UnlockScreen if place == "unlock" else StartingScreen


def _inside(place: str) -> type[Screen]:
    if place == "works":
        from fieldmonitor.ui.works.screen import WorksScreen

        return WorksScreen
    if place == "work":
        from fieldmonitor.ui.works.sheet import WorkScreen

        return WorkScreen
    if place == "outbox":
        from fieldmonitor.ui.outbox.screen import OutboxScreen

        return OutboxScreen
    if place == "alerts":
        from fieldmonitor.ui.alerts.screen import AlertsScreen

        return AlertsScreen
    if place in ("course", "credential"):
        return _learning(place)
    if place == "apply":
        from fieldmonitor.ui.entry.apply import ApplyScreen

        return ApplyScreen
    if place in ("help", "settings"):
        return _aside(place)
    from fieldmonitor.ui.home.screen import HomeScreen

    return HomeScreen


def _learning(place: str) -> type[Screen]:
    if place == "credential":
        from fieldmonitor.ui.credential.screen import CredentialScreen

        return CredentialScreen
    from fieldmonitor.ui.course.screen import CourseScreen

    return CourseScreen


def _aside(place: str) -> type[Screen]:
    if place == "settings":
        from fieldmonitor.ui.settings.screen import SettingsScreen

        return SettingsScreen
    from fieldmonitor.ui.help.screen import HelpScreen

    return HelpScreen


def _report(place: str) -> type[Screen]:
    if place == "visit":
        from fieldmonitor.ui.visit.screen import VisitScreen

        return VisitScreen
    if place == "photos":
        from fieldmonitor.ui.photos.screen import PhotosScreen

        return PhotosScreen
    if place == "review":
        from fieldmonitor.ui.review.screen import ReviewScreen

        return ReviewScreen
    if place == "report":
        from fieldmonitor.ui.report.screen import ReportScreen

        return ReportScreen
    from fieldmonitor.ui.report.lists import ReportsScreen

    return ReportsScreen
