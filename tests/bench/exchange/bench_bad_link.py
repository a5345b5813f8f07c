"""Ten reports of five photos over 64 kbit/s, 400 ms each way, 10 % loss; and cut 20 s of every 40.

Side by side in one run: ours; one multipart POST a report that gives up after 15 s without progress and
starts again (`whole`); curl with the same bytes on one connection. `--minutes` bounds the cut link's run.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.fakes.bad_link import why_not
from tests.fakes.link_trial import FLAPPING, STEADY, Load, Outcome, Road, trial

RATE = 8_000


def main() -> None:
    """Run the trials and print them with the ratios that are promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if (reason := why_not()) is not None:
        print(f"skipped: {reason}")
        return
    load = Load()
    steady = run(["ours", "curl", "whole"], load, args.seed, args.minutes, STEADY)
    cut = run(["ours", "whole"], load, args.seed, args.minutes, FLAPPING)
    print(f"{load.reports} reports of {load.photos} photos, {load.evidence} bytes; link {RATE} bytes/s")
    for title, outcomes in (("steady", steady), ("cut 20 s of 40", cut)):
        for outcome in outcomes.values():
            print(f"{title:15} {describe(outcome)}")
    ratio = steady["ours"].goodput / steady["curl"].goodput if steady["curl"].goodput else 0.0
    print(f"steady: ours {ratio:.0%} of curl (wanted: at least 85 %)")
    whole = cut["whole"].delivered
    wanted = f"{cut['ours'].delivered / whole:.1f} times" if whole else f"finished: {cut['ours'].done}"
    print(f"cut: ours against whole: {wanted} (wanted: at least 5 times, or finished)")
    again = [outcome.resent(load) for outcome in (steady["ours"], cut["ours"])]
    print(f"sent again: steady {again[0]:.1%}, cut {again[1]:.1%} (wanted: at most 10 %)")
    good = ratio >= 0.85 and max(again) <= 0.1
    good = good and (cut["ours"].delivered >= 5 * whole if whole else cut["ours"].done)
    sys.exit(0 if good else 1)


def run(senders: list[str], load: Load, seed: int, minutes: float, road: Road) -> dict[str, Outcome]:
    """Run the senders at the same time, each on a link of its own with the same seed."""
    letter = "c" if road.cut else "s"
    with ThreadPoolExecutor(len(senders)) as pool:
        futures = {
            sender: pool.submit(
                trial, sender, load, f"{letter}{sender[0]}", seed=seed, minutes=minutes, road=road
            )
            for sender in senders
        }
        return {sender: future.result() for sender, future in futures.items()}


def describe(outcome: Outcome) -> str:
    """Return a trial as a line."""
    state = "done" if outcome.done else "not done"
    figures = f"{outcome.seconds:7.0f} s  {outcome.delivered:9} bytes  {outcome.goodput / RATE:6.1%} of link"
    return f"{outcome.sender:6} {figures}  {outcome.wire:9} on the wire  {state}"


if __name__ == "__main__":
    main()
