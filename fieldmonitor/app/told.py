"""What the comptroller told of a report, in the language in force, and which of it is new."""

from dataclasses import dataclass, replace
from datetime import date

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.documents.told import notice_words, step_text
from fieldmonitor.domain.records import Feedback, Notice
from fieldmonitor.domain.reports import ReportKey, ReportState

NOTICES_READ = "notices_read"
"""Setting: the time of the newest message from the programme that was on the screen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a review asks about one question, in the words of whoever reviewed, and the day it was told."""

    text: str
    on: date | None


def asked_of(ws: Workspace, key: ReportKey) -> dict[str, tuple[Asked, ...]]:
    """Return what the review of the version that this one corrects asks, by question."""
    with ws.store.read() as uow:
        told = uow.records.feedback(key.id)
        versions = {report.key.version: report for report in uow.reports.versions(key.id)}
    cited = versions[key.version].replaces if key.version in versions else None
    reviewed = versions.get(told.report_version) if told is not None else None
    if told is None or reviewed is None or cited is None or reviewed.manifest_sha256 != cited:
        return {}
    returned = [step.on for step in told.steps if step.step == ReportState.RETURNED]
    on = max(returned, default=None)
    found: dict[str, tuple[Asked, ...]] = {}
    for comment in told.comments:
        found[comment.ref] = (*found.get(comment.ref, ()), Asked(comment.text, on))
    return found


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
