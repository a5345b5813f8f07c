"""Each report arrives once by net, hub and stick at once; a hub killed at any moment loses nothing it took.

A try is three laptops with three reports each, on three roads at once, and four kill -9 of the hub.
"""

from tests.campaigns.ledger import Campaign, main
from tests.faults.exchange.three_roads import live_through


def one(seed: int) -> list[str]:
    return live_through(seed)


def signing_too_early(seed: int) -> list[str]:
    return live_through(seed, laptops=1, reports=1, kills=1, early="early")


CAMPAIGN = Campaign(
    "exchange.three_roads",
    "once and whole by net, hub and stick at once: a try is 9 reports, 4 kills of the hub",
    50,
    one,
    signing_too_early,
)

if __name__ == "__main__":
    main(CAMPAIGN)
