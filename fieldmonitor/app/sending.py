"""What a person may do with what waits to be sent: hold it back, let it go on, try again."""

from fieldmonitor.app.workspace import Workspace


def pause(ws: Workspace, message_id: str) -> None:
    """Hold a message and its files back until they are resumed."""
    with ws.store.write() as uow:
        uow.outbox.pause(message_id)


def resume(ws: Workspace, message_id: str) -> None:
    """Let a message that was held back go on where it stopped."""
    with ws.store.write() as uow:
        uow.outbox.resume(message_id)


def retry(ws: Workspace, message_id: str) -> None:
    """Try a message that needs attention once more, forgetting its waits and problems."""
    with ws.store.write() as uow:
        uow.outbox.retry(message_id)
