"""Our engine beside @getodk/xforms-engine (Node) and JavaRosa (Java), in one run.

Medians of interleaved fresh processes; each figure is a first call, process start left out. The last
column is the better peer's figure divided by ours: above 1 we are ahead. A peer that is not there is left
out, and said so.
"""

import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PERF = ROOT.parent / "shared" / "conformance" / "perf"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
NODE_PACKAGES = ("@getodk/xforms-engine@0.22.0", "jsdom@26")
TIMEOUT = 900
MEMORY_LIMIT = 60.0

Measure = Callable[[Path, str], dict[str, float]]


@dataclass(frozen=True)
class Job:
    """One form and what is done with it; ``peers`` off where they would take minutes."""

    label: str
    form: str
    job: str
    figures: tuple[str, ...]
    peers: tuple[str, ...] = ("xforms-engine", "JavaRosa")


JOBS = (
    Job(
        "2,000 questions",
        "chain2000.xml",
        "questions",
        ("parse", "instance", "parse+instance", "leaf", "base"),
    ),
    Job("100 rows", "repeat.xml", "rows:100", ("create", "fill")),
    Job("300 rows", "repeat.xml", "rows:300", ("create", "fill")),
    Job("1,000 rows", "repeat.xml", "rows:1000", ("create", "fill"), ("JavaRosa",)),
    Job("WHO-VA", "whova_form.xml", "open", ("parse+instance",)),
)


def ours(form: Path, job: str) -> dict[str, float]:
    """Measure our engine."""
    return _json([sys.executable, str(HERE / "ours.py"), str(form), job], ROOT)


def node_peer() -> Measure | str:
    """Return how xforms-engine is measured, or why it cannot be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node is not installed"
    folder = Path(os.environ.get("FORMS_BENCH_NODE", Path(tempfile.gettempdir()) / "fieldmonitor-bench-node"))
    if not (folder / "node_modules" / "@getodk").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        command = ["npm", "install", "--no-audit", "--no-fund", *NODE_PACKAGES]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"npm could not install it: {done.stderr.strip()[-200:]}"
    script = str(HERE / "peer.mjs")
    return lambda form, job: _json(["node", "--expose-gc", script, str(folder), str(form), job], folder)


def java_peer() -> Measure | str:
    """Return how JavaRosa is measured, or why it cannot be."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        return "a Java development kit is not installed"
    spec = importlib.util.find_spec("pyxform")
    if spec is None or spec.origin is None:
        return "pyxform, which brings it, is not installed"
    jar = Path(spec.origin).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    folder = Path(tempfile.mkdtemp(prefix="fieldmonitor-bench-java-"))
    done = subprocess.run(
        ["javac", "-cp", str(jar), "-d", str(folder), str(HERE / "Peer.java")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return f"it does not compile: {done.stderr.strip()[-200:]}"
    return lambda form, job: _json(["java", "-cp", f"{jar}:{folder}", "Peer", str(form), job], folder)


def _json(command: list[str], folder: Path) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=True
    )
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    if "parse" in result:
        result["parse+instance"] = result["parse"] + result["instance"]
    return result


def compare(job: Job, engines: dict[str, Measure]) -> list[str]:
    """Measure one job, interleaved; return the rows where a peer is ahead."""
    runs: dict[str, list[dict[str, float]]] = {
        name: [] for name in engines if name == "ours" or name in job.peers
    }
    for _ in range(ROUNDS):
        for name in runs:
            runs[name].append(engines[name](PERF / job.form, job.job))
    behind: list[str] = []
    for figure in job.figures:
        medians = {name: statistics.median(run[figure] for run in found) for name, found in runs.items()}
        peers = [value for name, value in medians.items() if name != "ours"]
        ratio = min(peers) / medians["ours"] if peers else float("nan")
        shown = "  ".join(f"{name} {value:10.2f}" for name, value in medians.items())
        print(f"{job.label:16} {figure:15} {shown}  ms   ×{ratio:.1f}", flush=True)
        if peers and ratio < 1:
            behind.append(f"{job.label}, {figure}")
    return behind


def main() -> None:
    """Print the table; exit 1 where a peer is ahead, or where a promise of ours does not hold."""
    if not PERF.is_dir():
        print("skipped: the performance forms are not beside this checkout")
        return
    engines: dict[str, Measure] = {"ours": ours}
    for name, peer in (("xforms-engine", node_peer()), ("JavaRosa", java_peer())):
        if isinstance(peer, str):
            print(f"{name} is left out: {peer}")
        else:
            engines[name] = peer
    print(f"medians of {ROUNDS} rounds, interleaved fresh processes")
    behind = [row for job in JOBS for row in compare(job, engines)]
    memory = statistics.median(ours(PERF / "chain2000.xml", "memory")["memory"] for _ in range(3))
    print(f"2,000 questions  memory          ours {memory:10.2f}  MB")
    if memory > MEMORY_LIMIT:
        behind.append("memory")
    for row in behind:
        print(f"behind: {row}", file=sys.stderr)
    sys.exit(1 if behind else 0)


if __name__ == "__main__":
    main()
