"""What stands around every screen: whose profile it is, how the exchange stands, what was answered."""

from dataclasses import dataclass

from fieldmonitor.app.queries import SyncLine, sync_line_of
from fieldmonitor.app.told import in_words
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.sync.enrolment import VOLUNTEER


@dataclass(frozen=True, slots=True)
class Around:
    """Read behind every screen, so it holds counts and no rows; `newest` is the title of what came last."""

    volunteer: str | None
    sync: SyncLine
    unread: int
    newest: str | None


def around(ws: Workspace) -> Around:
    """Return what stands around a screen: the newest answer is looked for only while one is unread."""
    with ws.store.read() as uow:
        unread = len(uow.records.unread_feedback())
        told = uow.overview.feedback(limit=1) if unread else []
        return Around(
            volunteer=uow.settings.get(VOLUNTEER),
            sync=sync_line_of(uow),
            unread=unread,
            newest=in_words(told[0]).title if told else None,
        )
