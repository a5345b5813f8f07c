"""What could not be saved when a profile was locked: sealed meanwhile, and taken up after unlocking."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldmonitor.system.translations import _
from fieldmonitor.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from fieldmonitor.app.put_by import TakenUp
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.shell.navigation import Screen


def leave(context: "UiContext", workspace: "Workspace") -> None:
    """Write the open drafts that no write has confirmed, or seal them; call it while the profile is open."""
    left = [draft.snapshot() for draft in context.drafts.values() if draft.unsaved]
    folder = workspace.folder
    if not left or context.practising:  # practice is thrown away with its profile
        return

    def put_by() -> tuple[bytes, ...]:
        from fieldmonitor.app.put_by import put_by

        return put_by(workspace, left)

    def kept(sealed: tuple[bytes, ...]) -> None:
        if sealed:
            context.sealed[folder] = sealed

    context.runner.database(put_by, kept, context.trouble)


def resume(context: "UiContext", workspace: "Workspace", then: Callable[[], object]) -> None:
    """Save what was put by for a profile, or let its drafts wait on, before anything of it is shown."""
    sealed = context.sealed.get(workspace.folder, ())
    language = context.language

    def take_up() -> "TakenUp":
        from fieldmonitor.app.put_by import take_up

        return take_up(workspace, sealed, language)

    def taken(found: "TakenUp") -> None:
        context.drafts.update(found.drafts)
        context.sealed.pop(workspace.folder, None)
        if found.sealed:
            context.sealed[workspace.folder] = found.sealed
        then()

    context.runner.database(take_up, taken, context.trouble)


def say_sealed(context: "UiContext", screen: "Screen | None") -> None:
    """Say before the locked door that an answer still waits to be saved."""
    if screen is not None and context.entry.folder in context.sealed:
        words = _("Quedó cifrado en la memoria y se guardará cuando abra su perfil. No cierre el programa.")
        screen.notify("warn", words, lead=_("Todavía no se pudo guardar lo último que escribió."))


def say_waiting(context: "UiContext", screen: "Screen | None") -> None:
    """Say on the page that unlocking leads to that a visit's last answers are not saved yet."""
    waiting = next((key for key, draft in context.drafts.items() if draft.unsaved), None)
    if screen is None or waiting is None:
        return
    words = _("Vaya a su visita: se guarda en cuanto se pueda. No cierre el programa.")
    button = Button(_("Ir a la visita"), "secondary", lambda: screen.go("visit", waiting))
    lead = _("Todavía no se pudo guardar lo último que escribió.")
    screen.notify("warn", words, lead=lead, button=button)
