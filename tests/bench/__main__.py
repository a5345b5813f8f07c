"""`python -m tests.bench [NAME …]`: runs every bench, or those whose path contains a name.

A bench is a module `bench_*.py` below this folder with `main() -> None`; it prints ratios against
something named, measured in the same run, as medians of interleaved fresh processes.
"""

import sys
from pathlib import Path

from tests.one_by_one import modules, run

if __name__ == "__main__":
    sys.exit(run(modules(Path(__file__).parent, "bench_*.py", sys.argv[1:])))
