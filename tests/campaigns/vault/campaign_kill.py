"""Saved is saved: kill -9 at any moment of edits, photos, signatures, news and copies."""

from tests.campaigns.ledger import Campaign, main
from tests.faults.vault.controls import lie_once
from tests.faults.vault.writers import kill_once, scratch


def one(seed: int) -> list[str]:
    with scratch() as folder:
        return kill_once(folder, seed)


CAMPAIGN = Campaign("vault.kill", "saved is saved: 1,000 kill -9", 1000, one, lie_once)

if __name__ == "__main__":
    main(CAMPAIGN)
