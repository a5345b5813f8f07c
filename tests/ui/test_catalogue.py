"""The Quechua catalogue can be laid out for a translator: what was filled in stays, the rest is Spanish."""

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.ui import catalogue

BEGUN = """msgid ""
msgstr ""
"Language: qu\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Bandeja"
msgstr "Apachikuna"
"""


def test_a_translator_finds_every_message_and_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fieldmonitor.po"
    path.write_text(BEGUN, encoding="utf-8")
    monkeypatch.setattr(catalogue, "path_of", lambda _language: path)
    left = catalogue.update("qu")
    assert len(left) > 1000 and "Bandeja" not in left
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale="qu"))
    compiled.seek(0)
    words = gettext.GNUTranslations(compiled)
    assert words.gettext("Bandeja") == "Apachikuna"
    assert words.gettext("Mis obras") == "Mis obras"
    assert words.ngettext("{n} foto", "{n} fotos", 1) == "{n} foto"
    assert words.ngettext("{n} foto", "{n} fotos", 3) == "{n} fotos"
