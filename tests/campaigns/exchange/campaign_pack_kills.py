"""A pack is loaded whole or not at all: kill -9 at any moment of the load, and a second load completes it."""

from contextlib import ExitStack
from functools import cache

from tests.campaigns.ledger import Campaign, main
from tests.faults.exchange.pack_kills import Loads, fork, loads

_open = ExitStack()


@cache
def _world() -> Loads:
    return _open.enter_context(loads())


def one(seed: int) -> list[str]:
    return _world().kill_once(seed, fork)


def in_pieces(seed: int) -> list[str]:
    return _world().kill_once(seed, fork, careless=True)


CAMPAIGN = Campaign(
    "exchange.pack_kills",
    "a pack is loaded whole or not at all: 100 kill -9, each followed by a second load",
    100,
    one,
    in_pieces,
)

if __name__ == "__main__":
    with _open:
        main(CAMPAIGN)
