"""A report's state never moves back."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.reports import PENDING, SENT, ReportState, later, require_draft


@given(st.sampled_from(ReportState), st.sampled_from(ReportState))
def test_news_never_takes_a_proof_away(current: ReportState, proposed: ReportState) -> None:
    after = later(current, proposed)
    assert after in (current, proposed)
    if current in SENT and after is not ReportState.WITHDRAWN:
        assert after in SENT


def test_receipts_and_progress_in_any_order_end_the_same() -> None:
    news = [ReportState.QUEUED, ReportState.SENDING, ReportState.CONTENT_RECEIVED, ReportState.COMPLETE]
    for order in permutations(news):
        state = ReportState.SIGNED
        for step in order:
            state = later(state, step)
        assert state is ReportState.COMPLETE


def test_staff_may_return_what_they_had_accepted() -> None:
    assert later(ReportState.ACCEPTED, ReportState.RETURNED) is ReportState.RETURNED
    assert later(ReportState.OUTCOME, ReportState.COMPLETE) is ReportState.OUTCOME


def test_the_lists_do_not_overlap() -> None:
    assert not PENDING & SENT


@pytest.mark.parametrize("state", set(ReportState) - {ReportState.DRAFT})
def test_a_signature_freezes(state: ReportState) -> None:
    with pytest.raises(InputError, match=r"report\.frozen"):
        require_draft(state)
