"""`python -m tests.campaigns [NAME …] [--hours H]`: runs every fault campaign, or those named.

A campaign is a module `campaign_*.py` below this folder that takes `--hours`, resumes where it stopped,
and appends its count and result to docs/faults.jsonl.
"""

import argparse
import sys
from pathlib import Path

from tests.one_by_one import modules, run


def main() -> int:
    """Run the campaigns one after another, sharing the hours given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--hours", type=float, default=None, help="stop each after its share of these hours")
    args = parser.parse_args()
    found = modules(Path(__file__).parent, "campaign_*.py", args.names)
    return run(found, *([f"--hours={args.hours / len(found)}"] if args.hours and found else []))


if __name__ == "__main__":
    sys.exit(main())
