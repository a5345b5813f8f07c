"""Updates keep data: kill -9 in the middle of a migration."""

from tests.campaigns.ledger import Campaign, main
from tests.faults.vault.updates import kill_once


def careless(seed: int) -> list[str]:
    return kill_once(seed, careless=True)


CAMPAIGN = Campaign("vault.updates", "updates keep data: kill -9 in a migration", 200, kill_once, careless)

if __name__ == "__main__":
    main(CAMPAIGN)
