"""Each report arrives once and whole: 2,000 reports, 30 % of answers dropped, both sides killed 200 times.

A try is a storm of five senders at once (one a clone of another), forty reports and four kills of each side.
"""

from tests.campaigns.ledger import Campaign, main
from tests.faults.exchange.storms import Storm, live_through


def one(seed: int) -> list[str]:
    return live_through(seed, Storm())


def without_dedup(seed: int) -> list[str]:
    return live_through(seed, Storm(laptops=2, reports=4, kills=1, dedup=False))


CAMPAIGN = Campaign(
    "exchange.arrives_once",
    "each report arrives once, whole: a try is 40 reports, 5 senders, 4 kills of each side",
    50,
    one,
    without_dedup,
)

if __name__ == "__main__":
    main(CAMPAIGN)
