"""Search over everything: what is kept is found, what is gone is not, and nothing of it lies in clear."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import event

from fieldmonitor.app import drafts, photos, search
from fieldmonitor.app.search import Found, FoundKind
from fieldmonitor.app.search_text import plain
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.records import Activity, Feedback, FeedbackStep, Notice, RecordKind
from fieldmonitor.domain.reports import ReportKey
from tests import factories
from tests.fakes.clock import SimClock


def _find(ws: Workspace, words: str) -> list[Found]:
    while search.catch_up(ws):
        pass
    return list(search.find(ws, words))


def _kinds(ws: Workspace, words: str) -> set[FoundKind]:
    return {found.kind for found in _find(ws, words)}


def _write(ws: Workspace, ref: str, words: str) -> ReportKey:
    key = drafts.start(ws, factories.assignment_of())
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, ref, words)
    return key


def test_a_work_is_found_by_part_of_a_word_without_accents_and_by_code(ws: Workspace) -> None:
    work = factories.works(1)[0]
    found = _find(ws, "mejoram EDUCATIVO")
    assert [(f.kind, f.id) for f in found] == [(FoundKind.WORK, work.id)]
    assert found[0].assignment in {factories.assignment_of(activity) for activity in Activity}
    assert work.cui is not None
    assert _find(ws, work.cui)[0].id == work.id
    assert _find(ws, "ancash")[0].id == work.id


def test_what_was_typed_is_found_and_codes_are_not(ws: Workspace) -> None:
    key = _write(ws, "/data/surroundings/neighbours_said", "El muro agrietado está junto a la acequia")
    (found,) = _find(ws, "agrietad acequia")
    assert (found.kind, found.report, found.work_name) == (FoundKind.REPORT, key, factories.works(1)[0].name)
    assert "acequia" in found.words
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, "/data/arrival/danger", "no")
    assert FoundKind.REPORT not in _kinds(ws, "danger")


def test_an_answer_that_was_changed_is_found_by_its_new_words_only(ws: Workspace) -> None:
    key = _write(ws, "/data/surroundings/neighbours_said", "polvareda")
    assert _find(ws, "polvareda")
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, "/data/surroundings/neighbours_said", "aniego")
    assert not _find(ws, "polvareda")
    assert _find(ws, "aniego")[0].report == key


def test_photos_are_found_by_caption_until_they_are_thrown_away(ws: Workspace) -> None:
    key = drafts.start(ws, factories.assignment_of())
    kept = photos.add_photo(ws, key, factories.picture(), name="IMG_77.jpg", caption="Zanja sin señalización")
    (found,) = _find(ws, "senalizacion")
    assert (found.kind, found.id, found.report) == (FoundKind.PHOTO, kept.id, key)
    with ws.store.write() as uow:
        uow.evidence.trash(kept.id, ws.clock.now())
    assert not _find(ws, "senalizacion")


def test_a_thrown_away_report_takes_its_photos_along_and_brings_them_back(ws: Workspace) -> None:
    key = _write(ws, "/data/surroundings/neighbours_said", "polvareda")
    photos.add_photo(ws, key, factories.picture(), caption="polvareda en la vía")
    assert _kinds(ws, "polvareda") == {FoundKind.REPORT, FoundKind.PHOTO}
    with ws.store.write() as uow:
        uow.reports.trash(key, ws.clock.now())
    assert not _find(ws, "polvareda")
    with ws.store.write() as uow:
        uow.reports.restore(key)
    assert _kinds(ws, "polvareda") == {FoundKind.REPORT, FoundKind.PHOTO}


def test_practice_is_not_found(ws: Workspace) -> None:
    key = drafts.start(ws, factories.assignment_of(), practice=True)
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, "/data/surroundings/neighbours_said", "polvareda")
    assert not _find(ws, "polvareda")


def test_feedback_notices_and_lessons_are_found(ws: Workspace) -> None:
    key = _write(ws, "/data/surroundings/neighbours_said", "nada")
    step = FeedbackStep("alert", ws.today(), "La entidad debe responder", reference="0312-2026")
    told = Feedback(
        key.id, 1, "alert", "Cuaderno ausente", "Se emitió la alerta.", (step,), alert_number="0312-2026"
    )
    notice = Notice("Charla de seguridad", "El viernes en la municipalidad", ws.clock.now())
    taught, _key = factories.course()
    factories.receive(
        ws,
        factories.record(RecordKind.FEEDBACK, key.id, told),
        factories.record(RecordKind.NOTICE, "n1", notice),
        factories.record(RecordKind.COURSE, taught.id, taught),
    )
    (alert,) = [found for found in _find(ws, "0312") if found.kind is FoundKind.FEEDBACK]
    assert (alert.report, alert.title) == (key, "Cuaderno ausente")
    assert [f.id for f in _find(ws, "charla viernes") if f.kind is FoundKind.NOTICE] == ["n1"]
    lessons = {lesson.id for lesson in taught.lessons}
    found = [f.id for f in _find(ws, taught.lessons[0].title["es"]) if f.kind is FoundKind.LESSON]
    assert found and set(found) <= lessons


def test_a_withdrawn_work_is_no_longer_found(ws: Workspace) -> None:
    work = factories.works(1)[0]
    assert _find(ws, "mejoramiento")
    factories.receive(ws, factories.gone(RecordKind.WORK, work.id))
    assert not _find(ws, "mejoramiento")


@pytest.mark.parametrize(
    "words", ["", "a", " ", '"', "NEAR(", "a:b", "kind:work*", "ñ", "(((", "- ^ *", "__"]
)
def test_no_words_break_the_search(ws: Workspace, words: str) -> None:
    assert isinstance(_find(ws, words), list)


def test_a_search_asks_as_often_whatever_there_is(ws: Workspace) -> None:
    def asked() -> int:
        count = 0

        def one_more(*_given: object) -> None:
            nonlocal count
            count += 1

        event.listen(ws.store._reader, "before_cursor_execute", one_more)
        search.find(ws, "mejoramiento")
        event.remove(ws.store._reader, "before_cursor_execute", one_more)
        return count

    _find(ws, "mejoramiento")
    before = asked()
    work = factories.works(1)[0]
    for number in range(30):
        factories.assigned(ws, dataclasses.replace(work, id=f"w{number}", name=f"{work.name} {number}"))
    assert len(_find(ws, "mejoramiento")) == 8, "a group shows its best, not everything"
    assert asked() == before


def test_saving_an_answer_does_not_write_the_index(ws: Workspace) -> None:
    key = _write(ws, "/data/surroundings/neighbours_said", "polvareda")
    with ws.store.read() as uow:
        assert uow.search.find("polvareda", "report", 8) == []
        assert ("report", str(key)) in uow.search.due(1000)


def test_nothing_of_the_index_lies_in_clear(ws: Workspace, tmp_path: Path) -> None:
    canary = "quebradahondacanaria"
    _write(ws, "/data/surroundings/neighbours_said", canary)
    assert _find(ws, canary)
    needles = (canary.encode(), canary.encode("utf-16-le"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "store.db" for path in files)
    assert [str(path) for path in files if any(needle in path.read_bytes() for needle in needles)] == []


def test_markdown_is_read_as_words() -> None:
    assert plain("# Las *partes*\n![plano](foto.png) y [la ley](x)") == "Las partes plano y la ley"


def test_batches_are_small_and_end(ws: Workspace, clock: SimClock) -> None:
    rounds = 1
    while search.catch_up(ws, 1):
        rounds += 1
    assert rounds >= 1
    assert not search.catch_up(ws)


def test_a_result_names_the_part_that_matched(ws: Workspace) -> None:
    work = factories.works(1)[0]
    (by_code,) = [found for found in _find(ws, work.cui or "") if found.kind is FoundKind.WORK]
    assert (by_code.code, by_code.words) == ("cui", work.cui)
    assert {found.code for found in _find(ws, "mejoram educativo")} == {"entity"}  # the title says the rest
    told = "Todos los vecinos cuentan lo mismo desde hace muchos meses: la acequia se llevó el muro nuevo"
    _write(ws, "/data/surroundings/neighbours_said", told)
    (found,) = [found for found in _find(ws, "acequia") if found.kind is FoundKind.REPORT]
    assert found.code == "answer" and found.label.startswith("¿Qué")
    assert found.words.startswith("… ") and found.words.endswith("la acequia se llevó el muro nuevo")
