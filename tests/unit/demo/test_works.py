"""Made-up works: plausible, repeatable, in real districts, and nobody's."""

import time
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from fieldmonitor.demo.works import demo_works, ruc_check_digit, synthetic_ruc
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Work
from fieldmonitor.domain.work_rules import is_old, warnings
from fieldmonitor.packs.gazetteer import load_gazetteer
from fieldmonitor.protocol.codec import decode, encode

TODAY = date(2026, 11, 22)
WORKS = demo_works(400, TODAY)


def test_the_same_seed_gives_the_same_works_whatever_their_number():
    assert demo_works(30, TODAY) == WORKS[:30]
    assert demo_works(30, TODAY, seed=7)[1:] != WORKS[1:30]


def test_every_work_says_that_it_is_made_up():
    for work in WORKS:
        assert work.synthetic
        sources = {fact.source for fact in work.facts} | {change.source for change in work.changes}
        assert all("(demostración)" in source for source in sources)


def test_places_are_real_and_points_near_their_town():
    gazetteer = load_gazetteer()
    for work in WORKS:
        place = gazetteer.by_ubigeo(work.ubigeo)
        assert place
        assert (work.department, work.province, work.district) == (
            place.department,
            place.province,
            place.district,
        )
        assert abs(work.latitude - place.latitude) < 0.01
        assert abs(work.longitude - place.longitude) < 0.01


def test_codes_are_unique():
    for field in ("id", "infobras_code", "cui"):
        assert len({getattr(work, field) for work in WORKS}) == len(WORKS)


def test_tax_numbers_fail_their_own_check():
    # The check itself is right: the tax authority's own number passes it.
    assert ruc_check_digit("2013131295") == 5
    rng = Random(1)
    for _ in range(500):
        ruc = synthetic_ruc(rng)
        assert len(ruc) == 11
        assert int(ruc[-1]) != ruc_check_digit(ruc[:10])


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_nothing_was_published_in_the_future(today):
    for work in demo_works(80, today):
        dates = [fact.as_of for fact in work.facts] + [change.on for change in work.changes]
        dates += [document.as_of for document in work.documents]
        assert max(dates) <= today
        assert work.progress[0].month <= today
        assert all(one.month < other.month for one, other in pairwise(work.progress))


def test_progress_only_grows_and_ends_at_the_published_value():
    for work in WORKS:
        real = [point.real for point in work.progress if point.real is not None]
        assert real == sorted(real)
        assert real[-1] == work.fact(FactKey.PHYSICAL_PROGRESS).as_decimal()
        programmed = [point.programmed for point in work.progress]
        assert programmed == sorted(programmed)
        assert max(*real, *programmed) <= 100


def test_terms_add_up():
    for work in WORKS:
        term = work.fact(FactKey.CONTRACT_TERM)
        start, end = (work.fact(key).as_date() for key in (FactKey.START_DATE, FactKey.END_DATE))
        assert end - start == timedelta(days=int(term.value))
        if term.previous:
            assert int(term.previous) < int(term.value)


def test_the_registers_defects_are_among_the_first_ten():
    codes = {warning.code for work in WORKS[:10] for warning in warnings(work, TODAY)}
    assert codes == {"stale_progress", "term_passed", "paid_ahead", "contradiction"}
    assert {"Áncash", "Ica", "Callao"} <= {work.department for work in WORKS[:3]}
    states = {work.fact(FactKey.PUBLIC_STATE).value for work in WORKS[:10]}
    assert states == {"EN EJECUCIÓN", "PARALIZADA", "FINALIZADA"}
    assert any(is_old(fact, TODAY, work.as_of) for work in WORKS[:10] for fact in work.facts)


def test_the_first_work_is_the_school_of_the_guides():
    school = WORKS[0]
    assert "I.E. N.º 1047 de Molle Grande" in school.name
    assert [(w.code, w.params.get("months")) for w in warnings(school, TODAY)] == [
        ("stale_progress", 5),
        ("term_passed", None),
        ("paid_ahead", None),
    ]
    term = school.fact(FactKey.CONTRACT_TERM)
    assert (term.previous, term.value) == ("240", "285")


def test_works_survive_the_wire():
    for work in WORKS[:50]:
        assert decode(encode(work), Work) == work


def test_a_thousand_works_take_less_than_a_second():
    started = time.process_time()
    assert len(demo_works(1000, TODAY)) == 1000
    assert time.process_time() - started < 1
