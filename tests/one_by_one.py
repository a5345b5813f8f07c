"""Programs of this tree that are found by their name and run one after another, each in its own process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def modules(folder: Path, pattern: str, names: list[str]) -> list[str]:
    """Return the modules below a folder whose file fits a pattern, or those of them that contain a name."""
    paths = sorted(path.relative_to(ROOT) for path in folder.rglob(pattern))
    found = [".".join(path.with_suffix("").parts) for path in paths]
    return [module for module in found if not names or any(name in module for name in names)]


def run(found: list[str], *arguments: str) -> int:
    """Run modules, name those that failed, and return the exit code."""
    failed = []
    for module in found:
        print(f"== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode:
            failed.append(module)
    for module in failed:
        print(f"failed: {module}", file=sys.stderr)
    return 1 if failed else 0
