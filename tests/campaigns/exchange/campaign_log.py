"""Nothing is dropped in silence: a log of 1,000 entries dropped, reordered, forked 200 ways; all found."""

from functools import cache
from random import Random
from unittest import mock

from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.sync.auditor import audit
from fieldmonitor.trust import log as tree
from tests.campaigns.ledger import Campaign, main
from tests.fakes.logs import KEYS, MemoryLog, receipt, tampered

ENTRIES = 1000


@cache
def _good() -> tuple[Envelope, ...]:
    return tuple(receipt(number) for number in range(ENTRIES))


def one(seed: int) -> list[str]:
    """Tamper below a checkpoint that was seen; the auditor has to say so, and the holder of a receipt too."""
    rng = Random(seed)
    seen = rng.randrange(2, ENTRIES)
    state = audit(MemoryLog(_good()[:seen]), KEYS).state
    how, entries = tampered(_good(), seen, rng)
    found = {found.code for found in audit(MemoryLog(entries), KEYS, state=state).found}
    problems = [] if "log.forked" in found else [f"{how} below {seen}: not found"]
    gone = [entry for entry in _good()[:seen] if entry not in entries]
    if gone:
        result = audit(MemoryLog(entries), KEYS, receipts=gone[:1])
        if [found.code for found in result.found] != ["log.not_included"]:
            problems.append(f"{how} below {seen}: the receipt's holder does not find it")
    return problems


def believing(seed: int) -> list[str]:
    with mock.patch.object(tree, "verify_consistency", lambda *_: None):
        return [problem for n in range(5) for problem in one(seed * 5 + n)]


CAMPAIGN = Campaign(
    "exchange.log",
    f"nothing is dropped in silence: a log of {ENTRIES} entries dropped, reordered, forked",
    200,
    one,
    believing,
)

if __name__ == "__main__":
    main(CAMPAIGN)
