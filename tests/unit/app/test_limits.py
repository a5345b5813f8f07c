"""What a person allows the exchange to use is kept, checked, and used by the next exchange."""

from datetime import time

import pytest

from fieldmonitor.app.limits import Limits, keep_limits, limits
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.profile import engine_for
from fieldmonitor.domain.errors import InputError
from fieldmonitor.sync.policy import Policy

NIGHT = Policy(metered=True, bytes_per_second=16_000, from_hour=time(22), to_hour=time(5))


def test_nothing_is_limited_until_a_person_says_so(ws: Workspace) -> None:
    assert limits(ws) == Limits(Policy(), "")


def test_limits_are_kept_and_taken_back(ws: Workspace) -> None:
    keep_limits(ws, Limits(NIGHT, "proxy.muni.gob.pe:8080"))
    assert limits(ws) == Limits(NIGHT, "http://proxy.muni.gob.pe:8080")
    keep_limits(ws, Limits())
    assert limits(ws) == Limits()


def test_the_next_exchange_keeps_to_them(ws: Workspace) -> None:
    assert engine_for(ws).policy == Policy()
    keep_limits(ws, Limits(NIGHT))
    assert engine_for(ws).policy == NIGHT
    assert engine_for(ws, Policy()).policy == Policy(), "what a caller says goes first"


@pytest.mark.parametrize("address", ["ftp://a", "http://", "http://a b", "http://a:notaport", "://"])
def test_what_is_no_proxy_is_refused_and_nothing_changes(ws: Workspace, address: str) -> None:
    keep_limits(ws, Limits(NIGHT, "http://a:1"))
    with pytest.raises(InputError) as refused:
        keep_limits(ws, Limits(Policy(), address))
    assert refused.value.code == "sync.proxy_address"
    assert limits(ws) == Limits(NIGHT, "http://a:1")
