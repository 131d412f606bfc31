"""Backups: consistent while servers write, verified before they are restored, never outside the home."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, select, text

from weir.core.audit import AuditEntry, append, verify_audit
from weir.core.backup import backup, export, restore
from weir.core.errors import WeirError
from weir.core.jobs import Jobs
from weir.core.secrets import Secrets, Vault
from weir.core.signing import Signer
from weir.core.store import Store, now_ms
from weir.core.tables import audit, keys, principals

PASSPHRASE = "correct horse battery staple"


def keep(home: Path, data: bytes) -> str:
    """A file as the folder of files keeps it."""
    digest = hashlib.sha256(data).hexdigest()
    path = home / "files" / digest[:2] / digest[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return digest


def write_some(store: Store, number: int) -> None:
    with store.write() as connection:
        append(connection, [AuditEntry("p_1", "test", f"thing {number}", {"n": number})])


@pytest.fixture
def signer(home: Path) -> Signer:
    return Signer.open(home, Secrets.open(home))


@pytest.fixture
def filled(home: Path, store: Store, signer: Signer) -> Store:
    """A store with an audit chain, a sealed value and a principal, and files beside it."""
    for number in range(20):
        write_some(store, number)
    Vault(store, Secrets.open(home)).put("upstream", "sk-very-secret")
    row = {"id": "p_1", "name": "阿丽", "role": "user", "tier": "standard", "groups": "[]", "disabled": False}
    with store.write() as connection:
        connection.execute(principals.insert(), [{**row, "created_at": now_ms(), "updated_at": now_ms()}])
    keep(home, b"one")
    keep(home, b"two" * 100_000)
    (home / "weir.yaml").write_text("language: zh\n")
    return store


@pytest.fixture
def archive(home: Path, filled: Store, tmp_path: Path) -> Path:
    path = tmp_path / "weir.tar"
    backup(home, filled, path, passphrase=PASSPHRASE)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A backup of an almost empty SQLite home, for tests that need no more."""
    home = tmp_path / "small"
    store = Store.open(f"sqlite:///{home / 'weir.db'}")
    keep(home, b"one")
    backup(home, store, tmp_path / "small.tar")
    store.close()
    return tmp_path / "small.tar"


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(WeirError) as caught:
        call()
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.code


def test_a_restored_home_has_everything(archive: Path, signer: Signer, tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    done = restore(archive, home, passphrase=PASSPHRASE)
    assert (done.files, done.with_secrets) == (2, True)
    assert sorted(path.read_bytes()[:3] for path in home.glob("files/??/*")) == [b"one", b"two"]
    assert (home / "weir.yaml").read_text() == "language: zh\n"
    store = Store.open(done.url)
    try:
        assert verify_audit(store, signer.public_key).valid
        assert Vault(store, Secrets.open(home)).get("upstream") == "sk-very-secret"
        assert Signer.open(home, Secrets.open(home)).key_id == signer.key_id
        with store.read() as connection:
            assert connection.execute(select(principals.c.name, principals.c.disabled)).all() == [
                ("阿丽", False)
            ]
        write_some(store, 21)
        assert verify_audit(store, signer.public_key).entries == 21
    finally:
        store.close()


def test_what_is_restored_is_for_this_account_alone(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home2"
    restore(archive, home, passphrase=PASSPHRASE)
    assert home.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in home.rglob("*") if path.is_file())
    assert archive.stat().st_mode & 0o077 == 0


def test_nothing_but_the_home_is_left_behind(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    restore(archive, folder / "home", passphrase=PASSPHRASE)
    assert [path.name for path in folder.iterdir()] == ["home"]
    left = {path.name for path in (folder / "home").iterdir()}
    assert left == {"weir.db", "weir.yaml", "files", "secret.key", "signing.key"}


def test_secrets_are_in_it_only_when_asked_and_only_sealed(home: Path, filled: Store, tmp_path: Path) -> None:
    key = (home / "secret.key").read_bytes().strip()
    backup(home, filled, tmp_path / "without.tar")
    backup(home, filled, tmp_path / "with.tar", passphrase=PASSPHRASE)
    for name in ("without.tar", "with.tar"):
        content = (tmp_path / name).read_bytes()
        assert key not in content
        assert b"sk-very-secret" not in content
    with tarfile.open(tmp_path / "without.tar") as tar:
        assert "secrets.sealed" not in tar.getnames()
    restore(tmp_path / "without.tar", tmp_path / "home2")
    assert not (tmp_path / "home2" / "secret.key").exists()


@pytest.mark.parametrize("passphrase", [None, "", "wrong"])
def test_without_the_passphrase_nothing_is_restored(
    archive: Path, tmp_path: Path, passphrase: str | None
) -> None:
    home = tmp_path / "home2"
    assert code_of(lambda: restore(archive, home, passphrase=passphrase)) == "backup.passphrase"
    assert not home.exists()
    restore(archive, home, without_secrets=True)
    assert not (home / "secret.key").exists()


def test_a_home_that_is_not_empty_is_not_overwritten(small: Path, tmp_path: Path) -> None:
    home = tmp_path / "home2"
    home.mkdir()
    (home / "mine").write_text("precious")
    assert code_of(lambda: restore(small, home)) == "backup.home_in_use"
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_an_empty_home_is_taken(small: Path, tmp_path: Path) -> None:
    home = tmp_path / "home2"
    home.mkdir()
    assert restore(small, home).files == 1


def test_a_backup_never_overwrites_a_file(home: Path, store: Store, tmp_path: Path) -> None:
    target = tmp_path / "weir.tar"
    target.write_text("precious")
    assert code_of(lambda: backup(home, store, target)) == "backup.exists"
    assert target.read_text() == "precious"


def test_a_backup_during_writes_is_one_moment_and_its_chain_verifies(
    home: Path, filled: Store, signer: Signer, tmp_path: Path
) -> None:
    stop = threading.Event()
    written: list[str] = []

    def go_on() -> None:
        while not stop.is_set():
            digest = keep(home, f"file {len(written)}".encode())  # a file is kept before a row names it
            with filled.write() as connection:
                append(connection, [AuditEntry("p_1", "keep", digest)])
            written.append(digest)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for number in range(3):
            before = len(written)
            backup(home, filled, tmp_path / f"{number}.tar")
            assert len(written) > before or filled.dialect == "sqlite"
            time.sleep(0.05)
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        done = restore(tmp_path / f"{number}.tar", tmp_path / f"home{number}")
        store = Store.open(done.url)
        assert verify_audit(store, signer.public_key).valid
        with store.read() as connection:
            named = connection.execute(select(audit.c.object).where(audit.c.action == "keep")).scalars().all()
        store.close()
        assert all((done.home / "files" / digest[:2] / digest[2:]).exists() for digest in named)


def test_a_store_goes_from_one_database_to_the_other(
    home: Path, filled: Store, signer: Signer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    backup(home, filled, tmp_path / "weir.tar", passphrase=PASSPHRASE)
    url = None
    if filled.dialect == "sqlite":
        url = request.getfixturevalue("empty_postgresql")
    done = restore(tmp_path / "weir.tar", tmp_path / "home2", passphrase=PASSPHRASE, url=url)
    store = Store.open(done.url)
    try:
        assert store.dialect != filled.dialect
        assert verify_audit(store, signer.public_key).entries == 20
        assert Vault(store, Secrets.open(done.home)).get("upstream") == "sk-very-secret"
        write_some(store, 21)
        assert verify_audit(store, signer.public_key).valid
    finally:
        store.close()


@pytest.fixture
def empty_postgresql(postgresql_server: str) -> Iterator[str]:
    name = f"weir_backup_{now_ms()}"
    url = make_url(postgresql_server)
    engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def test_a_database_with_data_is_not_overwritten(small: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other' / 'weir.db'}"
    store = Store.open(url)
    write_some(store, 1)
    store.close()
    assert code_of(lambda: restore(small, tmp_path / "home2", url=url)) == "backup.store_in_use"
    assert not (tmp_path / "home2").exists()


def test_unfinished_jobs_wait_in_the_restored_queue(home: Path, store: Store, tmp_path: Path) -> None:
    jobs = Jobs(store.engine.url.render_as_string(hide_password=False))
    jobs.start("ingest", {"document": "d_1"}, owner="alice", id="job_1")
    jobs.close()
    backup(home, store, tmp_path / "weir.tar")
    done = restore(tmp_path / "weir.tar", tmp_path / "home2")
    restored = Jobs(done.url)
    job = restored.get("job_1")
    restored.close()
    assert (job.status, job.owner, job.args) == ("queued", "alice", {"document": "d_1"})


def test_a_damaged_file_is_named_and_left_out(home: Path, store: Store, tmp_path: Path) -> None:
    good, bad = keep(home, b"good"), keep(home, b"bad")
    (home / "files" / bad[:2] / bad[2:]).write_bytes(b"rot")
    made = backup(home, store, tmp_path / "weir.tar")
    assert (made.files, made.damaged) == (1, (bad,))
    assert restore(tmp_path / "weir.tar", tmp_path / "home2").files == 1
    assert (tmp_path / "home2" / "files" / good[:2] / good[2:]).exists()


def test_an_export_has_the_rows_and_no_secret(home: Path, filled: Store) -> None:
    file = io.BytesIO()
    assert export(filled, ["audit", "principals", "keys"], file) == 21
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [line["table"] for line in lines] == ["audit"] * 20 + ["principals"]
    assert lines[-1]["name"] == "阿丽"


@pytest.mark.parametrize("table", ["sealed_values", "sessions", "nothing", "alembic_version"])
def test_what_is_secret_or_unknown_is_not_exported(filled: Store, table: str) -> None:
    assert code_of(lambda: export(filled, ["audit", table], io.BytesIO())) == "backup.no_table"


def test_digests_of_keys_are_not_exported(filled: Store) -> None:
    row = {
        "id": "k_1",
        "principal_id": "p_1",
        "name": "laptop",
        "prefix": "weir_sk_ab",
        "digest": b"\x01digest",
    }
    with filled.write() as connection:
        connection.execute(keys.insert(), [{**row, "created_at": 1}])
    file = io.BytesIO()
    assert export(filled, ["keys"], file) == 1
    line = json.loads(file.getvalue())
    assert line["prefix"] == "weir_sk_ab"
    assert "digest" not in line
