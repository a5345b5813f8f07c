"""The server's key for receipts is replaced: reports before and after, sticks, log and check go on."""

from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server import keys
from fieldmonitor.server.admin.keys import rotate_key
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.server.services.log import check
from fieldmonitor.sync.audit import LOG_ALARM
from fieldmonitor.sync.bundle.export import export_bundle
from fieldmonitor.sync.bundle.reading import take_acknowledgements
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.rotation import receipt_keys
from tests.fakes.real_laptop import RealLaptop


def rotate(server: ServerHandle) -> None:
    server.stop()
    rotate_key(Namespace(data=str(server.settings.data), database=None, json=True))
    server.start()


def test_reports_before_and_after_a_rotation_are_receipted_and_in_one_log(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop]
) -> None:
    laptop = new_laptop()
    first = laptop.record(photos=1)
    laptop.sync("drained")
    rotate(server)
    rotate(server)
    second = laptop.record(photos=1)
    laptop.sync("drained")
    assert [laptop.state(signed) for signed in (first, second)] == [ReportState.COMPLETE] * 2
    assert server.context is not None
    with laptop.store.read() as unit:
        known, alarm = receipt_keys(unit.settings), unit.settings.get(LOG_ALARM)
    assert known is not None and known.current == server.context.key.public
    assert len(known.earlier) == 2 and alarm is None
    with server.context.db.read() as session:
        held = check(session, server.context)
    assert held.root_holds and not held.bad and held.size == 4
    late = new_laptop()
    assert late.enrolment.receipt_key == server.context.key.public
    late.sync()
    assert late.enrolment.earlier == ()


def test_a_stick_sealed_to_the_old_key_is_still_opened(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop], tmp_path: Path
) -> None:
    laptop, stick = new_laptop(), tmp_path / "stick"
    stick.mkdir()
    signed = laptop.record(photos=1)
    files, now = StoredFiles(laptop.store, laptop.blobs), datetime.now(UTC)
    export_bundle(laptop.store, files, laptop.enrolment, stick, now)
    rotate(server)
    assert server.context is not None
    index = next(stick.glob("*.bundle.json"))
    assert not import_bundle(server.context, index).refused
    laptop.sync("idle")
    taken = take_acknowledgements(laptop.store, laptop.enrolment, stick, datetime.now(UTC))
    assert taken.complete or laptop.state(signed) is ReportState.COMPLETE


def test_a_running_servers_key_is_not_replaced_under_it(server: ServerHandle) -> None:
    assert server.context is not None
    key = server.context.key.public
    with pytest.raises(EnvironmentFault, match=r"server\.data_in_use"):
        rotate_key(Namespace(data=str(server.settings.data), database=None, json=True))
    assert keys.receipt_key(server.settings.data).public == key


def test_a_rotation_that_a_crash_left_half_done_is_none(
    server: ServerHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, now = server.settings.data, datetime.now(UTC)
    server.stop()
    before = keys.receipt_key(data)
    real = keys._replace

    def dying(path: Path, content: bytes) -> None:
        if path.name == keys.RECEIPT_KEY:
            raise KeyboardInterrupt
        real(path, content)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(keys, "_replace", dying)
        keys.rotate(data, now)
    assert keys.receipt_key(data).seed == before.seed
    assert keys.rotated(data) == keys.Rotated()
    keys.rotate(data, now)
    assert [key.public for key in keys.rotated(data).keys] == [before.public]
