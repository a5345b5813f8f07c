"""Messages survive the wire, and bad ones are refused by name."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.domain.clock import Moment
from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.records import ProgressPoint, Work
from fieldmonitor.protocol.codec import decode, encode, from_plain, to_plain
from fieldmonitor.protocol.envelope import COURSE_ATTEMPT_TYPE, REPORT_TYPE
from fieldmonitor.protocol.manifests import MANIFESTS, CourseAttempt
from fieldmonitor.trust.envelopes import seal, unseal
from fieldmonitor.trust.keys import SigningKey

ATTEMPT = CourseAttempt(
    "a1", 1, 1, "c", "1", "d", {"q1": 2}, Moment(datetime(2026, 11, 22, tzinfo=UTC), -300, 1.5)
)


def test_what_is_written_is_read() -> None:
    point = ProgressPoint(date(2026, 1, 1), Decimal("3.50"), None)
    work = Work("w", "Ñaña", "M", "150101", "LIMA", "LIMA", "LIMA", latitude=-12.04, progress=(point,))
    assert decode(encode(work), Work) == work
    assert from_plain(to_plain(work), Work) == work


def test_the_same_message_has_the_same_bytes() -> None:
    again = decode(encode(ATTEMPT), CourseAttempt)
    assert encode(again) == encode(ATTEMPT)


@given(st.binary(max_size=200))
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(TrustError, match=r"protocol\.malformed"):
        decode(data, CourseAttempt)


def test_an_unknown_field_is_no_reason_to_refuse() -> None:
    newer = encode(ATTEMPT).replace(b'{"id"', b'{"later":1,"id"', 1)
    assert decode(newer, CourseAttempt) == ATTEMPT


def test_an_envelope_opens_with_its_own_key_and_type_only() -> None:
    key, other = SigningKey.generate(), SigningKey.generate()
    envelope = seal(ATTEMPT, COURSE_ATTEMPT_TYPE, key)
    assert unseal(envelope, COURSE_ATTEMPT_TYPE, key.public, CourseAttempt) == ATTEMPT
    with pytest.raises(TrustError, match=r"trust\.not_signed_by"):
        unseal(envelope, COURSE_ATTEMPT_TYPE, other.public, CourseAttempt)
    with pytest.raises(TrustError, match=r"trust\.wrong_type"):
        unseal(envelope, REPORT_TYPE, key.public, CourseAttempt)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_bit_is_found(position: int, flip: int) -> None:
    key = SigningKey(bytes(range(32)))
    envelope = seal(ATTEMPT, COURSE_ATTEMPT_TYPE, key)
    data = bytearray(encode(envelope))
    data[position % len(data)] ^= flip
    try:
        broken = decode(bytes(data), type(envelope))
        unseal(broken, COURSE_ATTEMPT_TYPE, key.public, CourseAttempt)
    except TrustError:
        return
    assert decode(bytes(data), type(envelope)) == envelope, "a changed envelope was accepted"


def test_every_manifest_has_its_own_type() -> None:
    assert len(MANIFESTS) == 5
