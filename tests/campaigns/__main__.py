"""`python -m tests.campaigns [NAME …] [--hours H]`: runs every fault campaign, or those named.

A campaign is a module `campaign_*.py` below this folder that takes `--hours`, resumes where it stopped,
and appends its count and result to docs/faults.jsonl.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def campaigns(names: list[str]) -> list[str]:
    """Return the campaigns' module names."""
    paths = sorted(path.relative_to(ROOT) for path in HERE.rglob("campaign_*.py"))
    modules = [".".join(path.with_suffix("").parts) for path in paths]
    return [module for module in modules if not names or any(name in module for name in names)]


def main() -> int:
    """Run the campaigns one after another, sharing the hours given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--hours", type=float, default=None, help="stop each after its share of these hours")
    args = parser.parse_args()
    modules = campaigns(args.names)
    share = [f"--hours={args.hours / len(modules)}"] if args.hours and modules else []
    failed = []
    for module in modules:
        print(f"== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", module, *share], cwd=ROOT, check=False).returncode:
            failed.append(module)
    for module in failed:
        print(f"failed: {module}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
