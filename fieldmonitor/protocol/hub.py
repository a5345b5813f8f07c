"""What a laptop and a hub say to each other; a hub and the server pass bundles on in the same words.

A hub sees sealed bundles by their hashes and nothing of what is inside. What it signs is custody.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import MissingFile

CUSTODY_TYPE = "application/vnd.fieldmonitor.custody+json"
CARD_TYPE = "application/vnd.fieldmonitor.carrier-card+json"
PIECE_TYPE = "application/vnd.fieldmonitor.piece"
"""The media type of a piece of a pack: bytes as they are."""

HUB_TOKEN_CONTEXT = b"fieldmonitor-hub-token-v1:"
"""Stands before the hub's certificate and nonce in what a device signs: good for no other hub, no server."""

LARGEST_INDEX = 64 * 1024
LARGEST_ANSWER = 16 * 1024 * 1024
MOST_PARTS = 64
PACK_PIECE = 512 * 1024


class CustodyRole(StrEnum):
    """Who keeps a bundle on its way; neither is the comptroller."""

    HUB = "hub"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class CustodyNote:
    """Payload of a custody note: its signer keeps the sealed bundle whose index has this hash.

    It proves nothing about the comptroller, and clears nothing.
    """

    protocol: int
    bundle: str
    size: int
    role: CustodyRole
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CarrierCard:
    """The comptroller's word on a coordinator's laptop: payload of CARD_TYPE, signed with the receipt key.

    It lies on the sticks that the coordinator hands out, so that a laptop without a network can seal to
    this key too, and knows whose custody note it reads. `region` is empty for all.
    """

    protocol: int
    device_key: str
    role: CustodyRole
    region: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustodyPaper:
    """What a coordinator leaves on the stick for a bundle taken: the note, and who signed it."""

    note: Envelope
    card: Envelope


@dataclass(frozen=True, slots=True)
class BundleState:
    """How far a bundle is at a hub or the server.

    `missing` are parts not yet whole; `custody` is the hub's note once none is; `answer` is the
    acknowledgement of the comptroller, sealed to the laptop that wrote the bundle (base64); `problem` the
    code of the server's refusal.
    """

    bundle: str
    missing: tuple[MissingFile, ...]
    custody: Envelope | None = None
    answer: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class HubInfo:
    """Who a hub says it is; `salt` (base64) goes into the proofs of pairing. Nothing of it is proven yet."""

    name: str
    protocol: int
    salt: str
    time: datetime


@dataclass(frozen=True, slots=True)
class PairingRequest:
    """A laptop that knows the code; `proof` (base64) binds its key to the certificate that it saw."""

    device_key: str
    device_name: str
    proof: str


@dataclass(frozen=True, slots=True)
class PairingAnswer:
    """The hub knows the code too: `proof` binds its key to the certificate that it has."""

    hub_key: str
    name: str
    proof: str
