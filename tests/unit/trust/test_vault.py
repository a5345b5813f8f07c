"""The vault: one key, opened by a passphrase and the keyring's secret, slow to guess."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.trust.tries import LONGEST_DELAY, TRIES_FILE, delay
from fieldmonitor.trust.vault import (
    STRONG,
    VAULT_FILE,
    Argon2,
    change_passphrase,
    create_vault,
    has_vault,
    open_vault,
    read_vault,
)

CHEAP = Argon2(memory=8, time=1, lanes=1)
NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


class FakeKeyring:
    """A keyring in memory."""

    def __init__(self, available: bool = True) -> None:
        self.available = available
        self.secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    def set(self, name: str, value: str) -> None:
        self.secrets[name] = value

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def test_the_key_comes_back(tmp_path: Path) -> None:
    key = create_vault(tmp_path, "cuatro palabras sueltas aquí", None, CHEAP)
    assert len(key) == 32 and has_vault(tmp_path)
    assert open_vault(tmp_path, "cuatro palabras sueltas aquí", None) == key
    assert create_vault(tmp_path / "other", "cuatro palabras sueltas aquí", None, CHEAP) != key


def test_accents_may_be_typed_in_either_way(tmp_path: Path) -> None:
    key = create_vault(tmp_path, "a\u0301rbol n\u0303andu\u0301", None, CHEAP)
    assert open_vault(tmp_path, "árbol ñandú", None) == key


def test_the_real_cost_is_what_is_promised(tmp_path: Path) -> None:
    create_vault(tmp_path, "frase", None)
    assert read_vault(tmp_path).argon2 == STRONG == Argon2(64 * 1024, 3, 4)


def test_nothing_in_the_file_opens_it(tmp_path: Path) -> None:
    keyring = FakeKeyring()
    key = create_vault(tmp_path, "mi frase", keyring, CHEAP)
    text = (tmp_path / VAULT_FILE).read_text()
    assert "mi frase" not in text and key.hex() not in text
    assert not any(secret in text for secret in keyring.secrets.values())


def test_an_existing_vault_is_never_replaced(tmp_path: Path) -> None:
    create_vault(tmp_path, "uno", None, CHEAP)
    with pytest.raises(InputError, match=r"vault\.exists"):
        create_vault(tmp_path, "dos", None, CHEAP)


def test_the_keyrings_secret_is_needed_too(tmp_path: Path) -> None:
    keyring = FakeKeyring()
    key = create_vault(tmp_path, "frase", keyring, CHEAP)
    assert open_vault(tmp_path, "frase", keyring) == key
    for without in (None, FakeKeyring(), FakeKeyring(available=False)):
        with pytest.raises(EnvironmentFault, match=r"vault\.keyring_missing"):
            open_vault(tmp_path, "frase", without)
    other = FakeKeyring()
    other.secrets = dict.fromkeys(keyring.secrets, "AAAA")
    with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
        open_vault(tmp_path, "frase", other)


def test_without_a_keyring_the_file_says_so(tmp_path: Path) -> None:
    create_vault(tmp_path, "frase", FakeKeyring(available=False), CHEAP)
    assert read_vault(tmp_path).keyring is None


def test_wrong_tries_wait_longer_and_longer(tmp_path: Path) -> None:
    key, watch = create_vault(tmp_path, "frase", None, CHEAP), Watch()
    for expected in (1, 2, 4, 8):
        with pytest.raises(InputError) as wrong:
            open_vault(tmp_path, "otra", None, watch)
        assert (wrong.value.code, wrong.value.params["wait"]) == ("vault.wrong_passphrase", expected)
        watch.move(expected - 0.5)
        with pytest.raises(InputError) as early:
            open_vault(tmp_path, "frase", None, watch)
        assert (early.value.code, early.value.params["seconds"]) == ("vault.wait", 1)
        watch.move(0.5)
    assert open_vault(tmp_path, "frase", None, watch) == key
    with pytest.raises(InputError) as wrong:
        open_vault(tmp_path, "otra", None, watch)
    assert wrong.value.params["wait"] == 1


def test_a_clock_set_back_does_not_lock_out(tmp_path: Path) -> None:
    key, watch = create_vault(tmp_path, "frase", None, CHEAP), Watch()
    for _ in range(3):
        with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
            open_vault(tmp_path, "otra", None, watch)
        watch.move(10)
    watch.move(-400 * 86_400)
    assert open_vault(tmp_path, "frase", None, watch) == key


def test_delays_grow_to_an_hour() -> None:
    assert [delay(failed) for failed in (0, 1, 2, 3, 11, 12, 13, 400)] == [
        0, 1, 2, 4, 1024, 2048, LONGEST_DELAY, LONGEST_DELAY,
    ]  # fmt: skip


def test_a_torn_counter_does_not_lock_out(tmp_path: Path) -> None:
    key = create_vault(tmp_path, "frase", None, CHEAP)
    (tmp_path / TRIES_FILE).write_text('{"failed": 1')
    assert open_vault(tmp_path, "frase", None) == key


def test_a_changed_passphrase_opens_the_same_key(tmp_path: Path) -> None:
    keyring, watch = FakeKeyring(), Watch()
    key = create_vault(tmp_path, "vieja", keyring, CHEAP)
    change_passphrase(tmp_path, "vieja", "nueva", keyring, watch)
    assert open_vault(tmp_path, "nueva", keyring, watch) == key
    with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
        open_vault(tmp_path, "vieja", keyring, watch)
    watch.move(1)
    with pytest.raises(InputError, match=r"vault\.empty_passphrase"):
        change_passphrase(tmp_path, "nueva", "", keyring, watch)


def test_files_that_are_no_vault_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"vault\.missing"):
        open_vault(tmp_path, "frase", None)
    create_vault(tmp_path, "frase", None, CHEAP)
    path = tmp_path / VAULT_FILE
    text = path.read_text()
    path.write_text(text[: len(text) // 2])
    with pytest.raises(EnvironmentFault, match=r"vault\.damaged"):
        open_vault(tmp_path, "frase", None)
    path.write_text(json.dumps(json.loads(text) | {"format": 2}))
    with pytest.raises(EnvironmentFault, match=r"vault\.newer"):
        open_vault(tmp_path, "frase", None)


@pytest.mark.parametrize(
    "wrong", [{"format": True}, {"format": "1"}, {"argon2": {"memory": 64}}, {"passphrase": []}, {"id": None}]
)
def test_a_vault_file_of_wrong_types_is_damaged(tmp_path: Path, wrong: dict[str, object]) -> None:
    create_vault(tmp_path, "frase", None, CHEAP)
    path = tmp_path / VAULT_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | wrong))
    with pytest.raises(EnvironmentFault, match=r"vault\.damaged"):
        open_vault(tmp_path, "frase", None)
