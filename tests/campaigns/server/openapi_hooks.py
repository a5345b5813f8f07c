"""How made-up bodies that are bytes look: files' pieces, and batches that are nearly right."""

from typing import Any

import schemathesis
from hypothesis import strategies as st

from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.frames import BATCH_TYPE
from fieldmonitor.protocol.messages import CHUNK_TYPE

_NAMES = st.one_of(
    st.uuids().map(str), st.text("0123456789abcdef", min_size=64, max_size=64), st.text(max_size=70)
)
_NUMBERS = st.one_of(st.integers(0, 3), st.integers())


@st.composite
def batches(draw: st.DrawFn) -> bytes:
    """Make frames whose lines and sizes are right more often than not."""
    body = b""
    for _ in range(draw(st.integers(0, 5))):
        data = draw(st.binary(max_size=300))
        size = draw(st.one_of(st.just(len(data)), st.just(len(data)), _NUMBERS))
        method = draw(st.sampled_from(["PUT", "PATCH", "GET", "PUT ", "DELETE"]))
        line = encode({"method": method, "id": draw(_NAMES), "number": draw(_NUMBERS), "size": size}) + b"\n"
        body += draw(st.sampled_from([line + data, line + data, line + data, line[:-1], data]))
    return body


schemathesis.openapi.media_type(BATCH_TYPE, batches())
schemathesis.openapi.media_type(CHUNK_TYPE, st.binary(max_size=2000))


@schemathesis.serializer(BATCH_TYPE, CHUNK_TYPE)
def as_bytes(_context: Any, value: Any) -> Any:
    """Send bytes as they are."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")
