"""A wrong clock loses nothing: −400 days, +10 years, jumps in between."""

from tests.campaigns.ledger import Campaign, main
from tests.faults.vault.clocks import live_once


def naive(seed: int) -> list[str]:
    return live_once(seed, naive=True)


CAMPAIGN = Campaign(
    "vault.clock", "a wrong clock loses nothing: twenty days of jumps a try", 500, live_once, naive
)

if __name__ == "__main__":
    main(CAMPAIGN)
