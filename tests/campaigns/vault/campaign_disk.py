"""A full or failing disk harms nothing old: ENOSPC and EIO at the n-th write, n = 1..300. Needs strace."""

import sys

from tests.campaigns.ledger import Campaign, main
from tests.faults.vault.diary import Habits
from tests.faults.vault.full_disk import fail_once, limit_once, possible


def swallow(seed: int) -> list[str]:
    return limit_once(seed, Habits(swallow=True))


CAMPAIGN = Campaign(
    "vault.disk", "a full or failing disk harms nothing old: the n-th write fails", 600, fail_once, swallow
)

if __name__ == "__main__":
    if reason := possible():
        print(reason)
        sys.exit(0)
    main(CAMPAIGN)
