"""Reports are tamper-evident: 10,000 bit flips, judged by the independent verifier. A try is a hundred."""

import tempfile
from pathlib import Path
from random import Random

from tests.campaigns.ledger import Campaign, main
from tests.faults.exchange.flips import Flipper


def one(seed: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        flipper = Flipper(Path(folder))
        return [f"flip {n}" for n in range(100) if flipper.accepted(Random(seed * 100 + n))]


def unsigned(seed: int) -> list[str]:
    class Believer:
        from_public_bytes = staticmethod(lambda _key: Believer())

        def verify(self, _signature: bytes, _data: bytes) -> None: ...

    with tempfile.TemporaryDirectory() as folder:
        flipper = Flipper(Path(folder))
        flipper.verifier.Ed25519PublicKey = Believer  # type: ignore[attr-defined]
        return [f"flip {n}" for n in range(300) if flipper.accepted(Random(seed * 300 + n))]


CAMPAIGN = Campaign("exchange.flips", "tamper-evident: a try is 100 bit flips", 100, one, unsigned)

if __name__ == "__main__":
    main(CAMPAIGN)
