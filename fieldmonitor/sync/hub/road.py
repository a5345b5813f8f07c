"""What takes a sealed bundle in: a hub from a laptop, the server from a hub. The same words on both legs."""

from collections.abc import Callable
from typing import Protocol

from fieldmonitor.protocol.hub import BundleState
from fieldmonitor.protocol.messages import MissingFile, TokenAnswer
from fieldmonitor.sync.carrier import Answer, Chunk
from fieldmonitor.trust.keys import SigningKey

Watch = Callable[[int, int], None]
"""Hears how many bytes of how many are there."""


class BundleRoad(Protocol):
    """Requests about bundles. No method raises for what the network or the other side does."""

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        """Buy a token with a signature, and use it from now on."""
        ...

    def announce(self, index: bytes) -> Answer[BundleState]:
        """Send a bundle's index; may be sent again."""
        ...

    def bundle_state(self, bundle: str) -> Answer[BundleState]:
        """Ask how far a bundle is."""
        ...

    def send_part(self, bundle: str, chunk: Chunk) -> Answer[MissingFile]:
        """Send bytes of a part from an offset on; a wrong offset comes back right, as progress of none."""
        ...
