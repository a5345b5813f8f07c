"""Who keeps a sealed bundle on its way; never a proof that the comptroller has it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredCustody:
    """A verified custody note: `bundle` is the hash of the bundle's index, `holder` the signer's key id."""

    bundle: str
    holder: str
    role: str
    name: str
    at: datetime
    envelope: bytes
