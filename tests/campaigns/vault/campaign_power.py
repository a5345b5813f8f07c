"""Saved is saved: the power goes at any moment. Root only; needs a loop device."""

import sys

from tests.campaigns.ledger import Campaign, main
from tests.faults.vault.diary import Habits
from tests.faults.vault.power import cut_once, possible


def careless(seed: int) -> list[str]:
    return cut_once(seed, Habits(careless=True))


CAMPAIGN = Campaign("vault.power", "saved is saved: 500 power cuts", 500, cut_once, careless)

if __name__ == "__main__":
    if reason := possible():
        print(reason)
        sys.exit(0)
    main(CAMPAIGN)
