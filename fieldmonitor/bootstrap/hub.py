"""A hub on this machine, and the road to one from a profile."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.protocol.hub import HUB_TOKEN_CONTEXT
from fieldmonitor.sync.http.session import HttpSession
from fieldmonitor.sync.hub.carrier import BundleCarrier

if TYPE_CHECKING:
    from fieldmonitor.hub.runner import HubHandle

PARTS = ("starlette", "uvicorn")
"""What a hub needs beyond a volunteer's installation."""


def dial_hub(address: str, certificate: bytes) -> BundleCarrier:
    """Return the road to a hub that must show this certificate (its SHA-256)."""
    return BundleCarrier(HttpSession(address, pin=certificate), HUB_TOKEN_CONTEXT + certificate)


def serve_hub(
    folder: Path,
    *,
    name: str,
    host: str,
    port: int,
    packs: Path | None,
    ready: "Callable[[HubHandle], None]",
) -> None:
    """Serve a hub until interrupted; `ready` hears its address, code and QR code's text."""
    missing = next((part for part in PARTS if find_spec(part) is None), None)
    if missing is not None:
        raise EnvironmentFault("server.not_installed", missing=missing)
    from fieldmonitor.hub.runner import HubHandle, HubSettings

    settings = HubSettings(folder, name, packs)
    with HubHandle(settings, host=host, port=port) as hub:
        ready(hub)
        hub.wait()
