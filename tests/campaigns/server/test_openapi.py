"""Requests made up from the server's own description: none may end in a 5xx or an answer not ours.

Every route, with a device's token and with the token of a user who may do the most. `FM_EXAMPLES` sets
the number of examples per route and kind of caller.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import users
from fieldmonitor.server.services.users import NewUser
from tests.unit.server.conftest import new_code
from tests.unit.server.device import Device, file_entry
from tests.unit.server.factories import PASSWORD, accredit, assign, publish_field

pytest.importorskip("schemathesis", reason="schemathesis is not installed")

EXAMPLES = os.environ.get("FM_EXAMPLES", "40")


@pytest.mark.parametrize("caller", ["device", "staff", "admin", "nobody"])
def test_no_request_ends_in_a_fault(caller: str, tmp_path: Path) -> None:
    with ServerHandle(ServerSettings(tmp_path / "server")) as server:
        context = server.context
        assert context is not None
        publish_field(context)
        device = Device(server.url)
        device.enrol(new_code(context))
        device.sign_in()
        accredit(context, device.volunteer)
        assign(context, device.volunteer)
        device.put(device.report(file_entry(b"x" * 100)))
        token = device.token
        if caller in ("staff", "admin"):
            with context.db.write() as session:
                users.create_user(session, context, NewUser(caller, PASSWORD, Role(caller)), "test")
            token = users.sign_in(context, caller, PASSWORD, "test").token
        report = _run(server.url, token if caller != "nobody" else "", tmp_path)
        device.http.close()
        assert requests.get(f"{server.url}/v1/server", timeout=10).status_code == 200
    print(json.dumps({"caller": caller, "examples": int(EXAMPLES), "summary": report[-400:]}))


def _run(url: str, token: str, tmp_path: Path) -> str:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{url}/openapi.json",
        "--url",
        url,
        "--checks",
        "not_a_server_error",
        "--max-examples",
        EXAMPLES,
        "--workers",
        "1",
        "--seed",
        "20261122",
        "--request-timeout",
        "20",
        "--no-color",
        "--exclude-path",  # signing out would leave the rest of the run signed out
        "/v1/staff/session",
        "--phases",
        "examples,coverage,fuzzing",
    ]
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3600, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout
