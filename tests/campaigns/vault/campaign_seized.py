"""A seized, locked laptop says nothing: 200 canaries a try, searched in the raw disk."""

from tests.campaigns.ledger import Campaign, main
from tests.faults.vault.seized import seize_once


def plain(seed: int) -> list[str]:
    return seize_once(seed, plain=True)


CAMPAIGN = Campaign(
    "vault.seized", "a seized, locked laptop says nothing: 200 canaries a try", 50, seize_once, plain
)

if __name__ == "__main__":
    main(CAMPAIGN)
