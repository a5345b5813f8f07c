"""The recovery sheet, the wish to be wiped, and a keyring that was lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.trust import recovery, vault
from fieldmonitor.trust.recovery import add_recovery, open_with_recovery, remove_recovery
from tests.unit.trust.test_vault import CHEAP, FakeKeyring, Watch


@pytest.fixture
def opened(tmp_path: Path) -> bytes:
    return vault.create_vault(tmp_path, "frase", None, CHEAP)


def test_the_sheet_opens_the_same_key(opened: bytes, tmp_path: Path) -> None:
    code = add_recovery(tmp_path, opened)
    assert len(code) == 44 and code.count("-") == 8
    assert open_with_recovery(tmp_path, code) == opened
    assert open_with_recovery(tmp_path, code.lower().replace("-", " ").replace("0", "o")) == opened
    assert vault.open_vault(tmp_path, "frase", None) == opened
    assert code not in (tmp_path / vault.VAULT_FILE).read_text()


def test_sheets_that_do_not_fit_are_told_apart(opened: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"recovery\.none"):
        open_with_recovery(tmp_path, recovery._written(bytes(20)))
    first = add_recovery(tmp_path, opened)
    second = add_recovery(tmp_path, opened)
    with pytest.raises(InputError, match=r"recovery\.other_sheet"):
        open_with_recovery(tmp_path, first)
    remove_recovery(tmp_path)
    with pytest.raises(InputError, match=r"recovery\.none"):
        open_with_recovery(tmp_path, second)


@given(st.binary(min_size=20, max_size=20), st.integers(0, 35), st.sampled_from(recovery.ALPHABET))
def test_a_slip_of_the_pen_is_noticed(code: bytes, position: int, letter: str) -> None:
    letters = list(recovery._written(code).replace("-", ""))
    assert recovery._read("".join(letters)) == code
    if letters[position] != letter:
        letters[position] = letter
        try:
            assert recovery._read("".join(letters)) != code  # one in a million passes the check letters
        except InputError as error:
            assert error.code == "recovery.mistyped"


@pytest.mark.parametrize("text", ["", "-", "ABC", "á" * 36, "Z" * 36, "0" * 400])
def test_what_is_no_code(opened: bytes, tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"recovery\.mistyped"):
        open_with_recovery(tmp_path, text)


def test_a_lost_keyring_is_replaced_after_recovery(tmp_path: Path) -> None:
    old = FakeKeyring()
    key = vault.create_vault(tmp_path, "frase", old, CHEAP)
    code = add_recovery(tmp_path, key)
    reinstalled = FakeKeyring()
    with pytest.raises(EnvironmentFault, match=r"vault\.keyring_missing"):
        vault.open_vault(tmp_path, "frase", reinstalled)
    vault.set_passphrase(tmp_path, open_with_recovery(tmp_path, code), "nueva", reinstalled)
    assert vault.open_vault(tmp_path, "nueva", reinstalled) == key
    assert len(reinstalled.secrets) == 1
    vault.set_passphrase(tmp_path, key, "otra", reinstalled)
    assert len(reinstalled.secrets) == 1
    vault.set_passphrase(tmp_path, key, "sin llavero", None)
    assert vault.open_vault(tmp_path, "sin llavero", None) == key


def test_a_wipe_comes_only_where_it_was_wished(tmp_path: Path) -> None:
    keyring, watch = FakeKeyring(), Watch()
    key = vault.create_vault(tmp_path, "frase", keyring, CHEAP)
    for _ in range(12):
        with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
            vault.open_vault(tmp_path, "otra", keyring, watch)
        watch.move(4000)
    assert vault.open_vault(tmp_path, "frase", keyring, watch) == key

    vault.set_wipe_after(tmp_path, 3)
    for code in (r"vault\.wrong_passphrase", r"vault\.wrong_passphrase", r"vault\.wiped"):
        with pytest.raises(InputError, match=code):
            vault.open_vault(tmp_path, "otra", keyring, watch)
        watch.move(4000)
    assert not vault.has_vault(tmp_path) and keyring.secrets == {} and list(tmp_path.iterdir()) == []
