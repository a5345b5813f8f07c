"""A report by stick, both ways, with no network in between."""

from pathlib import Path

from tests.fakes.office import Office
from tests.unit.cli.test_volunteer import VISIT, photos


def test_out_on_a_stick_and_the_receipt_back(office: Office, tmp_path: Path) -> None:
    laptop, assignments = office.at_work()
    stick = tmp_path / "stick"
    stick.mkdir()
    report = laptop.ok(
        "report", "new", "--assignment", assignments[VISIT], "--answers", office.answers(tmp_path),
        *photos(tmp_path, laptop, ""),
    ).out.strip()  # fmt: skip
    laptop.ok("report", "sign", report)
    with office.closed():
        written = laptop.ok("bundle", "export", "--to", stick, "--json").json()
        assert laptop.ok("bundle", "verify", written["file"], "--json").json()["size"] == written["bytes"]
        office.admin("import-bundle", written["file"])
        brought = laptop.ok("bundle", "import", stick, "--offline", "--json").json()
        assert brought["complete"] == 1
        page = laptop.status()
    found = next(row for row in page["reports"] if row["id"] == report)
    assert found["complete_receipt"], found
    assert page["pending_messages"] == 0


def test_a_held_report_is_on_no_stick_until_it_is_released(office: Office, tmp_path: Path) -> None:
    laptop, assignments = office.at_work()
    stick = tmp_path / "stick"
    stick.mkdir()
    report = laptop.ok(
        "report", "new", "--assignment", assignments[VISIT], "--answers", office.answers(tmp_path),
        *photos(tmp_path, laptop, ""),
    ).out.strip()  # fmt: skip
    laptop.ok("report", "sign", report)
    assert laptop.run("queue", "release", report).code == 1
    laptop.ok("queue", "hold", report)
    laptop.ok("sync")
    assert laptop.run("bundle", "export", "--to", stick).code == 1
    assert list(stick.iterdir()) == []
    assert laptop.status()["pending_messages"] == 1
    laptop.ok("queue", "release", report)
    laptop.ok("bundle", "export", "--to", stick)
    refused = laptop.run("queue", "hold", report)
    assert (refused.code, "outbox.in_a_bundle" in refused.err) == (1, True), refused
