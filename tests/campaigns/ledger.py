"""What a fault campaign has done so far, in docs/faults.jsonl: one line for each run, never rewritten."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEDGER = ROOT / "docs" / "faults.jsonl"

Try = Callable[[int], list[str]]
"""One try with a seed; returns what went wrong, nothing if the promise held."""


@dataclass(frozen=True)
class Campaign:
    """A promise, how it is tried, how often it must hold, and a control that must break it."""

    name: str
    promise: str
    target: int
    one: Try
    control: Try


def done_before(name: str, ledger: Path = LEDGER) -> int:
    """Return how many tries of a campaign the ledger holds since it last failed: mended means anew."""
    if not ledger.exists():
        return 0
    done = 0
    for line in map(json.loads, ledger.read_text(encoding="utf-8").splitlines()):
        if line["campaign"] == name:
            done = 0 if line["failed"] else done + line["tries"]
    return done


def run(campaign: Campaign, hours: float | None, count: int | None, ledger: Path = LEDGER) -> int:
    """Go on from where the ledger stops, to the target or the end of the hours; return the exit code."""
    first = done_before(campaign.name, ledger)
    last = first + count if count is not None else campaign.target
    if first >= last:
        print(f"{campaign.name}: {first} of {campaign.target} tries are done; --count N adds some")
        return 0
    control_red = any(campaign.control(seed) for seed in range(1, 6))
    started, seed, failures = time.monotonic(), first, {}
    try:
        while seed < last and (hours is None or time.monotonic() - started < hours * 3600):
            problems = campaign.one(seed + 1)
            seed += 1
            if problems:
                failures[seed] = problems[:5]
                print(f"{campaign.name}: seed {seed}: {problems[:5]}", file=sys.stderr)
            if seed % 50 == 0:
                print(f"{campaign.name}: {seed} of {last}, {len(failures)} failed", flush=True)
    except KeyboardInterrupt:
        print("stopped; what was done is written down")
    finally:
        line = {
            "campaign": campaign.name,
            "promise": campaign.promise,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": _commit(),
            "tries": seed - first,
            "total": seed,
            "target": campaign.target,
            "failed": len(failures),
            "failures": {str(number): found for number, found in list(failures.items())[:10]},
            "control_red": control_red,
            "seconds": round(time.monotonic() - started),
        }
        if seed > first:
            with ledger.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        print(json.dumps(line, ensure_ascii=False))
    return 1 if failures or not control_red else 0


def main(campaign: Campaign) -> None:
    """Run one campaign from its command line."""
    parser = argparse.ArgumentParser(description=campaign.promise)
    parser.add_argument("--hours", type=float, default=None, help="stop after so many hours")
    parser.add_argument("--count", type=int, default=None, help="so many more tries, whatever the target")
    args = parser.parse_args()
    sys.exit(run(campaign, args.hours, args.count))


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip()
