"""Packs are authentic and current: TUF's attacks and byte flips by stick, hub and network; 0 accepted."""

from contextlib import ExitStack
from functools import cache
from random import Random
from unittest import mock

from fieldmonitor.packs import trusted
from tests.campaigns.ledger import Campaign, main
from tests.faults.exchange.packs import PackWorld, pack_world

_open = ExitStack()


@cache
def _world() -> PackWorld:
    return _open.enter_context(pack_world())


def one(seed: int) -> list[str]:
    """Every third try is an attack, the others flip a bit of what the laptop reads."""
    rng = Random(seed)
    return _world().attacked(rng) if seed % 3 == 0 else _world().flipped(rng)


def unsigned(seed: int) -> list[str]:
    with (
        mock.patch.object(trusted, "verify_by", lambda *_args: None),
        mock.patch.object(trusted, "verify_root", lambda *_args: None),
        pack_world() as careless,
    ):
        return careless.attack("arbitrary: signed by a thief", Random(seed))


CAMPAIGN = Campaign(
    "exchange.packs",
    "packs are authentic and current: 3,000 byte flips and 1,500 attacks by stick, hub and network",
    4500,
    one,
    unsigned,
)

if __name__ == "__main__":
    with _open:
        main(CAMPAIGN)
