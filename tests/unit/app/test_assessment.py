"""The matrix shows what the form holds, and its score and hints follow from stated rules."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fieldmonitor.app import assessment, assessment_words
from fieldmonitor.app.assessment import WEIGHTS, Matrix, Score, Status, matrix, score
from fieldmonitor.app.assessment_hints import Hint, hints, portal_of, published_in
from fieldmonitor.app.assessment_words import hint_words
from fieldmonitor.app.drafts import open_draft, start
from fieldmonitor.app.instances import work_instance
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.records import Activity, Work
from fieldmonitor.forms import Checklist, Session
from tests import factories
from tests.fakes.clock import START

TODAY = START.date()
AMOUNT = "/data/contracting/contract_amount_item/contract_amount"


@pytest.fixture
def work() -> Work:
    return factories.works(1)[0]


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    record = next(c for c in factories.checklists() if c.activity is Activity.INFORMATION_ACCESS)
    return Checklist.from_xform(record.xform)


@pytest.fixture
def session(checklist: Checklist, work: Work) -> Session:
    instances = {"work": work_instance(work), "previous": b"<root><item/></root>"}
    return checklist.start(instances=instances, now=lambda: START)


@pytest.fixture
def answered(session: Session, work: Work) -> Session:
    for ref, value in demo_answers(Activity.INFORMATION_ACCESS, work, START).items():
        session.answer(ref, value)
    return session


def row(seen: Matrix, item: str) -> assessment.Row:
    return next(found for found in seen.rows if found.item == item)


def noticed(session: Session, work: Work, code: str, today: date = TODAY) -> list[Hint]:
    return [hint for hint in hints(matrix(session), work, today) if hint.code == code]


def test_every_portal_question_of_the_checklist_is_a_cell(session: Session) -> None:
    seen = matrix(session)
    binds = session.checklist.definition.binds
    assert {cell.ref for cell in seen.cells} == {r for r, n in binds.items() if "fm:portal" in n.bind.extra}
    assert seen.portals == ("infobras", "seace", "pte", "invierte")
    assert len(seen.rows) == 12 and len(seen.cells) == 23
    assert [phase.ref for phase in seen.phases] == [
        f"/data/{part}" for part in ("identification", "preparation", "contracting", "execution")
    ]


def test_a_cell_is_its_question(session: Session) -> None:
    cell = row(matrix(session), "contract_amount").cell("pte")
    assert cell is not None and cell.status is None
    session.answer(cell.ref, "missing")
    found = row(matrix(session), "contract_amount")
    after = found.cell("pte")
    assert after is not None and after.status is Status.MISSING and after.words == "No publicado"
    assert session.node(cell.ref).value == "missing"
    assert found.seen_on == TODAY, "the form notes the day by itself"
    assert found.page_needed and not found.reason_needed
    assert found.cell("invierte") is None


def test_undo_of_the_form_is_undo_of_the_matrix(session: Session) -> None:
    before = matrix(session)
    session.answer(f"{AMOUNT}_pte", "contradictory")
    assert row(matrix(session), "contract_amount").reason_needed
    session.undo()
    assert matrix(session) == before


def test_it_speaks_the_sessions_language(session: Session) -> None:
    session.answer(f"{AMOUNT}_pte", "missing")
    spanish = matrix(session)
    session.set_language("en")
    english = matrix(session)
    assert row(spanish, "contract_amount").label == "Monto del contrato"
    assert row(english, "contract_amount").label == "Contract amount"
    cell = row(english, "contract_amount").cell("pte")
    assert cell is not None and cell.words != "No publicado"


def test_the_score_of_the_demo_counted_by_hand(answered: Session) -> None:
    seen = matrix(answered)
    total = score(seen.cells)
    # 13 published, 2 partial, 2 outdated (0.25 each), 4 missing, by the demo's answers
    counts = {status: sum(cell.status is status for cell in seen.cells) for status in WEIGHTS}
    by_hand = counts[Status.PUBLISHED] + counts[Status.PARTIAL] / 2 + counts[Status.OUTDATED] / 4
    assert total == Score(Decimal(str(by_hand)), 23, 23, 23, 0, 0)
    assert total.share is not None and 0 < total.share < 1
    assert sum(assessment.phase_score(phase).points for phase in seen.phases) == total.points


def test_what_was_not_verified_or_does_not_apply_counts_nowhere(session: Session) -> None:
    assert score(matrix(session).cells).share is None
    for portal, status in (("seace", "published"), ("infobras", "unverified"), ("pte", "na")):
        session.answer(f"{AMOUNT}_{portal}", status)
    assert score(row(matrix(session), "contract_amount").cells) == Score(Decimal(1), 1, 3, 3, 1, 1)
    session.answer(f"{AMOUNT}_pte", "contradictory")
    assert score(row(matrix(session), "contract_amount").cells).share == Decimal("0.625")


@pytest.mark.parametrize("status", list(Status))
def test_a_better_status_never_lowers_a_score(session: Session, status: Status) -> None:
    session.answer(f"{AMOUNT}_seace", status.value)
    session.answer(f"{AMOUNT}_pte", "missing")
    worse = score(matrix(session).cells).share
    session.answer(f"{AMOUNT}_pte", "published")
    better = score(matrix(session).cells).share
    assert worse is not None and better is not None and better > worse


def test_gaps_are_what_a_letter_asks_for(answered: Session) -> None:
    found = {(gap.item, gap.portal): gap for gap in assessment.gaps(matrix(answered))}
    assert found["budget", "pte"].status is Status.MISSING
    assert found["progress", "infobras"].status is Status.OUTDATED
    assert found["progress", "infobras"].seen_on == TODAY
    assert ("procedure", "seace") not in found


def test_pages_still_to_open_shrink_as_cells_are_filled(session: Session, answered: Session) -> None:
    assert assessment.to_look_at(matrix(answered)) == {}
    answered.answer(f"{AMOUNT}_pte", "")
    left = assessment.to_look_at(matrix(answered))
    assert {portal: [r.item for r in rows] for portal, rows in left.items()} == {"pte": ["contract_amount"]}


def test_old_progress_is_an_age_rule_until_the_answer_says_so(session: Session, work: Work) -> None:
    ref = "/data/execution/progress_item/progress_infobras"
    (hint,) = noticed(session, work, "stale_progress")
    assert (hint.item, hint.refs, hint.agreed) == ("progress", (ref,), False)
    session.answer(ref, "published")
    assert not noticed(session, work, "stale_progress")[0].agreed
    session.answer(ref, "outdated")
    assert noticed(session, work, "stale_progress")[0].agreed


def test_sources_that_contradict_each_other_are_found(session: Session, work: Work) -> None:
    said = work.fact(FactKey.CONTRACT_AMOUNT)
    assert said is not None and said.as_decimal() is not None
    doubled = str((said.as_decimal() or Decimal(0)) * 2)
    other = Fact(FactKey.CONTRACT_AMOUNT, doubled, "INFOBRAS", said.as_of)
    torn = replace(work, facts=(*work.facts, other))
    (hint,) = noticed(session, torn, "contradiction")
    assert hint.refs == (f"{AMOUNT}_seace", f"{AMOUNT}_infobras") and not hint.agreed
    session.answer(f"{AMOUNT}_infobras", "contradictory")
    (agreed,) = noticed(session, torn, "contradiction")
    assert agreed.agreed
    what, says = assessment_words.hint_words(agreed)
    assert "monto del contrato" in what and "S/" in says and "INFOBRAS" in says
    assert not noticed(session, work, "contradiction")


def test_answers_that_contradict_each_other_are_found(session: Session, work: Work) -> None:
    session.answer(f"{AMOUNT}_seace", "contradictory")
    (alone,) = noticed(session, work, "contradicts_nothing")
    assert not alone.agreed
    session.answer(f"{AMOUNT}_reason", "El contrato firmado dice otra cosa.")
    assert noticed(session, work, "contradicts_nothing")[0].agreed
    session.answer(f"{AMOUNT}_infobras", "published")
    assert not noticed(session, work, "contradicts_nothing")
    session.answer(f"{AMOUNT}_pte", "na")
    (elsewhere,) = noticed(session, work, "applies_elsewhere")
    assert elsewhere.refs == (f"{AMOUNT}_pte",)


def test_what_was_seen_long_ago_is_worth_another_look(answered: Session, work: Work) -> None:
    assert not noticed(answered, work, "look_again", TODAY + timedelta(days=30))
    assert len(noticed(answered, work, "look_again", TODAY + timedelta(days=31))) == 12


def test_every_hint_and_number_has_words(answered: Session, work: Work) -> None:
    answered.answer(f"{AMOUNT}_pte", "na")
    for hint in hints(matrix(answered), work, TODAY + timedelta(days=40)):
        what, todo = assessment_words.hint_words(hint)
        assert what.endswith(".") and todo.endswith("."), hint.code
    method = assessment_words.score_method()
    assert all(f"{weight:f}" in method for weight in WEIGHTS.values())
    assert "{" not in method


@pytest.mark.parametrize(
    ("source", "portal"),
    [
        ("INFOBRAS (demostración)", "infobras"),
        ("SEACE", "seace"),
        ("Invierte.pe", "invierte"),
        ("Portal de Transparencia Estándar", "pte"),
        ("PTE de la entidad", "pte"),
        ("Adenda 2, setiembre", None),
    ],
)
def test_a_source_names_its_portal(source: str, portal: str | None) -> None:
    assert portal_of(source) == portal


def test_a_cell_knows_what_its_own_portal_published(session: Session, work: Work) -> None:
    found = row(matrix(session), "contract_amount")
    seace, pte = found.cell("seace"), found.cell("pte")
    assert seace is not None and pte is not None
    said = published_in(work, seace)
    assert said is not None and said.key is FactKey.CONTRACT_AMOUNT
    assert published_in(work, pte) is None


def test_a_site_visit_is_no_matrix(ws: Workspace) -> None:
    visit = open_draft(ws, start(ws, factories.assignment_of()))
    assert not assessment.is_assessment(visit.session)
    access = open_draft(ws, start(ws, factories.assignment_of(Activity.INFORMATION_ACCESS)))
    assert assessment.is_assessment(access.session)


def test_portals_that_say_different_things_are_found_from_what_was_read_there(
    session: Session, work: Work
) -> None:
    for portal, value in (("seace", "4218300.00"), ("infobras", "4218300"), ("pte", "")):
        session.answer(f"{AMOUNT}_{portal}", "published")
        session.answer(f"{AMOUNT}_{portal}_value", value)
    assert noticed(session, work, "portals_differ") == []
    session.answer(f"{AMOUNT}_pte_value", "3900000")
    found = noticed(session, work, "portals_differ")
    assert {hint.refs[1] for hint in found} == {f"{AMOUNT}_pte"} and len(found) == 2
    assert "S/\u00a03,900,000.00" in hint_words(found[0])[0]
    session.answer(f"{AMOUNT}_pte", "contradictory")
    assert all(hint.agreed for hint in noticed(session, work, "portals_differ"))
    session.answer(f"{AMOUNT}_pte", "missing")  # what is not published says nothing
    assert noticed(session, work, "portals_differ") == []
