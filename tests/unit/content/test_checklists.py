"""The checklists we ship: the sheet and its compiled form agree, and every code has its words."""

import json
import re

import pytest
from pyxform.xls2xform import convert

from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Activity, Work
from fieldmonitor.domain.reports import Severity
from fieldmonitor.system.resources import resource
from tests.unit.content import xform

CATALOGUE = json.loads(resource("checklists", "checklists.json").read_text())
FINDINGS = json.loads(resource("checklists", "findings.json").read_text())
NORMS = json.loads(resource("checklists", "norms.json").read_text())
FILES = [entry["file"] for entry in CATALOGUE]


@pytest.fixture(scope="module")
def forms():
    return {name: xform.Form(resource("checklists", f"{name}.xml")) for name in FILES}


@pytest.fixture(params=FILES)
def form(request, forms):
    return forms[request.param]


def rules(question) -> dict[str, str]:
    return dict(pair.split("=") for pair in question.bind.get(f"{xform.FM}finding", "").split())


@pytest.mark.parametrize("name", FILES)
def test_compiled_form_is_what_the_sheet_compiles_to(name):
    notes: list[str] = []
    compiled = convert(resource("checklists", f"{name}.xlsx"), warnings=notes, pretty_print=True).xform
    assert compiled.strip() == resource("checklists", f"{name}.xml").read_text().strip()
    # Pictures stay as large as the camera made them: they are evidence.
    assert [note for note in notes if "max-pixels" not in note] == []


def test_catalogue_names_one_checklist_per_activity(forms):
    assert {entry["activity"] for entry in CATALOGUE} == {str(activity) for activity in Activity}
    for entry in CATALOGUE:
        data = next(e for e in forms[entry["file"]].root.iter() if e.get("id") == entry["id"])
        assert re.fullmatch(r"\d{4}\.\d+\.\d+", data.get("version"))
        assert set(entry["title"]) == {"es", "en"}


def test_every_text_stands_in_both_languages(form):
    spanish, english = form.texts["es"], form.texts["en"]
    assert spanish.keys() == english.keys()
    for texts in (spanish, english):
        assert [key for key, text in texts.items() if text.strip() in ("", "-")] == []
    same = {key for key, text in spanish.items() if text == english[key]}
    assert all(spanish[key] in {"No", "INFOBRAS", "Contratista"} for key in same), same


def test_every_finding_code_has_words_and_every_word_a_use(forms):
    used = {code for form in forms.values() for q in form.questions.values() for code in rules(q).values()}
    assert used == FINDINGS.keys()


def test_findings_are_complete_and_fillable():
    for code, finding in FINDINGS.items():
        assert set(finding) == {"severity", "criterion", "condition", "effect"}, code
        assert finding["severity"] in set(Severity)
        for part in ("criterion", "condition", "effect"):
            assert set(finding[part]) == {"es", "en"}
            names = [set(re.findall(r"\{(\w+)\}", finding[part][lang])) for lang in ("es", "en")]
            assert names[0] == names[1] <= {"answer", "expected", "source", "details"}, code


def test_findings_answer_only_what_the_question_offers(form):
    for question in form.questions.values():
        for answer in rules(question):
            if answer == "differs":
                assert f"{xform.FM}expected" in question.bind
            elif question.choices:
                assert answer in question.choices, (question.name, answer)


def test_findings_that_quote_a_published_value_belong_to_questions_that_name_one(form):
    for question in form.questions.values():
        for code in rules(question).values():
            texts = json.dumps(FINDINGS[code])
            if "{expected}" in texts:
                assert f"{xform.FM}expected" in question.bind, question.name


def test_evidence_names_a_photo_question_that_is_then_required(form):
    for question in form.questions.values():
        for name in question.bind.get(f"{xform.FM}evidence", "").split():
            photo = form.named(name)
            assert photo.kind == "image"
            assert photo.bind["required"] != "false()"


def test_what_tells_more_of_a_finding_is_a_question(form):
    for question in form.questions.values():
        for name in question.bind.get(f"{xform.FM}details", "").split():
            assert form.named(name).kind in {"string", "select"} or form.named(name).choices


def test_norms_and_severities_and_units_are_known(form):
    for question in form.questions.values():
        bind = question.bind
        assert bind.get(f"{xform.FM}norm", "contrato") in NORMS
        assert bind.get(f"{xform.FM}severity", "low") in set(Severity)
        assert bind.get(f"{xform.FM}unit", "days") in {"days", "soles", "percent", "people"}
        assert bind.get(f"{xform.FM}portal", "pte") in {"infobras", "seace", "pte", "invierte"}


def test_expected_values_are_facts_or_fields_of_a_work(form):
    known = {str(key) for key in FactKey} | set(Work.__dataclass_fields__)
    for question in form.questions.values():
        assert question.bind.get(f"{xform.FM}expected", "name") in known
    source = " ".join(value for bind in form.binds.values() for value in bind.values())
    assert set(re.findall(r"instance\('work'\)/root/item/(\w+)", source)) <= known


def test_could_not_verify_and_denied_ask_for_a_reason(form):
    for question in form.questions.values():
        for code in {"unverified", "denied"} & set(question.choices):
            portal = question.bind.get(f"{xform.FM}portal")
            base = question.name.removesuffix(f"_{portal}") if portal else question.name
            reason = form.named(f"{base}_reason")
            assert reason.bind["required"] == "true()"
            assert question.ref in reason.bind["relevant"] and f"'{code}'" in reason.bind["relevant"]


def test_required_questions_say_what_is_missing(form):
    for question in form.questions.values():
        if question.bind.get("required", "false()") != "false()":
            assert f"{xform.JR}requiredMsg" in question.bind, question.name


def test_the_visit_has_seven_parts_and_thirty_two_questions(forms):
    visit = forms["visita"]
    first_visit = [
        q
        for q in visit.questions.values()
        if q.kind not in ("calculate", "image", "acknowledge")
        and not q.name.endswith("_reason")
        and ("relevant" not in q.bind or not re.search(r"= '(yes|partial)'|previous", q.bind["relevant"]))
        and not (q.kind == "string" and "readonly" in q.bind)
        and not q.name.startswith(("met_", "entry_"))  # of rows that nobody has to add
        and not q.name.startswith("search_")  # of a work that was not found
    ]
    board = [visit.named("board_term"), visit.named("board_amount")]
    usual = [
        part for part in visit.parts if not part.endswith("/street")
    ]  # seen from outside, in place of the others
    counts = [sum(q.part == part for q in [*first_visit, *board]) for part in usual]
    assert counts == [5, 4, 5, 6, 5, 3, 4]


def test_danger_to_life_is_asked_in_every_visit_and_takes_the_fast_lane(forms):
    for name in ("visita", "paralizada"):
        danger = forms[name].named("danger")
        assert danger.bind[f"{xform.FM}severity"] == "danger"
        assert FINDINGS[rules(danger)["yes"]]["severity"] == "danger"


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.?!:])\s+(?=[A-ZÁÉÍÓÚÑ¿«“])", text) if s]


def test_sentences_stay_under_twenty_words(forms):
    texts = [
        text for form in forms.values() for language in form.texts.values() for text in language.values()
    ]
    texts += [
        t for f in FINDINGS.values() for p in ("criterion", "condition", "effect") for t in f[p].values()
    ]
    long = [s for text in texts for s in sentences(text) if len(s.split()) >= 20]
    assert long == []


def test_spanish_marks_are_in_pairs(forms):
    texts = [text for form in forms.values() for text in form.texts["es"].values()]
    texts += [f[p]["es"] for f in FINDINGS.values() for p in ("criterion", "condition", "effect")]
    assert [t for t in texts if t.count("¿") != t.count("?") or t.count("«") != t.count("»")] == []
