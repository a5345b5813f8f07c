"""`audit` as processes: a volunteer's own receipts, and an auditor who has no profile."""

import json
from pathlib import Path

import requests

from tests.fakes.office import Office
from tests.unit.cli.test_hub import signed_report
from tests.unit.cli.test_volunteer import VISIT


def test_a_volunteer_and_an_auditor_hold_the_log_to_account(office: Office, tmp_path: Path) -> None:
    laptop, assignments = office.at_work()
    signed_report(office, laptop, assignments[VISIT], tmp_path)
    laptop.ok("sync")
    checkpoint, state, kept = tmp_path / "checkpoint.json", tmp_path / "state.json", tmp_path / "receipts"
    kept.mkdir()
    own = laptop.ok("audit", "--json", "--save", checkpoint, "--save-receipts", kept).json()
    assert own["found"] == [] and own["receipts"] == len(list(kept.iterdir())) >= 2

    key = requests.get(f"{office.url}/v1/server", timeout=(5, 20)).json()["receipt_key"]
    outside = ("audit", "--server", office.url, "--key", key, "--state", state)
    given = [word for path in sorted(kept.iterdir()) for word in ("--receipt", path)]
    found = office.commands.run(*outside, "--against", checkpoint, *given, "--json")
    assert found.code == 0 and found.json()["receipts"] == own["receipts"]
    again = office.commands.run(*outside, "--json").json()
    assert again["grew_from"] == again["size"]

    forged = tmp_path / "forged.json"
    receipt = json.loads(next(kept.iterdir()).read_text(encoding="utf-8"))
    receipt["signatures"][0]["sig"] = "A" * 86 + "=="
    forged.write_text(json.dumps(receipt), encoding="utf-8")
    refused = office.commands.run(*outside, "--receipt", forged)
    assert (refused.code, "[" not in refused.err) == (1, True), refused
    assert office.commands.run("audit", "--server", office.url, "--key", "x").code == 1


def test_with_an_account_every_receipt_is_read(office: Office, tmp_path: Path) -> None:
    laptop, assignments = office.at_work()
    signed_report(office, laptop, assignments[VISIT], tmp_path)
    laptop.ok("sync")
    words = tmp_path / "auditor.txt"
    words.write_text("una contraseña bien larga\n", encoding="utf-8")
    office.admin("create-user", "auditora", "--role", "auditor", "--password-file", words)
    key = requests.get(f"{office.url}/v1/server", timeout=(5, 20)).json()["receipt_key"]
    read = office.commands.run(
        "audit",
        "--server",
        office.url,
        "--key",
        key,
        "--user",
        "auditora",
        "--password-file",
        words,
        "--json",
    )
    page = read.json()
    assert (read.code, page["found"], page["entries"]) == (0, [], page["size"])
