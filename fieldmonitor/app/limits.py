"""What a person allows the exchange to use: how fast, at which hours, over which proxy."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.sync.policy import Policy, keep_policy, kept_policy, kept_proxy


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits as chosen; `proxy` is an address, or nothing for the system's own."""

    policy: Policy = field(default_factory=Policy)
    proxy: str = ""


def limits(ws: Workspace) -> Limits:
    """Return the limits that a person chose, or none."""
    with ws.store.read() as uow:
        return Limits(kept_policy(uow.settings), kept_proxy(uow.settings) or "")


def keep_limits(ws: Workspace, chosen: Limits) -> None:
    """Keep limits for the next exchange; raises InputError `sync.proxy_address` for a proxy that is none."""
    proxy = _address(chosen.proxy)
    with ws.store.write() as uow:
        keep_policy(uow.settings, chosen.policy, proxy)


def _address(proxy: str) -> str:
    """Return a proxy's address as it is used: without a scheme, http is meant."""
    words = proxy.strip()
    if not words:
        return ""
    whole = words if "://" in words else f"http://{words}"
    try:
        parts = urlsplit(whole)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 80) > 0
    except ValueError:
        known = False
    if not known or " " in whole:
        raise InputError("sync.proxy_address", address=words)
    return whole
