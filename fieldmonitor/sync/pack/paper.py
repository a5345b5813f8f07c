"""Asking to be enrolled without a network: a file that somebody carries to the comptroller's office."""

from datetime import datetime
from pathlib import Path

from fieldmonitor.domain.errors import InputError
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.packs import ENROLMENT_REQUEST_TYPE, EnrolmentPaper
from fieldmonitor.store import Store
from fieldmonitor.sync.enrolment import device_key, enrolment
from fieldmonitor.sync.pack.memory import CODE_DIGEST
from fieldmonitor.system.durable import write_durably
from fieldmonitor.trust import introductions
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import to_text


def write_request(store: Store, path: Path, device_name: str, now: datetime, code: str | None = None) -> str:
    """Write this laptop's request, and return the letters by which it can be recognised.

    The code on paper does not travel: its digest is remembered here, to know the answer by. Raises
    InputError `enrolment.code_too_short`, `enrolment.already`.
    """
    digest = None
    if code is not None:
        if len(introductions.normalise(code)) != introductions.LONG_LENGTH:
            raise InputError("enrolment.code_too_short", letters=introductions.LONG_LENGTH)
        digest = introductions.code_digest(code)
    key = device_key(store)
    with store.write() as unit:
        known = enrolment(unit.settings)
        if known is not None:
            raise InputError("enrolment.already", volunteer=known.volunteer)
        unit.settings.set(CODE_DIGEST, to_text(digest) if digest else "")
    paper = EnrolmentPaper(
        protocol=VERSION,
        device_key=to_text(key.public),
        device_name=device_name,
        made_at=now,
        code_id=introductions.code_id(digest) if digest else None,
        code_proof=introductions.request_proof(digest, key.public) if digest else None,
    )
    write_durably(path, encode(seal(paper, ENROLMENT_REQUEST_TYPE, key)))
    return introductions.fingerprint(key.public)
