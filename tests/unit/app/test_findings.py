"""Findings proposed from answers, and what a volunteer makes of them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from fieldmonitor.app import drafts, signing
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.findings import compare
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.domain.reports import Finding, Severity
from tests import factories

VISIT = factories.assignment_of()
WORK = factories.works(1)[0]
TERM = "/data/documents/board_term"
AMOUNT = "/data/documents/board_amount"


@pytest.fixture
def draft(ws: Workspace) -> Draft:
    return drafts.open_draft(ws, drafts.start(ws, VISIT))


def published(key: FactKey) -> str:
    fact = WORK.fact(key)
    assert fact is not None
    return fact.value


def by_code(draft: Draft) -> dict[str, Finding]:
    return {finding.code: finding for finding in draft.findings}


def test_an_untouched_checklist_proposes_nothing(draft: Draft) -> None:
    assert draft.findings == ()


def test_a_failed_answer_proposes_its_finding_with_four_parts(draft: Draft) -> None:
    draft.answer("/data/staff/supervisor_present", "no")
    (finding,) = draft.findings
    assert finding.code == "supervisor_absent"
    assert finding.question_ref == "/data/staff/supervisor_present"
    assert finding.criterion and finding.condition and finding.effect
    assert finding.confirmed and not finding.reworded
    draft.answer("/data/staff/supervisor_present", "yes")
    assert draft.findings == ()


def test_an_answer_in_words_stands_in_the_finding(draft: Draft) -> None:
    draft.answer("/data/surroundings/nuisance", "access rubble")
    (finding,) = draft.findings
    labels = [c.label for c in draft.session.node("/data/surroundings/nuisance").choices]
    assert sum(label in finding.condition for label in labels) == 2
    assert "{" not in finding.condition


def test_a_value_that_differs_from_the_published_one_is_a_finding(draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    draft.answer(TERM, published(FactKey.CONTRACT_TERM))
    assert "board_term_differs" not in by_code(draft)
    draft.answer(TERM, "90")
    finding = by_code(draft)["board_term_differs"]
    assert "90" in finding.condition


def test_an_amount_is_compared_as_a_number(draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    amount = Decimal(published(FactKey.CONTRACT_AMOUNT))
    draft.answer(AMOUNT, f"{amount:.4f}")
    comparison = compare(draft.session.node(AMOUNT), WORK)
    assert comparison is not None and not comparison.differs
    draft.answer(AMOUNT, str(amount + 1))
    assert "board_amount_differs" in by_code(draft)


def test_a_compared_value_and_its_answer_carry_their_unit_once(draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    draft.answer(TERM, "1")
    draft.answer(AMOUNT, "1800000")
    found = by_code(draft)
    assert found["board_term_differs"].condition.endswith(" 1 día.")
    amount = found["board_amount_differs"]
    assert amount.condition.endswith(" S/\N{NO-BREAK SPACE}1,800,000.00.")
    assert amount.criterion.count("S/") == 1


def test_where_nothing_is_published_nothing_differs(ws: Workspace) -> None:
    bare = replace(WORK, id="bare", facts=())
    draft = drafts.open_draft(ws, drafts.start(ws, factories.assigned(ws, bare)))
    draft.answer("/data/documents/board", "yes")
    draft.answer(TERM, "90")
    assert compare(draft.session.node(TERM), bare) is None
    assert "board_term_differs" not in by_code(draft)


def test_what_the_checklist_works_out_is_a_finding_too(draft: Draft) -> None:
    seen = Decimal(published(FactKey.PHYSICAL_PROGRESS)) - 20
    draft.answer("/data/progress/progress_seen", str(int(seen)))
    assert "progress_below" in by_code(draft)
    draft.answer("/data/progress/activity", "abandoned")
    assert {"work_stopped", "state_outdated"} <= by_code(draft).keys()


def test_an_answer_that_is_no_longer_asked_proposes_nothing(draft: Draft) -> None:
    draft.answer("/data/documents/logbook", "no")
    assert "logbook_missing" in by_code(draft)
    draft.answer("/data/arrival/access", "denied")
    assert set(by_code(draft)) == {"access_denied"}


def test_a_danger_to_life_is_urgent(draft: Draft) -> None:
    draft.answer("/data/arrival/danger", "yes")
    assert by_code(draft)["danger_to_life"].severity is Severity.DANGER
    assert by_code(draft)["danger_to_life"].urgent


def test_a_danger_says_what_it_is_and_where_as_far_as_that_was_said(draft: Draft) -> None:
    draft.answer("/data/arrival/danger", "yes")
    assert by_code(draft)["danger_to_life"].condition == "Hay un peligro para la vida en la obra."
    draft.answer("/data/arrival/danger_kind", "trench")
    draft.answer("/data/arrival/danger_text", "Junto a la escuela, pasan niños")
    said = "Zanja o excavación sin protección. Junto a la escuela, pasan niños."
    assert by_code(draft)["danger_to_life"].condition.endswith(said)


def test_the_supporting_photo_is_cited(ws: Workspace) -> None:
    key = factories.filled(ws)
    draft = drafts.open_draft(ws, key)
    finding = by_code(draft)["construction_defects"]
    assert finding.evidence == (draft.session.node("/data/quality/defects_photo").value,)


def test_the_volunteers_words_are_kept_over_answers_saves_and_reopening(ws: Workspace, draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    draft.answer(TERM, "90")
    finding = by_code(draft)["board_term_differs"]
    draft.reword(replace(finding, condition="El cartel dice 90 días, escrito a mano."))
    drafts.answer_and_save(ws, draft, "/data/staff/supervisor_present", "no")
    again = drafts.open_draft(ws, draft.key)
    kept = by_code(again)["board_term_differs"]
    assert kept.condition == "El cartel dice 90 días, escrito a mano."
    assert kept.reworded
    again.answer(TERM, "100")
    assert by_code(again)["board_term_differs"].condition == kept.condition


def test_the_checklists_words_follow_the_answer_after_reopening(ws: Workspace, draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    drafts.answer_and_save(ws, draft, TERM, "90")
    again = drafts.open_draft(ws, draft.key)
    again.answer(TERM, "100")
    assert "100" in by_code(again)["board_term_differs"].condition


def test_a_finding_set_aside_stays_aside_and_keeps_no_stale_words(ws: Workspace, draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    draft.answer(TERM, "90")
    finding = by_code(draft)["board_term_differs"]
    draft.reword(replace(finding, confirmed=False))
    drafts.answer_and_save(ws, draft, TERM, "100")
    aside = by_code(drafts.open_draft(ws, draft.key))["board_term_differs"]
    assert not aside.confirmed
    assert "100" in aside.condition


def test_a_finding_is_the_same_one_every_time(draft: Draft) -> None:
    draft.answer("/data/staff/supervisor_present", "no")
    first = draft.findings[0].id
    draft.answer("/data/staff/supervisor_present", "yes")
    draft.answer("/data/staff/supervisor_present", "no")
    assert draft.findings[0].id == first


def test_the_findings_of_one_question_are_its_share_of_all(draft: Draft) -> None:
    draft.answer("/data/staff/supervisor_present", "no")
    draft.answer("/data/surroundings/nuisance", "access rubble")
    assert len(draft.findings) == 2
    for finding in draft.findings:
        assert draft.findings_of(finding.question_ref) == (finding,)
    assert draft.findings_of(TERM) == ()


def test_findings_speak_the_language_of_the_checklist(ws: Workspace, draft: Draft) -> None:
    drafts.answer_and_save(ws, draft, "/data/staff/supervisor_present", "no")
    english = drafts.open_draft(ws, draft.key, "English (en)")
    assert english.findings[0].condition != draft.findings[0].condition
    for opened, unit in ((english, "days"), (draft, "días")):
        opened.answer("/data/documents/board", "yes")
        opened.answer(TERM, "90")
        found = by_code(opened)["board_term_differs"]
        assert unit in found.criterion and f"90 {unit}" in found.condition, "its units too"


def test_a_newly_published_value_counts_at_once(ws: Workspace, draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    drafts.answer_and_save(ws, draft, TERM, "90")
    corrected = tuple(
        replace(fact, value="90") if fact.key is FactKey.CONTRACT_TERM else fact for fact in WORK.facts
    )
    factories.receive(ws, factories.record(RecordKind.WORK, WORK.id, replace(WORK, facts=corrected), 2))
    assert "board_term_differs" not in by_code(drafts.open_draft(ws, draft.key))


def test_a_finding_is_decided_until_its_words_change(ws: Workspace, draft: Draft) -> None:
    draft.answer("/data/documents/board", "yes")
    draft.answer(TERM, "90")
    finding = by_code(draft)["board_term_differs"]
    assert finding in signing.review(ws, draft).undecided
    draft.reword(replace(finding, decided=True))
    drafts.save(ws, draft.snapshot())
    again = drafts.open_draft(ws, draft.key)
    assert signing.review(ws, again).undecided == ()
    again.answer(TERM, "100")
    (waiting,) = signing.review(ws, again).undecided
    assert "100" in waiting.condition
    again.reword(replace(waiting, confirmed=False, decided=True))
    assert signing.review(ws, again).undecided == ()


def test_a_finding_needs_its_photo_or_a_word_on_why_there_is_none(ws: Workspace, draft: Draft) -> None:
    draft.answer("/data/staff/protective_equipment", "no")
    finding = by_code(draft)["equipment_missing"]
    assert signing.review(ws, draft).missing_evidence == (finding,)
    draft.reword(replace(finding, no_photo="Nadie quiso salir en la foto."))
    assert signing.review(ws, draft).missing_evidence == ()
    draft.reword(replace(finding, confirmed=False))
    assert signing.review(ws, draft).missing_evidence == ()


ROWS = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:fm="urn:fieldmonitor:checklist:1">
 <h:head><h:title>Filas</h:title><model>
  <instance><data id="rows" version="1"><g><room jr:template=""><dry/><photo/></room></g></data></instance>
  <bind nodeset="/data/g/room/dry" type="string" fm:finding="no=construction_defects" fm:evidence="photo"/>
  <bind nodeset="/data/g/room/photo" type="binary"/>
 </model></h:head>
 <h:body><group ref="/data/g"><label>Aulas</label><group ref="/data/g/room"><label>Aula</label>
  <repeat nodeset="/data/g/room">
   <input ref="/data/g/room/dry"><label>¿Está seca?</label></input>
   <upload ref="/data/g/room/photo" mediatype="image/*"><label>Foto</label></upload>
  </repeat></group></group></h:body></h:html>"""


def test_each_row_proposes_its_own_finding_with_its_own_photo(ws: Workspace) -> None:
    record = replace(factories.checklists()[0], id="rows", version="1", xform=ROWS)
    begun = factories.assigned(ws, WORK, id="with-rows", checklist_id="rows")
    factories.receive(ws, factories.record(RecordKind.CHECKLIST, "rows", record))
    draft = drafts.open_draft(ws, drafts.start(ws, begun))
    assert draft.findings == ()
    for number, dry in ((1, "no"), (2, "yes"), (3, "no")):
        draft.session.add_repeat("/data/g/room")
        draft.answer(f"/data/g/room[{number}]/dry", dry)
        draft.answer(f"/data/g/room[{number}]/photo", f"photo{number}")
    found = {finding.question_ref: finding.evidence for finding in draft.findings}
    assert found == {"/data/g/room[1]/dry": ("photo1",), "/data/g/room[3]/dry": ("photo3",)}
