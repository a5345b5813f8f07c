"""A lost stick, a hostile hub are harmless: 500 altered or dropped bundles, all found."""

from contextlib import ExitStack
from functools import cache
from random import Random
from unittest import mock

from fieldmonitor.protocol.bundles import BundleFiles
from fieldmonitor.server.services import bundles
from tests.campaigns.ledger import Campaign, main
from tests.faults.exchange.sticks import Stick, stick
from tests.faults.exchange.test_sticks import careless

_open = ExitStack()


@cache
def _stick() -> Stick:
    return _open.enter_context(stick())


def one(seed: int) -> list[str]:
    return _stick().tampered(Random(seed))


def checking_nothing(seed: int) -> list[str]:
    real = bundles.opened_bundle
    with (
        mock.patch.object(BundleFiles, "check", lambda _self: None),
        mock.patch.object(bundles, "opened_bundle", careless(real)),
        stick() as hostile,
    ):
        return [problem for n in range(40) for problem in hostile.tampered(Random(seed * 40 + n))]


CAMPAIGN = Campaign(
    "exchange.sticks", "a lost stick, a hostile hub: altered or dropped bundles", 500, one, checking_nothing
)

if __name__ == "__main__":
    with _open:
        main(CAMPAIGN)
