"""A hostile hub is harmless: 500 altered, dropped or forged bundles and answers over a hub, all found."""

import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from random import Random
from unittest import mock

from fieldmonitor.sync import settling
from tests.campaigns.ledger import Campaign, main
from tests.fakes.lying_world import believe
from tests.faults.exchange.hubs import HostileHub, Scene, canaries, hostile_hub

_open = ExitStack()


@cache
def _hub() -> HostileHub:
    return _open.enter_context(hostile_hub())


def one(seed: int) -> list[str]:
    """Tamper once; every tenth try also searches all that hub and spool hold."""
    problems = _hub().tampered(Random(seed))
    if seed % 10 == 0:
        with tempfile.TemporaryDirectory() as folder:
            problems += canaries(Scene(Path(folder), _hub().comptroller, Random(seed)))
    return problems


def believing(seed: int) -> list[str]:
    with mock.patch.object(settling, "verify_receipt", believe), tempfile.TemporaryDirectory() as folder:
        return Scene(Path(folder), _hub().comptroller, Random(seed)).play("forge an answer", Random(seed))


CAMPAIGN = Campaign(
    "exchange.hub", "a hostile hub: altered, dropped or forged, over the hub", 500, one, believing
)

if __name__ == "__main__":
    with _open:
        main(CAMPAIGN)
