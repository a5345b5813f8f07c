"""No word on a screen outside the catalogue, and no message without its English."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.ui import catalogue

UI = Path(__file__).resolve().parent.parent.parent / "fieldmonitor" / "ui"
SHOWN = frozenset({
    "text", "paragraph", "Button", "link", "Banner", "StateLabel", "badge", "FieldRow", "ChoiceRow", "Elided",
    "setText", "setToolTip", "setAccessibleName", "setWindowTitle", "setPlaceholderText", "notify", "say",
    "note", "act", "leading", "addTab", "pair", "tally", "Tool", "SearchField", "set_words", "Sign", "Way",
    "Place",
})  # fmt: skip
"""Functions whose words a person reads."""

NAMES = {"Español", "English", "Runasimi", "Enter", "Esc", "Public Sans (SIL OFL 1.1), Lucide (ISC)"}
"""What is the same in every language."""

KINDS = {"info", "warn", "error", "ok"}
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}|%\([a-z_]+\)[sd]")


def _literals(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in SHOWN:
            continue
        words = [node.args[1]] if name in ("Banner", "notify") and len(node.args) > 1 else node.args[:1]
        words += [keyword.value for keyword in node.keywords if keyword.arg == "lead"]
        found += [
            f"{path.name}:{node.lineno} {word.value!r}"
            for word in words
            if isinstance(word, ast.Constant) and isinstance(word.value, str)
        ]
    return [line for line in found if _is_prose(line.partition(" ")[2].strip("'\""))]


def _is_prose(words: str) -> bool:
    return bool(re.search(r"[A-Za-zÁ-ú]{2}", words)) and words not in NAMES | KINDS and not _is_code(words)


def _is_code(words: str) -> bool:
    return bool(re.fullmatch(r"[a-z_\-]+", words))


def test_every_word_on_a_screen_can_be_translated() -> None:
    found = [line for path in sorted(UI.rglob("*.py")) for line in _literals(path)]
    assert not found, "\n".join(found)


def test_no_message_hides_in_an_f_string() -> None:
    """Babel does not look into f-strings before Python 3.12, so such a message would stay Spanish."""
    hidden = [
        f"{path.name}:{number}"
        for path in sorted(UI.parent.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"f[\"'].*\{(_|ngettext)\(", line)
    ]
    assert not hidden


@pytest.fixture(scope="module")
def english() -> dict[str, Message]:
    return {_id(message): message for message in catalogue.held("en") if message.id}


@pytest.fixture(scope="module")
def source() -> list[Message]:
    return [message for message in catalogue.in_source() if message.id]


def test_every_message_has_its_english(source: list[Message], english: dict[str, Message]) -> None:
    missing = [
        _id(message)
        for message in source
        if _id(message) not in english or catalogue.untranslated([english[_id(message)]])
    ]
    assert not missing, f"{len(missing)} messages; `python -m tests.ui.catalogue` lists them: {missing[:20]}"


def test_english_keeps_the_values_of_its_sentences(english: dict[str, Message]) -> None:
    wrong = []
    for words, message in english.items():
        plural = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        said = message.string[-1] if isinstance(message.string, tuple | list) else message.string
        if said and set(_PLACEHOLDER.findall(plural)) != set(_PLACEHOLDER.findall(said)):
            wrong.append(words)
    assert not wrong


def test_quechua_falls_back_to_spanish() -> None:
    from fieldmonitor.system.translations import _, set_default_language

    set_default_language("qu")
    assert _("Bandeja") == "Bandeja"


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])
