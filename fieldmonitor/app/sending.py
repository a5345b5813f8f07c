"""What a person may do with what waits to be sent: hold it back, let it go on, try again."""

from fieldmonitor.app.consent import require_consent
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import OutboxItem
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store import UnitOfWork

_HERE = (ReportState.SIGNED, ReportState.QUEUED)


def pause(ws: Workspace, message_id: str) -> None:
    """Hold a message and its files back until they are resumed."""
    with ws.store.write() as uow:
        uow.outbox.pause(message_id)


def resume(ws: Workspace, message_id: str) -> None:
    """Let a message that was held back go on where it stopped."""
    with ws.store.write() as uow:
        require_consent(uow)
        uow.outbox.resume(message_id)


def hold(ws: Workspace, message_id: str) -> None:
    """Keep a signed message here until a person lets it go: no network, stick or hub takes it.

    It stays as it was signed. Refused once any of it may have left: InputError `outbox.not_there`,
    `outbox.on_its_way`, `outbox.in_a_bundle`. The exchange claims what it sends under the same lock.
    """
    with ws.store.write() as uow:
        items = [item for item in uow.outbox.items(message_id) if item.state is not OutboxState.DONE]
        if not items:
            raise InputError("outbox.not_there")
        for version in {item.message_version for item in items}:
            if uow.custody.written(message_id, version):
                raise InputError("outbox.in_a_bundle")
            if _on_its_way(uow, message_id, version):
                raise InputError("outbox.on_its_way")
        uow.outbox.pause(message_id)


def release(ws: Workspace, message_id: str) -> None:
    """Let a message go that was held back; InputError `outbox.not_held` for any other."""
    with ws.store.write() as uow:
        require_consent(uow)
        if not any(item.state is OutboxState.PAUSED for item in uow.outbox.items(message_id)):
            raise InputError("outbox.not_held")
        uow.outbox.resume(message_id)


def _on_its_way(uow: UnitOfWork, message_id: str, version: int) -> bool:
    items = [item for item in uow.outbox.items(message_id) if item.message_version == version]
    report = uow.reports.get(ReportKey(message_id, version))
    return any(map(_tried, items)) or (report is not None and report.state not in _HERE)


def _tried(item: OutboxItem) -> bool:
    stopped = item.state in (OutboxState.DONE, OutboxState.NEEDS_ATTENTION)
    return stopped or item.attempts > 0 or item.confirmed > 0


def retry(ws: Workspace, message_id: str) -> None:
    """Try a message that needs attention once more, forgetting its waits and problems."""
    with ws.store.write() as uow:
        require_consent(uow)
        uow.outbox.retry(message_id)
