"""The write-ahead log: nobody is told before the disk has it; cut off anywhere, it is whole transactions."""

from __future__ import annotations

import errno
import os
import random
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from weir.core.commit import GroupCommit
from weir.core.errors import WeirError
from weir.core.store import Store, log
from weir.core.tables import versions


def write_names(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(versions.insert(), [{"name": name, "value": 0} for name in names])


def names(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.execute(select(versions.c.name)).scalars())


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'weir.db'}")
    yield store
    store.close()


def test_nobody_is_told_before_the_disk_has_it(on_sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, synced = threading.Event(), []

    def slowly(file: int) -> None:
        disk.wait()
        synced.append(os.fstat(file).st_ino)

    monkeypatch.setattr(log, "_sync_data", slowly)
    group = GroupCommit(on_sqlite, {"name": write_names})
    with ThreadPoolExecutor(2) as threads:
        told = [threads.submit(group.commit_and_wait, name=name) for name in "ab"]
        while names(on_sqlite) != {"a", "b"}:  # both transactions are over while the disk is still busy
            time.sleep(0.01)
        time.sleep(0.05)
        assert not any(each.done() for each in told)
        disk.set()
        for each in told:
            each.result()
    assert set(synced) == {os.stat(f"{on_sqlite.engine.url.database}-wal").st_ino}
    group.close()


def test_a_disk_that_fails_acknowledges_nothing(on_sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    group = GroupCommit(on_sqlite, {"name": write_names})
    with monkeypatch.context() as broken:
        broken.setattr(log, "_sync_data", fail)
        with pytest.raises(WeirError, match="Input/output"):
            group.commit_and_wait(name="a")
    group.commit_and_wait(name="b")
    group.close()


def test_a_log_that_is_cut_off_holds_whole_transactions_up_to_the_cut(
    on_sqlite: Store, tmp_path: Path
) -> None:
    group = GroupCommit(on_sqlite, {"name": write_names})
    for number in range(30):
        group.commit_and_wait(name=f"{number:02d}")
    whole = Path(f"{on_sqlite.engine.url.database}-wal").stat().st_size
    places = random.Random(1)
    counts = set()
    for copy in range(12):
        folder = tmp_path / str(copy)
        folder.mkdir()
        for end in ("", "-wal"):
            shutil.copy(f"{on_sqlite.engine.url.database}{end}", folder / f"weir.db{end}")
        os.truncate(folder / "weir.db-wal", places.randrange(whole // 2, whole))
        cut = Store.open(f"sqlite:///{folder / 'weir.db'}")
        found = names(cut)
        assert found == {f"{number:02d}" for number in range(len(found))}
        counts.add(len(found))
        cut.close()
    assert len(counts) > 3
    group.close()


def test_a_log_that_was_begun_anew_is_the_one_that_is_waited_for(
    on_sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = GroupCommit(on_sqlite, {"name": write_names})
    group.commit_and_wait(name="a")
    path = Path(f"{on_sqlite.engine.url.database}-wal")
    on_sqlite.engine.dispose()  # the last connection takes the log with it
    assert not path.exists()
    synced: list[int] = []
    monkeypatch.setattr(log, "_sync_data", lambda file: synced.append(os.fstat(file).st_ino))
    group.commit_and_wait(name="b")
    assert synced == [path.stat().st_ino]
    group.close()
