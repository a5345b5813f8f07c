"""One exchange with the comptroller, as a person or a script asks for it."""

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import Offline, Refused
from fieldmonitor.sync.engine import SyncEngine
from fieldmonitor.sync.results import RunResult

REFUSALS = frozenset({"sync.other_server", "device.revoked", "device.unknown"})
"""Codes that no waiting will mend."""


def synchronise(ws: Workspace, engine: SyncEngine, *, pull_only: bool = False) -> dict[str, object]:
    """Send what is signed and pull what is new; waits of earlier failed tries are cut short.

    Raises Offline when the server was not reached, Refused when it turned this laptop away. What had been
    exchanged until then stays.
    """
    if not pull_only:
        with ws.store.write() as uow:
            uow.outbox.hasten(ws.clock.now())
    result = engine.run(pull_only=pull_only)
    raise_if_stopped(result)
    return as_plain(result)


def raise_if_stopped(result: RunResult) -> None:
    """Turn a run's end into the error it stands for."""
    if result.problem is None:
        return
    kind = Refused if result.problem.code in REFUSALS else Offline
    raise kind(result.problem.code, **(result.problem.params or {}))


def as_plain(result: RunResult) -> dict[str, object]:
    """Return a run's figures for a script."""
    return {
        "completed": len(result.completed),
        "pending": result.pending,
        "needs_attention": result.needs_attention,
        "records": result.records,
        "bytes": result.sent,
        "steps": result.steps,
    }
