"""`--self-test`: does this installation work, all of it, on this machine?"""

import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def self_test() -> int:
    """Try each part for real and print a line for it; return 1 if any failed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failed = 0
    for name, check in CHECKS.items():
        try:
            detail = check()
        except Exception as error:  # noqa: BLE001 - whatever fails is what this command is asked to report
            failed += 1
            detail = f"{type(error).__name__}: {error}"
            print(f"FAILED  {name:<12} {detail}", file=sys.stderr)
        else:
            print(f"ok      {name:<12} {detail}")
    return 1 if failed else 0


def _store() -> str:
    from sqlcipher3 import dbapi2

    from fieldmonitor.store import Blobs, open_store

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "store.db", os.urandom(32), create=True)
        try:
            blobs = Blobs(Path(folder) / "blobs")
            with store.write() as uow:
                kept = blobs.put(uow, b"self-test" * 10_000)
            assert blobs.read(store, kept.sha256) == b"self-test" * 10_000, "a blob came back changed"
            assert not store.integrity(), "the fresh store is not sound"
        finally:
            store.close()
    return f"SQLite {dbapi2.sqlite_version}"


def _vault() -> str:
    from fieldmonitor.trust.vault import create_vault, open_vault

    with tempfile.TemporaryDirectory() as folder:
        key = create_vault(Path(folder), "self-test", None)
        assert open_vault(Path(folder), "self-test", None) == key, "the vault gave another key"
    return "argon2id, AES-GCM"


def _network() -> str:
    import ssl

    import certifi

    from fieldmonitor.sync.http.session import HttpSession

    trusted = ssl.create_default_context(cafile=certifi.where()).cert_store_stats()["x509_ca"]
    assert trusted, "no certificate authority is known"
    HttpSession("https://contraloria.example").close()
    return f"{ssl.OPENSSL_VERSION}, {trusted} authorities"


def _checklists() -> str:
    from fieldmonitor.forms import Checklist
    from fieldmonitor.packs.checklists import read_checklists
    from fieldmonitor.system.resources import resource

    records = read_checklists(resource("checklists"))
    for record in records:
        Checklist.from_xform(record.xform).start(instances={"work": b"<root/>", "previous": b"<root/>"})
    return ", ".join(f"{record.id} {record.version}" for record in records)


def _pictures() -> str:
    from PIL import Image

    from fieldmonitor.media.guard import PictureGuard

    data = io.BytesIO()
    Image.new("RGB", (320, 240), "#0B4F8A").save(data, "JPEG")
    guard = PictureGuard()
    try:
        prepared = guard.prepare(data.getvalue())
    finally:
        guard.close()
    return prepared.media_type


def _documents() -> str:
    from datetime import date

    from docx import Document

    from fieldmonitor.documents.model import RecoverySheet
    from fieldmonitor.documents.recovery_pdf import build_recovery

    page = build_recovery(RecoverySheet("SELF-TEST", date(2026, 11, 22)))
    assert page.startswith(b"%PDF"), "no PDF was made"
    letter = io.BytesIO()
    Document().save(letter)
    return f"PDF {len(page)} bytes, DOCX {letter.tell()} bytes"


def _languages() -> str:
    from fieldmonitor.system.resources import resource
    from fieldmonitor.system.translations import LANGUAGES

    missing = [
        language
        for language in LANGUAGES[1:]
        if not resource("translations", language, "LC_MESSAGES", "fieldmonitor.po").is_file()
    ]
    assert not missing, f"no catalogue for {missing}"
    return ", ".join(LANGUAGES)


def _window() -> str:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication, QLabel

    from fieldmonitor.ui.shell.theme import load_fonts

    application = QApplication.instance() or QApplication([])
    load_fonts()
    label = QLabel("Monitor de Obras")
    label.show()
    picture = label.grab()
    label.close()
    assert not picture.isNull(), "nothing could be drawn"
    assert application is not None
    return f"{QGuiApplication.platformName()}, {picture.width()} px"


def _keyring() -> str:
    from fieldmonitor.system.secrets import Keyring

    return "available" if Keyring().available else "none here: the passphrase alone protects the profile"


CHECKS: dict[str, Callable[[], str]] = {
    "store": _store,
    "vault": _vault,
    "network": _network,
    "checklists": _checklists,
    "pictures": _pictures,
    "documents": _documents,
    "languages": _languages,
    "keyring": _keyring,
    "window": _window,
}
