"""`kill -9` of the app at any moment: nothing saved is lost, and every signed report arrives once.

Three kills here; `python -m tests.campaigns kill_story` does twenty and writes them down.
"""

from tests.fakes.office import Office
from tests.faults.spine.killed import KilledVolunteer
from tests.faults.spine.volunteer import FORGET, TOO_EARLY

KILLS = 3


def test_killed_at_any_moment(office: Office) -> None:
    with KilledVolunteer(office) as volunteer:
        for seed in range(1, KILLS + 1):
            assert volunteer.one(seed) == [], f"seed {seed}"
        assert volunteer.kills == KILLS
        assert volunteer.finish() == []
        assert len({line["id"] for line in volunteer.said() if line["what"] == "signed"}) >= 2


def test_a_program_that_says_saved_too_early_is_caught(office: Office) -> None:
    """A negative control: dead between its word and its commit, it has lost an answer."""
    with KilledVolunteer(office, TOO_EARLY) as volunteer:
        assert any(problem.startswith("answer ") for problem in volunteer.left_alone())


def test_a_program_that_forgets_what_was_signed_is_caught(office: Office) -> None:
    """The other control: without its queue a signed report does not arrive, and the check says so."""
    with KilledVolunteer(office, FORGET) as volunteer:
        assert any(problem.endswith("did not arrive") for problem in volunteer.finish())
