"""A demo volunteer's laptop before the window opens: accredited, with work waiting and some already done."""

from datetime import UTC, datetime

from fieldmonitor.demo.steps import StepFailed, run_steps
from fieldmonitor.demo.story import Story
from fieldmonitor.demo.world import World
from fieldmonitor.domain.records import Notice, RecordKind
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.messages import Record
from fieldmonitor.system.translations import _

DEMO_PASSPHRASE = "obra clara y segura"  # noqa: S105 - a demo's passphrase is shown on its first screen
MORE_WORKS = (1, 2, 3, 4, 5)
"""Works of the first region that the volunteer still has to visit."""

ASSESSED_WORK = 6
"""The work whose published information the volunteer still has to assess."""


def settle_in(world: World) -> str:
    """Walk the story for a first report, leave more assignments waiting, and return the staff's password."""
    story = Story(world)
    result = run_steps(story.steps())
    if not result["ok"]:
        raise StepFailed(str(result["steps"]))
    story.assign_more(MORE_WORKS)
    story.leave_to_answer(ASSESSED_WORK)
    story.close()
    _tell_passphrase(world)
    return story.analyst_password


def _tell_passphrase(world: World) -> None:
    notice = Notice(
        title=_("Esto es una demostración"),
        text=_("Las obras son de muestra. Su frase clave para firmar y desbloquear es: {words}").format(
            words=DEMO_PASSPHRASE
        ),
        at=datetime.now(UTC),
    )
    plain = to_plain(notice)
    assert isinstance(plain, dict)
    with world.workspace.store.write() as uow:
        uow.records.apply(Record(RecordKind.NOTICE, "demo", 1, plain))
