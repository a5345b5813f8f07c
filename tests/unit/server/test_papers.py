"""Requests that were carried here: who vouches for them, and what no stick can do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import InputError
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.packs import ENROLMENT_REQUEST_TYPE, EnrolmentPaper
from fieldmonitor.server.context import Context
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person, Role
from fieldmonitor.server.services.enrolment import CodeRequest
from fieldmonitor.server.services.papers import take_request
from fieldmonitor.store import open_store
from fieldmonitor.sync.pack.paper import write_request
from fieldmonitor.trust import introductions
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from tests.unit.server.conftest import new_code
from tests.unit.server.factories import ADMIN

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def written(tmp_path: Path, code: str | None, name: str = "a") -> bytes:
    """Return a request as a laptop writes it."""
    store = open_store(tmp_path / f"{name}.db", b"k" * 32, create=True)
    try:
        write_request(store, tmp_path / f"{name}.json", "laptop", NOW, code)
    finally:
        store.close()
    return (tmp_path / f"{name}.json").read_bytes()


def take(context: Context, data: bytes, wanted: CodeRequest | None = None, person: Person = ADMIN):  # type: ignore[no-untyped-def]
    with context.db.write() as session:
        return take_request(session, context, person, data, wanted)


def test_a_code_enrols_once_and_never_travels(context: Context, tmp_path: Path) -> None:
    code = new_code(context)
    data = written(tmp_path, code.lower())
    assert code.encode() not in data and code.lower().encode() not in data
    first = take(context, data)
    assert take(context, data) == first, "carried here twice"
    with pytest.raises(Refusal, match=r"enrolment\.code_used"):
        take(context, written(tmp_path, code, "b"))


def test_a_code_that_nobody_issued_enrols_nobody(context: Context, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"enrolment\.code_unknown"):
        take(context, written(tmp_path, "0" * 26))


def test_who_copied_a_request_cannot_put_his_own_key_in_it(context: Context, tmp_path: Path) -> None:
    """The code's name is on the stick, but not what proves that one was given it."""
    envelope = decode(written(tmp_path, new_code(context)), Envelope)
    paper = decode(from_text(envelope.payload), EnrolmentPaper)
    thief = SigningKey.generate()
    forged = EnrolmentPaper(
        VERSION, to_text(thief.public), "x", NOW, code_id=paper.code_id, code_proof=paper.code_proof
    )
    with pytest.raises(Refusal, match=r"enrolment\.code_unknown"):
        take(context, encode(seal(forged, ENROLMENT_REQUEST_TYPE, thief)))
    with pytest.raises(InputError, match=r"enrolment\.not_a_request"):
        take(context, encode(seal(paper, ENROLMENT_REQUEST_TYPE, thief)))


def test_without_a_code_a_person_vouches(context: Context, tmp_path: Path) -> None:
    data = written(tmp_path, None)
    with pytest.raises(InputError, match=r"enrolment\.nobody_vouches"):
        take(context, data)
    assert take(context, data, CodeRequest(region="LIMA")).region == "LIMA"


def test_nobody_vouches_for_another_region(context: Context, tmp_path: Path) -> None:
    coordinator = Person("carla", Role.COORDINATOR, "CUSCO")
    with pytest.raises(Refusal, match=r"access\.denied"):
        take(context, written(tmp_path, None), CodeRequest(region="LIMA"), coordinator)


@pytest.mark.parametrize("odd", [b"", b"{}", b"[" * 20_000, b"\xff" * 50])
def test_what_is_no_request_is_told(context: Context, odd: bytes) -> None:
    with pytest.raises(InputError, match=r"enrolment\.not_a_request"):
        take(context, odd)


def test_a_short_code_is_not_used_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"enrolment\.code_too_short"):
        written(tmp_path, "4K7Q-XW2M")


@pytest.mark.parametrize("typed", ["0o1i-L", "oo1Il", "00111"])
def test_a_code_is_read_as_it_was_meant(typed: str) -> None:
    assert introductions.normalise(typed) == "00111"


def test_letters_are_compared_as_people_write_them() -> None:
    letters = introductions.fingerprint(b"root")
    assert introductions.same_fingerprint(letters.lower().replace("-", " "), letters)
    assert not introductions.same_fingerprint(introductions.fingerprint(b"other"), letters)
    assert len(letters) == 24
