"""`python -m tests.bench [NAME …]`: runs every bench, or those whose path contains a name.

A bench is a module `bench_*.py` below this folder with `main() -> None`; it prints ratios against
something named, measured in the same run, as medians of interleaved fresh processes.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def benches(names: list[str]) -> list[str]:
    """Return the benches' module names."""
    paths = sorted(path.relative_to(ROOT) for path in HERE.rglob("bench_*.py"))
    modules = [".".join(path.with_suffix("").parts) for path in paths]
    return [module for module in modules if not names or any(name in module for name in names)]


def main() -> int:
    """Run the benches one after another, each in a process of its own."""
    failed = []
    for module in benches(sys.argv[1:]):
        print(f"== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=False).returncode:
            failed.append(module)
    for module in failed:
        print(f"failed: {module}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
