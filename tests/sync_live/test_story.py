"""The whole way runs, and a step that does not do its work is seen."""

from pathlib import Path

from fieldmonitor.bootstrap.demo import run_story
from fieldmonitor.demo.steps import check, run_steps

STEPS = (
    "call", "enrolment", "course", "accreditation", "assignment", "site_visit", "information_access",
    "photos", "sign", "offline_queue", "sync", "receipt", "alert", "control_action", "feedback", "figures",
)  # fmt: skip


def test_from_a_call_to_the_figures(tmp_path: Path) -> None:
    result = run_story(tmp_path / "demo")
    steps = result["steps"]
    assert isinstance(steps, list)
    assert result["ok"], steps[-1]
    assert tuple(step["step"] for step in steps) == STEPS
    assert all(step["detail"] for step in steps)


def test_a_failing_step_ends_the_story() -> None:
    result = run_steps(
        [("first", lambda: "done"), ("second", lambda: str(check(False, "no"))), ("third", lambda: "never")]
    )
    assert result["ok"] is False
    steps = result["steps"]
    assert isinstance(steps, list)
    assert [(step["step"], step["ok"]) for step in steps] == [("first", True), ("second", False)]
