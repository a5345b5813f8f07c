"""Enviado never lies: every scripted bad server, 25 times each, turning bad at another moment each time."""

from random import Random
from unittest import mock

from fieldmonitor.sync import settling
from tests.campaigns.ledger import Campaign, main
from tests.fakes.bad_servers import BAD_SERVERS
from tests.fakes.lying_world import believe, meet_bad_server

NAMES = sorted(BAD_SERVERS)
ROUNDS = 25


def one(seed: int) -> list[str]:
    name = NAMES[seed % len(NAMES)]
    return [f"{name}: {problem}" for problem in meet_bad_server(name, Random(seed))]


def believing(_seed: int) -> list[str]:
    with mock.patch.object(settling, "verify_receipt", believe):
        return meet_bad_server("receipt_by_another_key", Random(0))


CAMPAIGN = Campaign(
    "exchange.bad_servers",
    f"Enviado never lies: {len(NAMES)} bad servers, {ROUNDS} times each",
    len(NAMES) * ROUNDS,
    one,
    believing,
)

if __name__ == "__main__":
    main(CAMPAIGN)
