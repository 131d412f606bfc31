"""The store keeps its promises on SQLite and on PostgreSQL."""

import multiprocessing
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import Table, inspect, select, text
from sqlalchemy.exc import IntegrityError

from weir.core.errors import WeirError
from weir.core.store import Store, insert_into, metadata, now_ms
from weir.core.store.migrate import known_revisions
from weir.core.tables import versions


def _bump(store: Store, name: str = "x") -> None:
    with store.write() as connection:
        statement = insert_into(connection, versions).values(name=name, value=1)
        more = {"value": versions.c.value + 1}
        connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=more))


def _value(store: Store, name: str = "x") -> int | None:
    with store.read() as connection:
        return connection.execute(select(versions.c.value).where(versions.c.name == name)).scalar()


def test_what_was_written_is_there_after_opening_again(empty_store_url: str) -> None:
    first = Store.open(empty_store_url)
    _bump(first)
    first.close()
    second = Store.open(empty_store_url)
    assert _value(second) == 1
    second.close()


def test_an_exception_rolls_the_transaction_back(store: Store) -> None:
    def fail_half_way() -> None:
        with store.write() as connection:
            connection.execute(versions.insert().values(name="x", value=1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert _value(store) is None


def test_a_reader_sees_one_moment_and_does_not_wait_for_a_writer(store: Store) -> None:
    _bump(store)
    with store.write() as connection:
        connection.execute(versions.update().values(value=99))
        assert _value(store) == 1
    assert _value(store) == 99


def test_what_a_reader_writes_by_mistake_is_rolled_back(store: Store) -> None:
    with store.read() as connection:
        connection.execute(versions.insert().values(name="x", value=1))
    assert _value(store) is None


def test_many_threads_lose_no_update(store: Store) -> None:
    def bump_often() -> None:
        for _ in range(20):
            _bump(store)

    threads = [threading.Thread(target=bump_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _value(store) == 160


def _open_and_bump(url: str, rounds: int) -> None:
    store = Store.open(url)
    for _ in range(rounds):
        _bump(store)
    store.close()


def test_servers_that_start_together_on_an_empty_store_all_come_up(empty_store_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    servers = [spawn.Process(target=_open_and_bump, args=(empty_store_url, 10)) for _ in range(4)]
    for server in servers:
        server.start()
    for server in servers:
        server.join(60)
    assert [server.exitcode for server in servers] == [0, 0, 0, 0]
    store = Store.open(empty_store_url)
    assert _value(store) == 40
    store.close()


def test_the_migrated_schema_has_every_table_and_column_that_code_declares(store: Store) -> None:
    import weir.gateway  # noqa: F401 - every room with tables

    found = inspect(store.engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert set(columns) == set(table.columns.keys()), table.name
        assert {name for name, column in columns.items() if column["nullable"]} == _nullable(table), (
            table.name
        )


def _nullable(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.nullable}


def test_times_have_64_bits_in_every_table_of_every_room(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("every whole number of SQLite has 64 bits")
    with store.read() as connection:
        narrow = connection.execute(
            text(
                "SELECT table_name || '.' || column_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND column_name LIKE '%\\_at' AND data_type <> 'bigint'"
            )
        ).scalars()
        assert list(narrow) == []


def test_a_broken_constraint_stays_an_integrity_error(store: Store) -> None:
    _bump(store)
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(versions.insert().values(name="x", value=1))


def test_a_store_written_by_a_newer_weir_is_refused_and_left_alone(store_url: str) -> None:
    store = Store.open(store_url)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(WeirError) as caught:
        Store.open(store_url)
    assert caught.value.code == "store.newer"
    assert "9999" in caught.value.text("zh")
    assert known_revisions()[-1] in caught.value.text()


def test_a_password_is_never_shown(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("a file has no password")
    password = store.engine.url.password
    assert password
    assert password not in store.url
    assert "***" in store.url


def test_a_wrong_password_is_an_error_that_does_not_show_it(postgresql_server: str) -> None:
    url = postgresql_server.replace("weir:", "weir:wrong-")
    with pytest.raises(WeirError) as caught:
        Store.open(url)
    assert caught.value.code == "store.unreachable"
    assert "wrong-" not in str(caught.value)


def test_no_server_is_an_error_that_names_the_store() -> None:
    with pytest.raises(WeirError) as caught:
        Store.open("postgresql://weir@127.0.0.1:1/weir")
    assert caught.value.code == "store.unreachable"
    assert "127.0.0.1:1" in caught.value.text()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://user:secret@host/name"]
)
def test_a_url_of_another_kind_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(WeirError) as caught:
        Store.open(url)
    assert caught.value.code == "store.url_unsupported"
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "weir.db"
    path.write_bytes(b"These are my notes, not a database. " * 200)
    before = path.read_bytes()
    with pytest.raises(WeirError) as caught:
        Store.open(f"sqlite:///{path}")
    assert caught.value.code == "store.corrupt"
    assert path.read_bytes() == before


def test_a_damaged_page_is_reported_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "weir.db"
    store = Store.open(f"sqlite:///{path}")
    _bump(store)
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(WeirError) as caught:
        _value(Store.open(f"sqlite:///{path}"))
    assert caught.value.code == "store.corrupt"


def test_only_this_account_may_read_the_file(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'new' / 'weir.db'}")
    _bump(store)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    store.close()


def test_a_full_disk_is_reported_and_the_store_goes_on_when_there_is_room(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'weir.db'}")
    _limit_pages(store, add=0)
    with pytest.raises(WeirError) as caught:
        _fill(store, 5000)
    assert caught.value.code == "store.full"
    assert caught.value.status == 507
    kept = _count(store)
    _limit_pages(store, add=1000)
    _bump(store, "more")
    assert _count(store) == kept + 1
    store.close()


def _fill(store: Store, rows: int) -> None:
    for number in range(rows):
        _bump(store, f"{number}-" + "x" * 500)


def _limit_pages(store: Store, add: int) -> None:
    """SQLite's own way to a full disk; every pooled connection is replaced so that the limit holds."""
    store.engine.dispose()
    with store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + add}")


def _count(store: Store) -> int:
    with store.read() as connection:
        return len(connection.execute(select(versions)).all())


_OPEN_AS_ANOTHER_ACCOUNT = """
import os, sys
from weir.core.errors import WeirError
from weir.core.store import Store
Store.open(f"sqlite:///{sys.argv[1]}/first.db").close()  # import everything while we still may
if os.getuid() == 0:
    os.seteuid(65534)  # root may write anything, so the question is asked as nobody
try:
    Store.open(f"sqlite:///{sys.argv[1]}/weir.db")
except WeirError as error:
    print(error.code)
"""


def test_a_file_that_may_not_be_written_is_reported_as_read_only() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weir.db"
        Store.open(f"sqlite:///{path}").close()
        path.chmod(0o444)
        Path(folder).chmod(0o755)
        command = [sys.executable, "-c", _OPEN_AS_ANOTHER_ACCOUNT, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "store.read_only"


def test_a_writer_that_waits_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weir.core.store.engine.BUSY_S", 0.2)
    url = f"sqlite:///{tmp_path / 'weir.db'}"
    holder, waiter = Store.open(url), Store.open(url)
    with holder.write() as connection:
        connection.execute(versions.insert().values(name="held", value=1))
        with pytest.raises(WeirError) as caught:
            _bump(waiter)
    assert caught.value.code == "store.locked"
    _bump(waiter)
    holder.close()
    waiter.close()


def test_a_current_store_opens_without_loading_the_migrations(store_url: str) -> None:
    Store.open(store_url).close()
    script = "import sys, weir.core.store as s; s.Store.open(sys.argv[1]); print('alembic' in sys.modules)"
    command = [sys.executable, "-c", script, store_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_clock_of_the_store_is_in_milliseconds() -> None:
    assert 1_700_000_000_000 < now_ms() < 4_000_000_000_000
