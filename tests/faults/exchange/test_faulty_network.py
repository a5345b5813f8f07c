"""Answers dropped, requests cut, connections reset: each report still arrives once and whole."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server.models import Message
from fieldmonitor.server.runner import ServerHandle
from tests.fakes.fault_proxy import FaultProxy, Faults
from tests.fakes.real_laptop import RealLaptop
from tests.fakes.reports import Signed

SEEDED = Faults(drop_answer=0.3, cut_request=0.15, cut_answer=0.1, refuse=0.1)


def arrived(server: ServerHandle) -> list[tuple[str, int, str]]:
    assert server.context is not None
    with server.context.db.read() as session:
        rows = session.execute(select(Message.id, Message.version, Message.manifest_sha256)).all()
    return sorted((row[0], row[1], row[2]) for row in rows)


def key(signed: Signed) -> tuple[str, int, str]:
    return (signed.message.id, signed.message.version, signed.message.manifest_sha256)


@pytest.mark.parametrize("seed", [1, 2])
def test_each_report_arrives_once_and_whole(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop], seed: int
) -> None:
    laptop = new_laptop()
    reports = [laptop.record(photos=1, original=120_000) for _ in range(4)]
    with FaultProxy(server.port, SEEDED, seed) as proxy:
        laptop.through(proxy.url)
        laptop.sync("drained")
        assert proxy.injected > 5
    assert [laptop.state(signed) for signed in reports] == [ReportState.COMPLETE] * 4
    assert arrived(server) == sorted(key(signed) for signed in reports)
    assert server.context is not None
    for signed in reports:
        for sha256, data in signed.files.items():
            with server.context.blobs.open(sha256) as held:
                assert held.read() == data


def test_a_body_cut_midway_is_not_sent_again_from_the_start(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop]
) -> None:
    laptop = new_laptop()
    signed = laptop.record(photos=1, original=600_000)
    with FaultProxy(server.port, Faults(cut_request=0.5), 5) as proxy:
        laptop.through(proxy.url)
        result = laptop.sync("drained")
    assert laptop.state(signed) is ReportState.COMPLETE
    whole = sum(len(data) for data in signed.files.values())
    assert result.sent <= whole


def test_in_a_dead_end_nothing_is_claimed(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop]
) -> None:
    laptop = new_laptop()
    signed = laptop.record(photos=1)
    with FaultProxy(server.port, Faults(drop_answer=1.0)) as proxy:
        laptop.through(proxy.url)
        result = laptop.sync()
    assert result.offline
    assert laptop.state(signed) is not ReportState.COMPLETE
    assert laptop.receipts(signed) == []
