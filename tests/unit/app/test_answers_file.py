"""An answers file into a draft: all of it or none, with a reason a person can act on."""

import json
from pathlib import Path
from typing import Any

import pytest

from fieldmonitor.app import drafts, queries
from fieldmonitor.app.answers_file import AnswersFile, fill, read_answers
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import RecordKind
from tests import factories

LOCATION = "/data/arrival/location"
BOARD_PHOTO = "/data/documents/board_photo"


@pytest.fixture
def draft(ws: Workspace) -> Draft:
    return drafts.open_draft(ws, drafts.start(ws, factories.assignment_of()))


def file(draft: Draft, answers: dict[str, str], **given: str) -> AnswersFile:
    values = {"checklist": draft.report.checklist_id, "version": draft.report.checklist_version} | given
    return AnswersFile(values["checklist"], values["version"], answers)


def written(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_answers_are_read_as_typed_text(tmp_path: Path) -> None:
    path = written(tmp_path, {"checklist": "c", "version": 1, "answers": {"/data/a": 5, "/data/b": "ñ"}})
    assert read_answers(path) == AnswersFile("c", "1", {"/data/a": "5", "/data/b": "ñ"})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '"text"',
        '{"checklist": "c"}',
        '{"checklist": "c", "version": "1", "answers": []}',
        '{"checklist": "c", "version": "1", "answers": {"/a": null}}',
        '{"checklist": "c", "version": "1", "answers": {"/a": true}}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_answers_file_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"answers\.malformed") as refused:
        read_answers(written(tmp_path, content))
    assert refused.value.params["reason"]


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"file\.unreadable"):
        read_answers(tmp_path / "nothing.json")
    (tmp_path / "latin.json").write_bytes('{"ñ": 1}'.encode("latin-1"))
    with pytest.raises(InputError, match=r"answers\.malformed"):
        read_answers(tmp_path / "latin.json")


def test_a_draft_is_filled_and_saved(ws: Workspace, draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "board.jpg").write_bytes(factories.picture())
    fill(ws, draft, file(draft, {LOCATION: "yes"}), [(BOARD_PHOTO, tmp_path / "board.jpg")])
    kept = drafts.open_draft(ws, draft.key).session
    assert kept.node(LOCATION).value == "yes"
    (evidence,) = queries.report_view(ws, draft.key).evidence
    assert kept.node(BOARD_PHOTO).stored == evidence.sha256
    assert evidence.name == "board.jpg"


def test_the_same_command_again_adds_nothing(ws: Workspace, draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "board.jpg").write_bytes(factories.picture())
    for _ in range(2):
        fill(ws, draft, file(draft, {LOCATION: "yes"}), [(BOARD_PHOTO, tmp_path / "board.jpg")])
    assert len(queries.report_view(ws, draft.key).evidence) == 1


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"/data/nothing/here": "x"}, "answers.unknown_question"),
        ({"/elsewhere/location": "x"}, "answers.unknown_question"),
        ({"/data/arrival": "x"}, "answers.unknown_question"),
        ({"location": "yes"}, "answers.unknown_question"),
        ({"/data/arrival/location[3]": "yes"}, "answers.unknown_question"),
        ({"/data/arrival/location[99999999]": "yes"}, "answers.unknown_question"),
        ({LOCATION: "perhaps"}, "answers.no_such_value"),
        ({"/data/staff/workers": "many"}, "answers.no_such_value"),
        ({"/data/documents/logbook_date": "yesterday"}, "answers.no_such_value"),
    ],
)
def test_one_bad_answer_and_nothing_is_saved(
    ws: Workspace, draft: Draft, answers: dict[str, str], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        fill(ws, draft, file(draft, {"/data/staff/supervisor_present": "no"} | answers), [])
    assert refused.value.code == code
    assert refused.value.params["ref"] in answers
    assert drafts.open_draft(ws, draft.key).session.node("/data/staff/supervisor_present").value == ""


@pytest.mark.parametrize("given", [{"checklist": "obra_paralizada"}, {"version": "1999"}])
def test_answers_of_another_checklist_are_refused(ws: Workspace, draft: Draft, given: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"answers\.other_checklist"):
        fill(ws, draft, file(draft, {LOCATION: "yes"}, **given), [])


@pytest.mark.parametrize(
    ("ref", "name", "code"),
    [
        (BOARD_PHOTO, "missing.jpg", "file.unreadable"),
        (LOCATION, "board.jpg", "photo.no_photo_question"),
        ("/data/nothing", "board.jpg", "answers.unknown_question"),
    ],
)
def test_a_photo_that_cannot_be_added_stops_before_anything_is_saved(
    ws: Workspace, draft: Draft, tmp_path: Path, ref: str, name: str, code: str
) -> None:
    (tmp_path / "board.jpg").write_bytes(factories.picture())
    with pytest.raises(InputError) as refused:
        fill(ws, draft, file(draft, {LOCATION: "yes"}), [(ref, tmp_path / name)])
    assert refused.value.code == code
    assert drafts.open_draft(ws, draft.key).session.node(LOCATION).value == ""


ROWS = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Rows</h:title><model>
    <instance><data id="rows" version="1"><people jr:template=""><name/></people></data></instance>
    <bind nodeset="/data/people/name" type="string"/>
  </model></h:head>
  <h:body><group ref="/data/people"><repeat nodeset="/data/people">
    <input ref="/data/people/name"><label>Nombre</label></input>
  </repeat></group></h:body>
</h:html>"""


def test_a_ref_with_a_number_makes_the_rows_it_needs(ws: Workspace) -> None:
    from dataclasses import replace

    record = replace(factories.checklists()[0], id="rows", version="1", xform=ROWS)
    begun = factories.assigned(ws, factories.works(1)[0], id="with-rows", checklist_id="rows")
    factories.receive(ws, factories.record(RecordKind.CHECKLIST, "rows", record))
    draft = drafts.open_draft(ws, drafts.start(ws, begun))
    answers = {"/data/people[2]/name": "Rosa", "/data/people[1]/name": "Luis"}
    fill(ws, draft, file(draft, answers), [])
    kept = drafts.open_draft(ws, draft.key).session
    assert [kept.node(f"/data/people[{n}]/name").value for n in (1, 2)] == ["Luis", "Rosa"]
