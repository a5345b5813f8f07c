"""An answers file into a report: `{"checklist", "version", "answers": {ref: text}}`."""

import json
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.app.drafts import Draft, save
from fieldmonitor.app.photos import add_photo, attach_to_question
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.forms import ChecklistError


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """Typed answers for one checklist; a ref with an index addresses a row, which is added if needed."""

    checklist: str
    version: str
    answers: dict[str, str]


def read_answers(path: Path) -> AnswersFile:
    """Read an answers file, or say what is wrong with it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        answers = {str(ref): str(value) for ref, value in data["answers"].items()}
        return AnswersFile(str(data["checklist"]), str(data["version"]), answers)
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("answers.malformed", reason=str(error)) from error


def fill(ws: Workspace, draft: Draft, file: AnswersFile, photos: list[tuple[str, Path]]) -> None:
    """Answer a draft from a file and add its photos; each photo `(ref, path)` answers its question."""
    report = draft.report
    expected = f"{report.checklist_id} {report.checklist_version}"
    if (file.checklist, file.version) != (report.checklist_id, report.checklist_version):
        raise InputError("answers.other_checklist", got=f"{file.checklist} {file.version}", expected=expected)
    for ref, value in file.answers.items():
        try:
            draft.answer(ref, value)
        except ChecklistError as error:
            raise InputError("answers.unknown_question", ref=ref) from error
    save(ws, draft.snapshot())
    for ref, path in photos:
        _add(ws, draft, ref, path)


def _add(ws: Workspace, draft: Draft, ref: str, path: Path) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
    evidence = add_photo(ws, draft.key, data, name=path.name, question_ref=ref)
    attach_to_question(ws, draft, evidence)
