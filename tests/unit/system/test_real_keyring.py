"""A vault with its second secret in a real Secret Service, where one can be started."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")

SESSION = """
mkdir -p "$HOME" "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
exec "$PYTHON" -c "$PROGRAM" "$VAULT"
"""

PROGRAM = """
import sys
from pathlib import Path
from fieldmonitor.system.secrets import Keyring
from fieldmonitor.trust.vault import Argon2, create_vault, destroy_vault, open_vault
from fieldmonitor.trust.vault import read_vault, set_passphrase
folder = Path(sys.argv[1])
key = create_vault(folder, "frase", Keyring(), Argon2(8, 1, 1))
name = read_vault(folder).keyring
assert name and open_vault(folder, "frase", Keyring()) == key
set_passphrase(folder, key, "nueva", Keyring())
assert open_vault(folder, "nueva", Keyring()) == key and Keyring().get(name) is None
destroy_vault(folder, Keyring())
print("kept and destroyed")
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, PROGRAMS)),
    reason="needs dbus-run-session and gnome-keyring-daemon",
)
def test_the_second_secret_lives_in_the_systems_keyring(tmp_path: Path) -> None:
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "PYTHON": sys.executable, "PROGRAM": PROGRAM, "VAULT": str(tmp_path / "vault"),
    }  # fmt: skip
    said = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SESSION],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert said.stdout.endswith("kept and destroyed\n"), said.stderr[-1000:]
