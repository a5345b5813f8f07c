"""Documents of works, for the laptops that have the work assigned."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from fieldmonitor.media.kinds import PDF
from fieldmonitor.protocol.messages import LENGTH_HEADER
from fieldmonitor.server.routes.common import InContext, SignedIn
from fieldmonitor.server.routes.messages import Sha256
from fieldmonitor.server.services import work_documents

router = APIRouter(prefix="/v1", tags=["device"])


@router.get("/works/{work}/documents/{sha256}", response_class=Response)
def document(
    caller: SignedIn,
    context: InContext,
    work: Annotated[str, Path(max_length=200)],
    sha256: Sha256,
    offset: Annotated[int, Query(ge=0, le=2**40)] = 0,
) -> Response:
    """At most 512 KiB of a document, from an offset on; only of works that this volunteer has."""
    data, size = work_documents.piece(context, caller, work, sha256, offset)
    headers = {LENGTH_HEADER: str(size), "Cache-Control": "no-store"}
    return Response(data, media_type=PDF, headers=headers)
