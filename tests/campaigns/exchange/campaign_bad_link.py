"""Works at 64 kbit/s, 800 ms, 10 % loss, cut 20 s of every 40: 5 MB, 20 runs, ten at a time in a try."""

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.campaigns.ledger import Campaign, main
from tests.fakes.bad_link import why_not
from tests.fakes.link_trial import FLAPPING, Load, Outcome, trial

AT_ONCE = 10
FIVE_MB = Load(reports=10, photos=5, small=20_000, original=80_000)
LONGEST_MINUTES = 120.0
CONTROL_MINUTES = 5.0
"""Time for ten reports to arrive in part, for any sender that goes on where it stopped."""


def one(seed: int) -> list[str]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda n: _run("ours", seed * 100 + n, f"{seed}-{n}"), range(AT_ONCE)))
    problems = []
    for number, outcome in enumerate(outcomes):
        again = outcome.resent(FIVE_MB)
        if not outcome.done:
            problems.append(f"link {number}: {outcome.delivered} bytes in {outcome.seconds:.0f} s, not done")
        elif again > 0.1:
            problems.append(f"link {number}: {again:.1%} sent again")
    return problems


def _run(sender: str, seed: int, name: str) -> Outcome:
    minutes = LONGEST_MINUTES if sender == "ours" else CONTROL_MINUTES
    return trial(sender, FIVE_MB, name, seed=seed, minutes=minutes, road=FLAPPING)


def from_the_start_each_time(seed: int) -> list[str]:
    """What every other field app does: it must not get through, or the link is too kind."""
    outcome = _run("whole", seed, f"w{seed}")
    return [] if outcome.delivered else [f"nothing in {CONTROL_MINUTES:.0f} minutes"]


CAMPAIGN = Campaign(
    "exchange.bad_link",
    "64 kbit/s, 800 ms, 10 % loss, 20 s up and down: a try is ten runs of 5 MB",
    2,
    one,
    from_the_start_each_time,
)

if __name__ == "__main__":
    if (reason := why_not()) is not None:
        sys.exit(f"skipped: {reason}")
    main(CAMPAIGN)
