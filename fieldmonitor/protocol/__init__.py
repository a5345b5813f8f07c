"""All messages between device and server, and how they are written down."""

VERSION = 1
"""The protocol's version: in every path (`/v1/`) and every signed manifest."""

HUB_PORT = 8480
"""Where a hub listens, unless its address says otherwise."""
