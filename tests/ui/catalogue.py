"""The message catalogues against the source: `python -m tests.ui.catalogue` brings English into step.

Message ids are Spanish. English is complete. Quechua waits to be filled, and each message that is still
empty is shown in Spanish: `python -m tests.ui.catalogue qu` lays out what there is to translate.
"""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
KEYWORDS = {"_": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}
NAMES = {"en": "English", "qu": "Quechua"}


def path_of(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return ROOT / "resources" / "translations" / language / "LC_MESSAGES" / "fieldmonitor.po"


def in_source() -> Catalog:
    """Return every message that the program can show."""
    found = Catalog(charset="utf-8")
    extracted = extract_from_dir(
        str(ROOT / "fieldmonitor"), METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True
    )
    for name, _line, message, _comments, context in extracted:
        found.add(message, None, [(f"fieldmonitor/{name}", 0)], context=context)
    return found


def held(language: str) -> Catalog:
    """Return a catalogue as it is kept."""
    path = path_of(language)
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language)


def untranslated(messages: Iterable[Message]) -> list[str]:
    """Return the ids of messages without words in the other language."""
    return [
        str(message.id)
        for message in messages
        if message.id and (not message.string or not all(_forms(message)))
    ]


def update(language: str) -> list[str]:
    """Bring a catalogue into step with the source and return what is still to be translated."""
    old, wanted = held(language), in_source()
    made = Catalog(
        locale=language,
        project="Field Monitor",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        copyright_holder="Field Monitor",
        charset="utf-8",
        fuzzy=False,
        creation_date=datetime(2026, 1, 1, tzinfo=UTC),
        revision_date=datetime(2026, 1, 1, tzinfo=UTC),
        language_team=NAMES[language],
        header_comment=f"# {NAMES[language]} words of Field Monitor; message ids are Spanish.",
    )
    for message in wanted:
        if not message.id:
            continue
        kept = old.get(message.id if isinstance(message.id, str) else message.id[0])
        string = kept.string if kept is not None else None
        made.add(message.id, string or ("" if isinstance(message.id, str) else ("", "")))
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, made, sort_output=True, width=0, omit_header=False)
    return untranslated(made)


def _forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


if __name__ == "__main__":
    language = sys.argv[1] if len(sys.argv) > 1 else "en"
    left = update(language)
    print(f"{len(left)} messages without {NAMES[language]}")
    sys.exit(bool(left) and language == "en")
