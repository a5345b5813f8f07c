"""The documents and the tree keep their word: links lead somewhere, nothing is left undone."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".py", ".md", ".toml", ".txt", ".spec", ".yaml", ".yml", ".json", ".jsonl", ".po", ".html", ".css"}
NAMED = {"Makefile", "LICENSE", "run", ".gitignore"}


def tracked() -> list[Path]:
    """Return the files of the project, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def test_links_in_the_documents_lead_somewhere() -> None:
    lost = []
    for page in pages():
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            found = (page.parent / path) if path else page
            if not found.exists() or (anchor and anchor not in anchors(found)):
                lost.append(f"{page.relative_to(ROOT)}: {target}")
    assert not lost


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are shown on the web."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head.casefold()).replace(" ", "-") for head in heads}


def test_files_that_the_documents_name_exist() -> None:
    written = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"))
    named = re.compile(r"`((?:docs|fieldmonitor|resources|tests)/[\w./-]+)`")
    lost = [
        f"{page.name}: {name}"
        for page in written
        for name in named.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]
    assert not lost


def test_the_readmes_commands_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    for page in ("README.md", "CONTRIBUTING.md"):
        asked = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8")))
        asked -= {"git"}  # `apt-get install make git …`
        assert asked <= targets, page
    assert {"setup", "demo", "test"} <= targets
    phony = makefile.partition(".PHONY:")[2].partition("\n")[0].split()
    assert set(phony) <= targets


UNDONE = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join((r"home/\w", "Users/", "wo" + "rk/", "opt/py")) + ")")


def test_nothing_is_left_undone_and_nothing_of_one_machine_stays() -> None:
    found = []
    for path in tracked():
        if path.suffix not in TEXTS and path.name not in NAMED:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if UNDONE.search(line) or MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert not found
