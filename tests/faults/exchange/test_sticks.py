"""Altered or dropped bundles are all found; the long form is a campaign."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

from fieldmonitor.protocol.bundles import BundleFiles
from fieldmonitor.server.services import bundles
from tests.faults.exchange.sticks import stick


def test_forty_ways_to_tamper_with_a_stick_are_found() -> None:
    with stick() as hostile:
        problems = [problem for seed in range(40) for problem in hostile.tampered(Random(seed))]
    assert problems == []


def test_negative_control_an_importer_that_checks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BundleFiles, "check", lambda _self: None)
    monkeypatch.setattr(bundles, "opened_bundle", careless(bundles.opened_bundle))
    with stick() as hostile:
        assert any(hostile.tampered(Random(seed)) for seed in range(40))


def careless(real: Any) -> Any:
    """Open a bundle and look away when it ends badly."""

    @contextmanager
    def opened(sealed: Any, key: Any) -> Iterator[Any]:
        try:
            with real(sealed, key) as clear:
                yield clear
        except Exception:  # noqa: BLE001 - the carelessness is the point
            return

    return opened
