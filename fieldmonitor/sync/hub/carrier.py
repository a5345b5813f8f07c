"""Bundles over HTTP: to a hub over TLS with its pinned certificate, or on to the server."""

from collections.abc import Mapping
from dataclasses import replace

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import (
    HUB_TOKEN_CONTEXT,
    LARGEST_ANSWER,
    PACK_PIECE,
    PIECE_TYPE,
    BundleState,
    HubInfo,
    PairingAnswer,
    PairingRequest,
)
from fieldmonitor.protocol.messages import (
    LENGTH_HEADER,
    MissingFile,
)
from fieldmonitor.sync.carrier import Answer, Chunk
from fieldmonitor.sync.http.answers import not_sent, refusal
from fieldmonitor.sync.http.caller import DONE, MOVED, Caller, number_in, reads
from fieldmonitor.sync.http.session import HttpSession, NoReply, Request

_TAKEN: Mapping[int, Outcome] = {200: Outcome.ACCEPTED, 201: Outcome.ACCEPTED}
_SMALL_ANSWER = 256 * 1024
_STATE_CAP = LARGEST_ANSWER * 2


class BundleCarrier(Caller):
    """Speaks to one hub or server."""

    def hub_info(self) -> Answer[HubInfo]:
        """Ask who answers; needs no sign-in, and proves nothing."""
        return self._ask(Request("GET", "/v1/hub", answer_cap=_SMALL_ANSWER), DONE, reads(HubInfo))

    def pair(self, request: PairingRequest) -> Answer[PairingAnswer]:
        """Prove the code to a hub, and hear its proof."""
        return self._post("/v1/pairings", encode(request), _TAKEN, PairingAnswer, _SMALL_ANSWER)

    def announce(self, index: bytes) -> Answer[BundleState]:
        """Send a bundle's index."""
        return self._post("/v1/bundles", index, _TAKEN, BundleState, _STATE_CAP)

    def bundle_state(self, bundle: str) -> Answer[BundleState]:
        """Ask how far a bundle is, and for what the comptroller answered."""
        request = Request("GET", f"/v1/bundles/{bundle}", self._headers(), answer_cap=_STATE_CAP)
        return self._ask(request, DONE, reads(BundleState))

    def send_part(self, bundle: str, chunk: Chunk) -> Answer[MissingFile]:
        """Send bytes of a part."""
        part = self._patch(f"/v1/bundles/{bundle}/{chunk.sha256}", chunk)
        answer = self._ask(replace(part, answer_cap=_SMALL_ANSWER), MOVED, reads(MissingFile))
        if answer.problem is not None and answer.code == "evidence.offset":
            right = (answer.problem.params or {}).get("offset")
            if isinstance(right, int):
                return Answer(Outcome.PROGRESS, MissingFile(chunk.sha256, chunk.size, right), answer.problem)
        return answer

    def card(self) -> Answer[Envelope]:
        """Ask the server for its word that this laptop is a coordinator's."""
        return self._ask(
            Request("GET", "/v1/card", self._headers(), answer_cap=_SMALL_ANSWER), DONE, reads(Envelope)
        )

    def pack_piece(self, name: str, offset: int) -> Answer[tuple[bytes, int]]:
        """Ask for a piece of a pack's file; return its bytes and the file's size."""
        request = Request(
            "GET",
            f"/v1/packs/{name}",
            self._headers(),
            params={"offset": str(offset)},
            answer_cap=PACK_PIECE,
        )
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        size = number_in(reply, LENGTH_HEADER)
        if reply.status == 200 and reply.media_type == PIECE_TYPE and size is not None:
            return Answer(Outcome.ACCEPTED, (reply.body, size))
        return refusal(reply)


def dial(address: str, certificate: bytes) -> BundleCarrier:
    """Return the road to a hub that must show this certificate (its SHA-256)."""
    return BundleCarrier(HttpSession(address, pin=certificate), HUB_TOKEN_CONTEXT + certificate)
