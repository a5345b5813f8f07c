"""The fixtures of the live exchange serve the fault suites too."""

from tests.sync_live.conftest import blank, laptop, new_code, new_laptop, server

__all__ = ["blank", "laptop", "new_code", "new_laptop", "server"]
