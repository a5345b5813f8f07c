"""The comptroller's server: `create_app(settings)`; `runner` serves it."""

from fieldmonitor.server.app import create_app
from fieldmonitor.server.settings import ServerSettings

__all__ = ["ServerSettings", "create_app"]
