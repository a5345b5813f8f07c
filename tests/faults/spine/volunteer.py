"""The volunteer's part of the story as a program that may be killed at any moment and begun again.

It says on a file what it was told is saved, right after it was told; whoever kills it holds it to that.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from fieldmonitor.app import drafts, photos, signing
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.exchange import synchronise
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.profile import engine_for, open_profile
from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store.connection import connect
from fieldmonitor.trust.vault import open_vault
from tests import factories

TOO_EARLY = "--too-early"
"""A control: say that an answer is saved before it is, and die in between."""

FORGET = "--forget"
"""A control: lose the queue of what was signed."""

DEADLY_WORD = 5

LATER_VISITS = {"/data/closing/previous_fixed": "yes"}
"""What only a second visit to a work is asked."""

PHOTOS = (
    "/data/arrival/front_photo",
    "/data/documents/board_photo",
    "/data/progress/activity_photo",
    "/data/progress/progress_photo",
    "/data/quality/defects_photo",
    "/data/quality/storage_photo",
)


class Acknowledged:
    """What the program was told is saved, a line each; a line cut short by a kill was not said."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.words = 0

    def say(self, what: str, key: ReportKey, **values: str) -> None:
        self._file.write(json.dumps({"what": what, "id": key.id, "version": key.version} | values) + "\n")
        self._file.flush()
        self.words += 1


def main(arguments: Sequence[str]) -> int:
    """`FOLDER WORDS SAID [CONTROL] ASSIGNMENT…`: do all of the work that is still to do."""
    folder, words, said, *rest = arguments
    assignments = [argument for argument in rest if not argument.startswith("--")]
    passphrase = Path(words).read_text(encoding="utf-8").strip()
    with Path(said).open("a", encoding="utf-8") as file, open_profile(Path(folder), passphrase) as ws:
        for assignment in assignments:
            if _done(ws, assignment):
                continue
            _report(ws, assignment, passphrase, Acknowledged(file), too_early=TOO_EARLY in rest)
            if FORGET in rest:
                _forget(Path(folder), passphrase)
            synchronise(ws, engine_for(ws))
        synchronise(ws, engine_for(ws))
    return 0


def _forget(folder: Path, passphrase: str) -> None:
    connection = connect(folder / "store.db", open_vault(folder, passphrase, None))
    connection.execute("DELETE FROM outbox")
    connection.close()


def _done(ws: Workspace, assignment: str) -> bool:
    with ws.store.read() as uow:
        latest = uow.reports.latest_for_assignment(assignment)
    return latest is not None and latest.state is not ReportState.DRAFT


def _report(ws: Workspace, assignment: str, passphrase: str, told: Acknowledged, *, too_early: bool) -> None:
    key = drafts.start(ws, assignment)
    told.say("started", key)
    draft = drafts.open_draft(ws, key)
    given = demo_answers(draft.report.activity, draft.work, datetime.now(UTC)) | LATER_VISITS
    for ref, value in given.items():
        node = draft.session.node(ref)
        if node.stored or (ref in LATER_VISITS and not node.relevant):
            continue
        draft.answer(ref, value)
        snapshot = draft.snapshot()
        if too_early:
            told.say("answer", key, ref=ref, value=draft.session.node(ref).stored)
            if told.words == DEADLY_WORD:
                os.kill(os.getpid(), signal.SIGKILL)
        drafts.save(ws, snapshot)
        if not too_early:
            told.say("answer", key, ref=ref, value=draft.session.node(ref).stored)
    _photos(ws, draft, told)
    manifest = signing.sign(ws, key, passphrase)
    told.say("signed", key, files=str(len(manifest.files)))


def _photos(ws: Workspace, draft: Draft, told: Acknowledged) -> None:
    with ws.store.read() as uow:
        there = {row.question_ref: row for row in uow.evidence.list(draft.key)}
    for seed, ref in enumerate(PHOTOS, 40):
        evidence = there.get(ref) or photos.add_photo(
            ws, draft.key, factories.picture(seed), name=f"{seed}.jpg", question_ref=ref
        )
        told.say("photo", draft.key, sha256=evidence.sha256)
        photos.attach_to_question(ws, draft, evidence)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
