"""Secrets: random at first start, private, and of use only where they belong."""

import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.core.errors import WeirError
from weir.core.secrets import Secrets, Vault
from weir.core.store import Store
from weir.core.tables import sealed_values


def test_the_key_is_made_at_first_start_and_stays(home: Path) -> None:
    first = Secrets.open(home)
    assert (home / "secret.key").stat().st_mode & 0o777 == 0o600
    second = Secrets.open(home)
    assert first.key_id == second.key_id
    assert second.unseal(first.seal(b"x", "here"), "here") == b"x"


def test_two_homes_have_different_keys(tmp_path: Path) -> None:
    assert Secrets.open(tmp_path / "a").key_id != Secrets.open(tmp_path / "b").key_id


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606, 0o660])
def test_a_key_that_others_may_read_is_refused(home: Path, mode: int) -> None:
    Secrets.open(home)
    (home / "secret.key").chmod(mode)
    with pytest.raises(WeirError) as caught:
        Secrets.open(home)
    assert caught.value.code == "secrets.exposed"
    assert "chmod 600" in caught.value.remedy()


@pytest.mark.parametrize("content", [b"not base64!", b"c2hvcnQ=", b"\xff\xfe"])
def test_a_broken_key_file_is_refused_and_not_replaced(home: Path, content: bytes) -> None:
    path = home / "secret.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(WeirError) as caught:
        Secrets.open(home)
    assert caught.value.code == "secrets.unreadable"
    assert path.read_bytes() == content


def test_an_empty_key_file_is_refused_and_not_replaced(home: Path) -> None:
    path = home / "secret.key"
    path.touch(0o600)
    with pytest.raises(WeirError) as caught:
        Secrets.open(home)
    assert caught.value.code == "secrets.unreadable"
    assert path.read_bytes() == b""


def _open(home: str, answers: "multiprocessing.Queue[str]") -> None:
    answers.put(Secrets.open(Path(home)).key_id)


def test_processes_that_start_together_agree_on_one_key(home: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = spawn.Queue()
    starts = [spawn.Process(target=_open, args=(str(home), answers)) for _ in range(4)]
    for start in starts:
        start.start()
    found = {answers.get(timeout=60) for _ in starts}
    for start in starts:
        start.join()
    assert len(found) == 1
    assert os.listdir(home) == ["secret.key"]


@given(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_what_was_sealed_opens_only_in_its_place(value: bytes, context: str) -> None:
    secrets = Secrets(b"k" * 32)
    sealed = secrets.seal(value, context)
    assert len(value) < 8 or value not in sealed
    assert secrets.unseal(sealed, context) == value
    with pytest.raises(WeirError):
        secrets.unseal(sealed, context + "2")


@given(st.integers(0), st.integers(1, 255))
def test_a_changed_byte_anywhere_shows(place: int, flip: int) -> None:
    secrets = Secrets(b"k" * 32)
    sealed = bytearray(secrets.seal(b"value", "here"))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(WeirError) as caught:
        secrets.unseal(bytes(sealed), "here")
    assert caught.value.code in ("secrets.damaged", "secrets.other_key")


@given(st.binary(max_size=40))
def test_bytes_that_were_never_sealed_are_refused(sealed: bytes) -> None:
    with pytest.raises(WeirError):
        Secrets(b"k" * 32).unseal(sealed, "here")


def test_purposes_have_keys_of_their_own() -> None:
    secrets = Secrets(b"k" * 32)
    assert len({secrets.derive(purpose) for purpose in ("seal", "keys", "id")}) == 3


def test_the_vault_keeps_values_sealed(store: Store) -> None:
    vault = Vault(store, Secrets(b"k" * 32))
    assert vault.get("upstream/x") is None
    vault.put("upstream/x", "sk-first")
    vault.put("upstream/x", "sk-second-密")
    vault.put("upstream/a", "other")
    assert vault.get("upstream/x") == "sk-second-密"
    assert vault.names() == ["upstream/a", "upstream/x"]
    with store.read() as connection:
        for row in connection.execute(sealed_values.select()):
            assert b"sk-" not in row.sealed
    assert vault.delete("upstream/x")
    assert not vault.delete("upstream/x")
    assert vault.get("upstream/x") is None


def test_a_value_moved_to_another_name_does_not_open(store: Store) -> None:
    vault = Vault(store, Secrets(b"k" * 32))
    vault.put("mine", "secret")
    with store.write() as connection:
        connection.execute(sealed_values.update().values(name="yours"))
    with pytest.raises(WeirError) as caught:
        vault.get("yours")
    assert caught.value.code == "secrets.damaged"


def test_another_home_is_told_that_its_key_is_not_the_one(store: Store) -> None:
    Vault(store, Secrets(b"k" * 32)).put("mine", "secret")
    with pytest.raises(WeirError) as caught:
        Vault(store, Secrets(b"j" * 32)).get("mine")
    assert caught.value.code == "secrets.other_key"
