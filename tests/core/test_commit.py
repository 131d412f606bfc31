"""Group commit: acknowledged means durable, and one bad item harms nobody else."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from weir.core.commit import GroupCommit
from weir.core.errors import WeirError
from weir.core.store import Store
from weir.core.tables import versions


def _write_names(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(versions.insert(), [{"name": name, "value": 0} for name in names])


def _names(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.execute(select(versions.c.name)).scalars())


async def test_an_item_is_in_the_store_when_commit_returns(store: Store) -> None:
    group = GroupCommit(store, {"name": _write_names})
    await group.commit(name="a")
    assert _names(store) == {"a"}
    group.close()


async def test_many_waiting_callers_share_transactions(store: Store) -> None:
    batches: list[int] = []

    def write(connection: Connection, names: Sequence[str]) -> None:
        batches.append(len(names))
        _write_names(connection, names)

    group = GroupCommit(store, {"name": write})
    await asyncio.gather(*(group.commit(name=f"n{number}") for number in range(500)))
    assert len(_names(store)) == 500
    assert sum(batches) == 500
    assert len(batches) < 100
    group.close()


async def test_the_items_of_one_caller_are_written_together_or_not_at_all(store: Store) -> None:
    def refuse(_connection: Connection, items: Sequence[str]) -> None:
        if "bad" in items:
            raise ValueError("bad")

    group = GroupCommit(store, {"name": _write_names, "check": refuse})
    with pytest.raises(ValueError, match="bad"):
        await group.commit(name="half", check="bad")
    assert _names(store) == set()
    group.close()


async def test_one_bad_item_fails_alone(store: Store) -> None:
    group = GroupCommit(store, {"name": _write_names})
    await group.commit(name="twice")
    tries = [group.commit(name=name) for name in [*(f"n{number}" for number in range(50)), "twice"]]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert [result for result in results[:50] if result is not None] == []
    assert type(results[50]).__name__ == "IntegrityError"
    assert len(_names(store)) == 51
    group.close()


async def test_when_the_store_fails_every_waiting_caller_is_told(store: Store) -> None:
    group = GroupCommit(store, {"name": _write_names})

    def full(_connection: Connection, _items: Sequence[Any]) -> None:
        from weir.core.store.failures import FULL

        raise FULL(url="here")

    group.register("full", full)
    tries = [group.commit(name=f"n{number}", full=1) for number in range(20)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert {result.code for result in results if isinstance(result, WeirError)} == {"store.full"}
    assert all(isinstance(result, WeirError) for result in results)
    assert _names(store) == set()
    await group.commit(name="afterwards")
    assert _names(store) == {"afterwards"}
    group.close()


async def test_a_real_full_disk_acknowledges_nothing(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'weir.db'}")
    store.engine.dispose()
    with store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    group = GroupCommit(store, {"name": _write_names})
    acknowledged: set[str] = set()

    async def commit_until_full() -> None:
        for number in range(200):
            name = f"{number}-{'x' * 1000}"
            await group.commit(name=name)
            acknowledged.add(name)

    with pytest.raises(WeirError) as caught:
        await commit_until_full()
    assert caught.value.code == "store.full"
    assert _names(store) == acknowledged
    group.close()
    store.close()


async def test_after_commit_hooks_run_only_for_what_was_committed(store: Store) -> None:
    learned: list[str] = []

    def write(connection: Connection, names: Sequence[str]) -> Callable[[], None]:
        _write_names(connection, names)
        return lambda: learned.extend(names)

    group = GroupCommit(store, {"name": write})
    tries = [group.commit(name=name) for name in ("a", "b", "a")]
    await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(learned) == ["a", "b"]
    group.close()


async def test_a_caller_who_gives_up_does_not_take_his_record_back(store: Store) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection, names: Sequence[str]) -> None:
        started.set()
        go_on.wait(10)
        _write_names(connection, names)

    group = GroupCommit(store, {"name": slow})
    waiting = asyncio.create_task(group.commit(name="a"))
    await asyncio.to_thread(started.wait, 10)
    waiting.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    group.close()
    assert _names(store) == {"a"}


async def test_close_commits_what_waits_and_then_takes_no_more(store: Store) -> None:
    group = GroupCommit(store, {"name": _write_names})
    waiting = [asyncio.ensure_future(group.commit(name=f"n{number}")) for number in range(100)]
    await asyncio.sleep(0)
    group.close()
    await asyncio.gather(*waiting)
    assert len(_names(store)) == 100
    with pytest.raises(WeirError) as caught:
        await group.commit(name="late")
    assert caught.value.code == "commit.closed"
    group.close()


def test_threads_may_commit_too(store: Store) -> None:
    group = GroupCommit(store, {"name": _write_names})
    threads = [threading.Thread(target=group.commit_and_wait, kwargs={"name": f"t{n}"}) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with pytest.raises(Exception, match="t1"):
        group.commit_and_wait(name="t1")
    group.close()
    assert len(_names(store)) == 10


async def test_an_unknown_key_is_a_mistake_of_the_caller(store: Store) -> None:
    group = GroupCommit(store, {"name": _write_names})
    with pytest.raises(KeyError):
        await group.commit(nothing=1)
    group.close()


_COMMIT_FOREVER = """
import asyncio, sys
from weir.core.audit import AuditEntry, append
from weir.core.commit import GroupCommit
from weir.core.store import Store

async def caller(group, number):
    count = 0
    while True:
        count += 1
        await group.commit(audit=AuditEntry("tester", "exchange", f"{number}/{count}"))
        print(f"{number}/{count}", flush=True)

async def main():
    group = GroupCommit(Store.open(sys.argv[1]), {"audit": append})
    await asyncio.gather(*(caller(group, number) for number in range(8)))

asyncio.run(main())
"""


@pytest.mark.parametrize("after_s", [0.05, 0.2, 0.37])
def test_kill_9_loses_nothing_that_was_acknowledged(store_url: str, tmp_path: Path, after_s: float) -> None:
    from weir.core.audit import verify_audit
    from weir.core.tables import audit

    output = tmp_path / "acknowledged"
    with output.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-c", _COMMIT_FOREVER, store_url], stdout=file)
        while output.stat().st_size == 0 and process.poll() is None:
            time.sleep(0.01)
        time.sleep(after_s)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    acknowledged = set(output.read_text().splitlines()[:-1])  # the last line may be half
    store = Store.open(store_url)
    with store.read() as connection:
        kept = set(connection.execute(select(audit.c.object)).scalars())
        count = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    assert len(acknowledged) > 10
    assert acknowledged <= kept
    assert count - len(acknowledged) <= 9  # no more than what was in flight
    assert verify_audit(store).valid
    store.close()
