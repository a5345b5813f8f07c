"""The fixtures of the live exchange serve the fault suites too."""

from tests.sync_live.conftest import laptop, new_code, new_laptop, server

__all__ = ["laptop", "new_code", "new_laptop", "server"]
