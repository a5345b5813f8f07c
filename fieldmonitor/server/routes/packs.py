"""The pack of a laptop's region, file by file: signed by the coordinator, sealed to laptops."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import FileResponse, Response

from fieldmonitor.protocol.packs import PACK_MEDIA_TYPE
from fieldmonitor.server.routes.common import InContext, SignedIn
from fieldmonitor.server.services import packs

router = APIRouter(prefix="/v1", tags=["device"])

Name = Annotated[
    str,
    Path(
        max_length=100,
        pattern=r"^(timestamp\.json|[0-9]{1,10}\.(root|snapshot|targets)\.json|[0-9a-f]{64}\.[0-9a-f]{32})$",
    ),
]


@router.get("/packs/{name}", response_class=Response)
def pack_file(caller: SignedIn, context: InContext, name: Name) -> Response:
    """A file of the pack of this laptop's region; a part of it by `Range`.

    A revoked laptop may read it too: that it is revoked is all that it finds.
    """
    path = packs.pack_file(context, caller.volunteer, name)
    return FileResponse(path, media_type=PACK_MEDIA_TYPE, headers={"Cache-Control": "no-store"})
