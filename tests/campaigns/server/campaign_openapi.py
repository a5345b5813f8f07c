"""Requests made up from the server's own description: none may end in a 5xx.

Each try starts a server with something in it and lets schemathesis loose on every route, as a device, as
staff, as an administrator or as nobody in turn. The control breaks one service.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

import requests

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import log, users
from fieldmonitor.server.services.users import NewUser
from tests.campaigns.ledger import ROOT, Campaign, main
from tests.unit.server.conftest import at_work
from tests.unit.server.device import file_entry
from tests.unit.server.factories import PASSWORD

CALLERS = ("device", "staff", "admin", "nobody")
EXAMPLES = 8


def one(seed: int) -> list[str]:
    caller = CALLERS[seed % len(CALLERS)]
    with (
        tempfile.TemporaryDirectory() as folder,
        ServerHandle(ServerSettings(Path(folder) / "server")) as server,
    ):
        problems = _try(server.url, _token(server, caller), seed, Path(folder))
        alive = requests.get(f"{server.url}/v1/server", timeout=10).status_code == 200
    return [*problems, *([] if alive else ["the server answers no longer"])]


def broken(seed: int) -> list[str]:
    with mock.patch.object(log, "consistency", side_effect=ZeroDivisionError):
        return one(seed)


def _token(server: ServerHandle, caller: str) -> str:
    """Put something into the server, and return the caller's token."""
    context = server.context
    assert context is not None
    device = at_work(context, server.url)
    device.put(device.report(file_entry(b"x" * 100)))
    device.http.close()
    if caller in ("staff", "admin"):
        with context.db.write() as session:
            users.create_user(session, context, NewUser(caller, PASSWORD, Role(caller)), "campaign")
        return users.sign_in(context, caller, PASSWORD, "campaign").token
    return device.token if caller == "device" else ""


def _try(url: str, token: str, seed: int, folder: Path) -> list[str]:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{url}/openapi.json",
        "--url",
        url,
        "--checks",
        "not_a_server_error",
        "--exclude-path",  # signing out would leave the rest of the run signed out
        "/v1/staff/session",
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        str(EXAMPLES),
        "--seed",
        str(seed),
        "--request-timeout",
        "20",
        "--no-color",
        *(["--header", f"Authorization: Bearer {token}"] if token else []),
    ]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.campaigns.server.openapi_hooks", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=3600,
        cwd=folder,
        check=False,
        env={**os.environ, **hooks},
    )
    return [] if done.returncode == 0 else [done.stdout[-3000:]]


CAMPAIGN = Campaign(
    "server.openapi",
    f"no request ends in a fault of the server: every route, {EXAMPLES} examples and the edges, by caller",
    20,
    one,
    broken,
)

if __name__ == "__main__":
    main(CAMPAIGN)
