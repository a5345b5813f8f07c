"""Which screen a place is. Each is imported when one first goes there, so that the window starts quickly."""

from typing import TYPE_CHECKING

from fieldmonitor.ui.shell.navigation import Route, Screen

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


def make_screen(context: "UiContext", route: Route) -> Screen:
    """Return a new screen for a place; an unknown one is home."""
    return _class(route.place)(context, route)


def _class(place: str) -> type[Screen]:
    if place in ("starting", "unlock", "first", "fault", "people", "recover", "restore", "erased"):
        return _outside(place)
    if place in ("visit", "list", "assessment", "photos", "review", "report", "reports", "document"):
        return _report(place)
    if place in ("import", "clock", "marks", "file", "finding"):
        return _evidence(place)
    return _inside(place)


def _evidence(place: str) -> type[Screen]:
    if place == "marks":
        from fieldmonitor.ui.photos.marks_screen import MarksScreen

        return MarksScreen
    if place == "file":
        from fieldmonitor.ui.photos.file_screen import FileScreen

        return FileScreen
    if place == "import":
        from fieldmonitor.ui.photos.import_screen import ImportScreen

        return ImportScreen
    if place == "finding":
        from fieldmonitor.ui.review.finding_screen import FindingScreen

        return FindingScreen
    from fieldmonitor.ui.photos.clock_screen import ClockScreen

    return ClockScreen


def _outside(place: str) -> type[Screen]:
    if place == "first":
        from fieldmonitor.ui.entry.first import FirstScreen

        return FirstScreen
    if place in ("fault", "people", "recover", "restore", "erased"):
        return _beside(place)
    from fieldmonitor.ui.entry.screens import StartingScreen, UnlockScreen

    return UnlockScreen if place == "unlock" else StartingScreen


def _beside(place: str) -> type[Screen]:
    if place == "restore":
        from fieldmonitor.ui.safety.restore import RestoreScreen

        return RestoreScreen
    if place == "recover":
        from fieldmonitor.ui.entry.recover import RecoverScreen

        return RecoverScreen
    if place == "people":
        from fieldmonitor.ui.entry.people import PeopleScreen

        return PeopleScreen
    if place == "erased":
        from fieldmonitor.ui.entry.erased import ErasedScreen

        return ErasedScreen
    from fieldmonitor.ui.entry.fault import FaultScreen

    return FaultScreen


def _inside(place: str) -> type[Screen]:
    if place in ("works", "work", "work-document", "decline", "prepare", "search"):
        return _works(place)
    if place in ("packs", "enrol-pack"):
        return _packs(place)
    if place in ("outbox", "stick", "hub", "limits", "sync-log"):
        return _outbox(place)
    if place == "alerts":
        from fieldmonitor.ui.alerts.screen import AlertsScreen

        return AlertsScreen
    if place in ("course", "credential", "check-credential"):
        return _learning(place)
    if place == "apply":
        from fieldmonitor.ui.entry.apply import ApplyScreen

        return ApplyScreen
    if place in ("help", "settings"):
        return _aside(place)
    from fieldmonitor.ui.home.screen import HomeScreen

    return HomeScreen


def _works(place: str) -> type[Screen]:
    if place == "work":
        from fieldmonitor.ui.works.sheet import WorkScreen

        return WorkScreen
    if place == "work-document":
        from fieldmonitor.ui.works.document import DocumentScreen

        return DocumentScreen
    if place == "decline":
        from fieldmonitor.ui.works.decline import DeclineScreen

        return DeclineScreen
    if place == "prepare":
        from fieldmonitor.ui.prepare.screen import PrepareScreen

        return PrepareScreen
    if place == "search":
        from fieldmonitor.ui.search.screen import SearchScreen

        return SearchScreen
    from fieldmonitor.ui.works.screen import WorksScreen

    return WorksScreen


def _packs(place: str) -> type[Screen]:
    if place == "enrol-pack":
        from fieldmonitor.ui.packs.offline import OfflineScreen

        return OfflineScreen
    from fieldmonitor.ui.packs.screen import PacksScreen

    return PacksScreen


def _outbox(place: str) -> type[Screen]:
    if place == "stick":
        from fieldmonitor.ui.outbox.stick import StickScreen

        return StickScreen
    if place == "hub":
        from fieldmonitor.ui.hub.screen import HubScreen

        return HubScreen
    if place == "limits":
        from fieldmonitor.ui.outbox.limits import LimitsScreen

        return LimitsScreen
    if place == "sync-log":
        from fieldmonitor.ui.outbox.log_screen import LogScreen

        return LogScreen
    from fieldmonitor.ui.outbox.screen import OutboxScreen

    return OutboxScreen


def _learning(place: str) -> type[Screen]:
    if place == "check-credential":
        from fieldmonitor.ui.credential.check import CheckCredentialScreen

        return CheckCredentialScreen
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
    if place == "assessment":
        from fieldmonitor.ui.assessment.screen import AssessmentScreen

        return AssessmentScreen
    if place in ("visit", "list"):
        from fieldmonitor.ui.assessment.either import DraftScreen, ListScreen

        return ListScreen if place == "list" else DraftScreen
    if place == "photos":
        from fieldmonitor.ui.photos.screen import PhotosScreen

        return PhotosScreen
    if place == "review":
        from fieldmonitor.ui.review.screen import ReviewScreen

        return ReviewScreen
    if place == "document":
        from fieldmonitor.ui.report.document import DocumentScreen

        return DocumentScreen
    if place == "report":
        from fieldmonitor.ui.report.screen import ReportScreen

        return ReportScreen
    from fieldmonitor.ui.report.lists import ReportsScreen

    return ReportsScreen
