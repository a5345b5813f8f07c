"""An answers file into a report: `{"checklist", "version", "answers": {ref: text}}`."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.app.drafts import Draft, open_draft, save, start
from fieldmonitor.app.photos import add_photo, attach_to_question
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import FieldMonitorError, InputError
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.forms import ChecklistError
from fieldmonitor.protocol.codec import digest
from fieldmonitor.system.translations import _

ROW = re.compile(r"\[(\d+)\]")
MOST_ROWS = 1000
"""A file that asks for more rows than any visit has is a mistake."""


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """Typed answers for one checklist; a ref with an index addresses a row, which is added if needed."""

    checklist: str
    version: str
    answers: dict[str, str]


def read_answers(path: Path) -> AnswersFile:
    """Read an answers file, or say what is wrong with it."""
    data = read_json(path)
    if not isinstance(data, dict) or not {"checklist", "version", "answers"} <= data.keys():
        raise InputError("answers.malformed", reason=_("se esperan checklist, version y answers"))
    answers = data["answers"]
    if not isinstance(answers, dict):
        raise InputError("answers.malformed", reason=_("answers no es un objeto"))
    for ref, value in answers.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise InputError(
                "answers.malformed", reason=_("la respuesta de {ref} no es un texto").format(ref=ref)
            )
    texts = {ref: str(value) for ref, value in answers.items()}
    return AnswersFile(str(data["checklist"]), str(data["version"]), texts)


def read_json(path: Path) -> object:
    """Read a JSON file that a person wrote, or say where it goes wrong."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
    except json.JSONDecodeError as error:
        where = _("línea {line}, columna {column}").format(line=error.lineno, column=error.colno)
        raise InputError("answers.malformed", reason=where) from error
    except (ValueError, RecursionError) as error:
        raise InputError("answers.malformed", reason=_("no es un texto en UTF-8")) from error


def record(
    ws: Workspace,
    assignment_id: str,
    file: AnswersFile,
    photos: list[tuple[str, Path]],
    *,
    activity: Activity | None = None,
    practice: bool = False,
) -> ReportKey:
    """Make a report of a file and photos and return its key; an open draft is filled further.

    A draft that was begun here and holds nothing, because the file cannot be used, goes to the trash.
    """
    with ws.store.read() as uow:
        before = uow.overview.open_draft(assignment_id, activity, practice=practice)
    key = start(ws, assignment_id, activity=activity, practice=practice)
    try:
        fill(ws, open_draft(ws, key), file, photos)
    except FieldMonitorError:
        if key != before:
            _throw_away_if_empty(ws, key)
        raise
    return key


def _throw_away_if_empty(ws: Workspace, key: ReportKey) -> None:
    with ws.store.write() as uow:
        report = uow.reports.get(key)
        if report is not None and report.saved_at == report.started_at and not uow.evidence.list(key):
            uow.reports.trash(key, ws.clock.now())


def fill(ws: Workspace, draft: Draft, file: AnswersFile, photos: list[tuple[str, Path]]) -> None:
    """Answer a draft from a file and add its photos; each photo `(ref, path)` answers its question.

    Nothing is saved unless every answer fits its question. Giving the same file again changes nothing.
    """
    report = draft.report
    expected = f"{report.checklist_id} {report.checklist_version}"
    if (file.checklist, file.version) != (report.checklist_id, report.checklist_version):
        raise InputError("answers.other_checklist", got=f"{file.checklist} {file.version}", expected=expected)
    for ref, value in file.answers.items():
        _answer(draft, ref, value)
    read = [(ref, path.name, _read_photo(draft, ref, path)) for ref, path in photos]
    save(ws, draft.snapshot())
    with ws.store.read() as uow:
        there = {(row.question_ref, row.sha256) for row in uow.evidence.list(draft.key)}
    for ref, name, data in read:
        if (ref, digest(data)) not in there:  # a command that failed halfway is simply given again
            attach_to_question(ws, draft, add_photo(ws, draft.key, data, name=name, question_ref=ref))


def _answer(draft: Draft, ref: str, value: str) -> None:
    _add_rows(draft, ref)
    try:
        draft.answer(ref, value)
    except ChecklistError as error:
        raise InputError("answers.unknown_question", ref=ref) from error
    if value and not draft.session.node(ref).stored:
        raise InputError("answers.no_such_value", ref=ref, value=value)


def _add_rows(draft: Draft, ref: str) -> None:
    """Add the rows that a ref with an index asks for: `/data/people[2]/name` needs two."""
    for match in ROW.finditer(ref):
        repeat, wanted = ref[: match.start()], int(match.group(1))
        if wanted > MOST_ROWS:
            raise InputError("answers.unknown_question", ref=ref)
        try:
            while len(draft.session.node(repeat).children) < wanted:
                draft.session.add_repeat(repeat)
        except ChecklistError as error:
            raise InputError("answers.unknown_question", ref=ref) from error


def _read_photo(draft: Draft, ref: str, path: Path) -> bytes:
    try:
        node = draft.session.node(ref)
    except ChecklistError as error:
        raise InputError("answers.unknown_question", ref=ref) from error
    if node.control != "upload":
        raise InputError("photo.no_photo_question", ref=ref)
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
