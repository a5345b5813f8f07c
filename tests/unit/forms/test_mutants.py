"""A few of the campaign's mutants in every run, and its negative control."""

from tests.campaigns.forms import fuzz


def test_mutated_forms_are_answered_or_refused() -> None:
    assert {seed: problems for seed in range(1, 121) if (problems := fuzz.try_form(seed))} == {}


def test_mutated_workbooks_are_answered_or_refused() -> None:
    assert {seed: problems for seed in range(1, 5) if (problems := fuzz.try_workbook(seed))} == {}


def test_the_control_goes_red() -> None:
    assert fuzz.unguarded(1)
