"""Keys: hashed, shown once, checked in microseconds, and dead within a second of being revoked anywhere."""

import multiprocessing
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from weir.core.audit import audit_entries
from weir.core.auth import Directory, Key, Keys, Principals, Role
from weir.core.config import Limits
from weir.core.errors import WeirError
from weir.core.secrets import Secrets
from weir.core.store import Store, now_ms
from weir.core.tables import keys as table


@pytest.fixture
def directory(store: Store, home: Path) -> Iterator[Directory]:
    opened = Directory(store, Secrets.open(home))
    yield opened
    opened.close()


@pytest.fixture
def keys(directory: Directory) -> Keys:
    return Keys(directory)


@pytest.fixture
def zoe(directory: Directory) -> str:
    return Principals(directory).create("zoe", Role.user, "standard", actor="p_0", groups=["g"]).id


def _refused(keys: Keys, secret: str) -> bool:
    try:
        keys.verify(secret)
    except WeirError as error:
        return (error.code, error.status) == ("auth.key_invalid", 401)
    return False


def _within(seconds: float, keys: Keys, secret: str, refused: bool) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _refused(keys, secret) is refused:
            return True
        time.sleep(0.02)
    return False


def test_a_key_has_256_random_bits_and_says_whose_it_is(keys: Keys, zoe: str) -> None:
    key, secret = keys.create(zoe, "laptop", actor="p_0", quota=Limits(requests_per_minute=1))
    assert re.fullmatch(r"weir_sk_[A-Za-z0-9]{43}", secret)
    caller = keys.verify(secret)
    assert (caller.principal.name, caller.principal.groups, caller.key_id) == ("zoe", frozenset("g"), key.id)
    assert caller.key_quota == Limits(requests_per_minute=1)
    assert secret.startswith(key.prefix)
    assert len(key.prefix) == 12


def test_the_secret_is_nowhere_in_the_store(keys: Keys, zoe: str, store: Store) -> None:
    _, secret = keys.create(zoe, "laptop", actor="p_0")
    with store.read() as connection:
        row = connection.execute(table.select()).mappings().one()
    body = secret.removeprefix("weir_sk_")
    for value in row.values():
        assert body[4:] not in str(value)
    assert secret not in str(audit_entries(store))


def test_another_home_folder_cannot_use_a_copied_store(
    keys: Keys, zoe: str, store: Store, tmp_path: Path
) -> None:
    _, secret = keys.create(zoe, "laptop", actor="p_0")
    thief = Directory(store, Secrets.open(tmp_path / "other"))
    assert _refused(Keys(thief), secret)
    thief.close()


@pytest.mark.parametrize(
    "secret", ["", "weir_sk_", "weir_sk_" + "a" * 43, "sk-openai", "weir_sk_é", "\x00", "a" * 10**6]
)
def test_what_is_no_key_is_refused(keys: Keys, zoe: str, secret: str) -> None:
    keys.create(zoe, "laptop", actor="p_0")
    assert _refused(keys, secret)


def test_a_key_that_differs_in_one_character_is_refused(keys: Keys, zoe: str) -> None:
    _, secret = keys.create(zoe, "laptop", actor="p_0")
    assert _refused(keys, secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    assert _refused(keys, secret.swapcase())
    assert _refused(keys, secret + " ")


def test_an_expired_key_is_refused_from_its_moment_on(keys: Keys, zoe: str) -> None:
    _, secret = keys.create(zoe, "short", actor="p_0", expires_at=now_ms() + 1000)
    assert not _refused(keys, secret)
    time.sleep(1.01)
    assert _refused(keys, secret)


def test_a_revoked_key_is_refused_at_once_and_stays_in_the_list(keys: Keys, zoe: str) -> None:
    key, secret = keys.create(zoe, "laptop", actor="p_0")
    other, _ = keys.create(zoe, "phone", actor="p_0")
    assert keys.revoke(key.id, actor="p_0").revoked
    assert _refused(keys, secret)
    assert [(found.name, found.revoked) for found in keys.list(zoe)] == [("phone", False), ("laptop", True)]
    assert [found.id for found in keys.list(before=other.id)] == [key.id]
    keys.revoke(key.id, actor="p_0")
    actions = [row["action"] for row in audit_entries(keys._store)]
    assert actions.count("key.revoke") == 1


def test_a_disabled_principals_keys_stop_and_come_back(keys: Keys, zoe: str, directory: Directory) -> None:
    _, secret = keys.create(zoe, "laptop", actor="p_0")
    Principals(directory).change(zoe, actor="p_0", disabled=True)
    assert _refused(keys, secret)
    Principals(directory).change(zoe, actor="p_0", disabled=False)
    assert not _refused(keys, secret)


def test_a_changed_role_reaches_callers_at_once(keys: Keys, zoe: str, directory: Directory) -> None:
    _, secret = keys.create(zoe, "laptop", actor="p_0")
    assert keys.verify(secret).principal.role is Role.user
    Principals(directory).change(zoe, actor="p_0", role=Role.builder)
    assert keys.verify(secret).principal.role is Role.builder


def test_missing_things_are_not_found(keys: Keys) -> None:
    for attempt in (
        lambda: keys.create("principal_x", "laptop", actor="p_0"),
        lambda: keys.get("key_x"),
        lambda: keys.revoke("key_x", actor="p_0"),
    ):
        with pytest.raises(WeirError) as caught:
            attempt()
        assert caught.value.code == "auth.not_found"


_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from weir.core.auth import Directory, Keys
from weir.core.secrets import Secrets
from weir.core.store import Store
url, home, what, id = sys.argv[1:]
keys = Keys(Directory(Store.open(url), Secrets.open(Path(home))))
if what == "revoke":
    keys.revoke(id, actor="p_0")
else:
    print(keys.create(id, "elsewhere", actor="p_0")[1])
"""


def _elsewhere(store_url: str, home: Path, what: str, id: str) -> str:
    command = [sys.executable, "-c", _IN_ANOTHER_PROCESS, store_url, str(home), what, id]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_key_revoked_by_another_process_is_refused_within_about_a_second(
    keys: Keys, zoe: str, store_url: str, home: Path
) -> None:
    key, secret = keys.create(zoe, "laptop", actor="p_0")
    assert not _refused(keys, secret)
    _elsewhere(store_url, home, "revoke", key.id)
    assert _within(2.0, keys, secret, refused=True)


def test_a_key_made_by_another_process_works_at_once(
    keys: Keys, zoe: str, store_url: str, home: Path
) -> None:
    secret = _elsewhere(store_url, home, "create", zoe)
    time.sleep(0.06)
    assert not _refused(keys, secret)


def test_when_the_store_is_out_of_sight_keys_are_not_believed_for_long(
    keys: Keys, zoe: str, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = keys.create(zoe, "laptop", actor="p_0")
    monkeypatch.setattr("weir.core.auth.directory._STALE_S", -1.0)
    with pytest.raises(WeirError) as caught:
        keys.verify(secret)
    assert (caught.value.code, caught.value.status) == ("auth.unchecked", 503)


def test_the_time_of_last_use_is_written_at_the_latest_when_closing(store: Store, home: Path) -> None:
    directory = Directory(store, Secrets.open(home))
    keys = Keys(directory)
    made = keys.create_first()
    assert made is not None
    key, secret = made
    assert keys.get(key.id).last_used_at is None
    before = now_ms()
    keys.verify(secret)
    directory.close()
    used = keys.get(key.id).last_used_at
    assert used is not None
    assert before <= used <= now_ms()


def test_checking_a_key_takes_microseconds(keys: Keys, zoe: str) -> None:
    _, secret = keys.create(zoe, "laptop", actor="p_0")
    best = min(_time_of(lambda: keys.verify(secret)) for _ in range(5))
    assert best < 50e-6


def _time_of(call, times: int = 500) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - started) / times


def test_the_first_administrator_is_made_once(keys: Keys) -> None:
    made = keys.create_first()
    assert made is not None
    caller = keys.verify(made[1])
    assert (caller.principal.name, caller.principal.role, caller.principal.tier) == (
        "admin",
        "admin",
        "unlimited",
    )
    assert keys.create_first() is None


def _create_first(url: str, home: str, made: "multiprocessing.Queue[bool]") -> None:
    directory = Directory(Store.open(url), Secrets.open(Path(home)))
    made.put(Keys(directory).create_first() is not None)
    directory.close()


def test_of_servers_that_start_together_one_makes_the_administrator(store_url: str, home: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    made: multiprocessing.Queue[bool] = spawn.Queue()
    servers = [spawn.Process(target=_create_first, args=(store_url, str(home), made)) for _ in range(3)]
    for server in servers:
        server.start()
    assert sorted(made.get(timeout=60) for _ in servers) == [False, False, True]
    for server in servers:
        server.join()


def test_a_key_shows_nothing_that_lets_one_in(keys: Keys, zoe: str) -> None:
    key, secret = keys.create(zoe, "laptop", actor="p_0")
    assert isinstance(key, Key)
    assert secret[12:] not in repr(key)
    assert secret[12:] not in repr(keys.verify(secret))
