"""What the comptroller told of a report, in the language in force, and which of it is new."""

from dataclasses import replace

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.documents.told import notice_words, step_text
from fieldmonitor.domain.records import Feedback, Notice

NOTICES_READ = "notices_read"
"""Setting: the time of the newest message from the programme that was on the screen."""


def in_words(told: Feedback) -> Feedback:
    """Return feedback with its system sentences in the language in force; what staff wrote stays."""
    steps = tuple(replace(step, text=step_text(step)) for step in told.steps)
    last = told.steps[-1].text if told.steps else None
    summary = steps[-1].text if steps and told.summary == last else told.summary
    return replace(told, steps=steps, summary=summary)


def notice_in_words(notice: Notice) -> Notice:
    """Return a notice of the server itself in the language in force; what staff wrote stays."""
    title, text = notice_words(notice)
    return replace(notice, title=title, text=text)


def take_news(ws: Workspace) -> frozenset[str]:
    """Return the reports about which something new was told, and note that it has been read."""
    with ws.store.write() as uow:
        newest = uow.overview.newest_notice()
        if newest is not None:
            uow.settings.set(NOTICES_READ, newest)
        fresh = uow.records.unread_feedback()
        uow.records.mark_feedback_read(*fresh)
    return frozenset(fresh)
