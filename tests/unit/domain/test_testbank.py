"""Which questions a test asks: decided by nobody, the same on both sides."""

from collections import Counter

from fieldmonitor.domain.testbank import drawn

BANK = tuple(f"q{number:02}" for number in range(1, 19))


def test_the_draw_is_the_same_in_any_order_of_the_bank_and_keeps_that_order() -> None:
    asked = drawn(BANK, 12, "MCC-2041", 1)
    assert asked == tuple(sorted(asked)) and len(set(asked)) == 12
    assert set(drawn(reversed(BANK), 12, "MCC-2041", 1)) == set(asked)


def test_another_attempt_and_another_person_are_asked_otherwise() -> None:
    draws = {drawn(BANK, 12, who, turn) for who in ("MCC-2041", "MCC-2042") for turn in (1, 2, 3)}
    assert len(draws) == 6


def test_every_question_comes_up_about_as_often() -> None:
    seen = Counter(name for number in range(300) for name in drawn(BANK, 12, f"MCC-{number}", 1))
    assert set(seen) == set(BANK) and min(seen.values()) > 150


def test_a_bank_that_is_not_larger_than_the_test_is_asked_whole() -> None:
    for asked in (0, 18, 40, -1):
        assert drawn(BANK, asked, "MCC-2041", 1) == BANK
