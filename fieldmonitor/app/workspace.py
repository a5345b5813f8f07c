"""An unlocked profile: everything a use-case needs, built by `bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from fieldmonitor.domain.clock import Clock, Moment, lima, moment
from fieldmonitor.domain.errors import InputError
from fieldmonitor.media.results import Mark, PageImage, PageSize, PreparedPicture
from fieldmonitor.store import Blobs, Store
from fieldmonitor.sync.conversation import CLOCK_ERROR
from fieldmonitor.sync.enrolment import VOLUNTEER
from fieldmonitor.trust.keys import SigningKey

CONSENT = "consent_at"
CONSENT_WITHDRAWN = "consent_withdrawn_at"


class Pictures(Protocol):
    """Reads untrusted pictures where they can do no harm."""

    def prepare(self, data: bytes) -> PreparedPicture:
        """Return facts, small copy, thumbnail and hash of a picture, or raise InputError with the reason."""
        ...

    def mark(self, data: bytes, marks: tuple[Mark, ...]) -> tuple[bytes, PreparedPicture]:
        """Return a full-size copy with marks burnt in, and what is kept beside it."""
        ...

    def pdf_pages(self, data: bytes) -> tuple[PageSize, ...]:
        """Return the size of each page of a PDF, or raise InputError with the reason."""
        ...

    def pdf_page(self, data: bytes, index: int, width: int) -> PageImage:
        """Draw a page of a PDF `width` pixels wide, or raise InputError with the reason."""
        ...


@dataclass(frozen=True, slots=True)
class Workspace:
    """One volunteer's open profile.

    `confirm` raises InputError unless it is given the profile's passphrase. `put_by_key` seals what must
    outlast a lock outside the store; it is gone with the workspace, and the vault gives it again.
    """

    folder: Path
    store: Store
    blobs: Blobs
    clock: Clock
    device: SigningKey
    pictures: Pictures
    confirm: Callable[[str], None]
    put_by_key: bytes = field(repr=False)

    def setting(self, name: str) -> str | None:
        """Return a setting of this profile."""
        with self.store.read() as uow:
            return uow.settings.get(name)

    def volunteer(self) -> str:
        """Return the volunteer's code, or say that this laptop is not enrolled."""
        code = self.setting(VOLUNTEER)
        if code is None:
            raise InputError("profile.not_enrolled")
        return code

    def today(self) -> date:
        """Return the day in Peru."""
        return lima(self.clock.now()).date()

    def moment(self) -> Moment:
        """Return the present as evidence, with what is known of the laptop's clock."""
        error = self.setting(CLOCK_ERROR)
        return moment(self.clock, float(error) if error else None)
