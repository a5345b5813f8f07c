"""Addresses of servers: one form of each, and none that would send a token in clear over a network."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fieldmonitor.domain.errors import InputError
from fieldmonitor.sync.codes import Trouble


def server_address(url: str) -> str:
    """Return a server's address in its one form; plain http is for this machine only."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("enrolment.bad_address", address=url)
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise InputError(Trouble.INSECURE_ADDRESS, address=url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
