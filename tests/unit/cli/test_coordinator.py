"""A coordinator with a stick, by commands: collected without a network, passed on with one, answered."""

from pathlib import Path

from tests.fakes.office import Office
from tests.unit.cli.test_hub import signed_report
from tests.unit.cli.test_volunteer import VISIT


def test_a_stick_in_a_coordinators_hands(office: Office, tmp_path: Path) -> None:
    volunteer, assignments = office.at_work()
    report = signed_report(office, volunteer, assignments[VISIT], tmp_path)
    coordinator = office.laptop()
    region = office.works[0].department
    code = office.admin("enrolment-code", "--region", region, "--kind", "coordinator").out.strip()
    coordinator.ok("enrol", "--server", office.url, "--code", code)
    stick = tmp_path / "stick"
    stick.mkdir()
    early = coordinator.run("bundle", "collect", stick)
    assert (early.code, "[custody.no_card]" in early.err) == (1, True)
    coordinator.ok("bundle", "forward")
    with office.closed():
        volunteer.ok("bundle", "export", "--to", stick)
        assert coordinator.ok("bundle", "collect", stick, "--json").json()["bundles"] == 1
        brought = volunteer.ok("bundle", "import", stick, "--offline", "--json").json()
        assert (brought["custody"], brought["complete"]) == (1, 0)
        assert volunteer.status()["pending_messages"] == 1
        assert coordinator.run("bundle", "forward").code == 3
    assert coordinator.ok("bundle", "forward", "--json").json()["answered"] == 1
    with office.closed():
        assert coordinator.ok("bundle", "collect", stick, "--json").json()["answers"] == 1
        assert volunteer.ok("bundle", "import", stick, "--offline", "--json").json()["complete"] == 1
    found = next(row for row in volunteer.status()["reports"] if row["id"] == report)
    assert found["complete_receipt"], found
