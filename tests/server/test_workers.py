"""Several server processes on one port: one chain, one count, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from serving import WEIR, Server, serving
from sqlalchemy import func, select

from weir.core.store import Store
from weir.gateway.tables import exchanges

HI = {"model": "said/text", "messages": [{"role": "user", "content": "hi"}]}
WORKERS = 2


@contextmanager
def together(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Two server processes on the store of `server`, both taking requests."""
    monkeypatch.setenv("WEIR_SERVER__WORKERS", str(WORKERS))
    with serving(server.home, server.home / "workers.log", server.store_url) as (url, process):
        until(lambda: listening(url) == WORKERS)
        yield url, process


def test_all_of_them_answer_and_keep_one_chain(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    key = {"Authorization": f"Bearer {server.secrets['builder']}"}
    with together(server, monkeypatch) as (url, _):

        def ask(n: int) -> str:
            body = {**HI, "stream": n % 3 == 0}
            answer = httpx2.post(f"{url}/v1/chat/completions", json=body, headers=key, timeout=30)
            assert answer.status_code == 200, answer.text
            return str(answer.headers["x-weir-exchange"])

        with ThreadPoolExecutor(8) as threads:
            asked = list(threads.map(ask, range(60)))
        with server.client("auditor") as auditor:
            verdict = auditor.post("/api/audit/verify").json()
    assert verdict["valid"], verdict
    assert answered_by(server, asked) == WORKERS


def test_one_that_dies_is_replaced(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with together(server, monkeypatch) as (url, process):
        killed = beside(process.pid)[0]
        os.kill(killed, signal.SIGKILL)
        until(lambda: listening(url) == WORKERS and killed not in beside(process.pid))
        assert httpx2.get(f"{url}/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_none_outlives_the_first(
    server: Server, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    with together(server, monkeypatch) as (url, process):
        process.send_signal(how)
        process.wait(30)
        until(lambda: listening(url) == 0)


def test_their_port_is_not_shared_with_anybody_else(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with together(server, monkeypatch) as (url, _):
        command = [WEIR, "serve", "--home", str(server.home), "--port", str(urlsplit(url).port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "server.port_taken" in done.stderr


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def listening(url: str) -> int:
    """How many sockets listen on the port (proc(5), state 0A)."""
    port = f":{urlsplit(url).port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(line[1].endswith(port) and line[3] == "0A" for line in lines)


def beside(pid: int) -> list[int]:
    """The further server processes of a first one."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for file in children for child in file.read_text().split()]
    return [child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def answered_by(server: Server, ids: list[str]) -> int:
    """How many processes answered these exchanges."""
    store = Store.open(server.store_url or f"sqlite:///{server.home / 'weir.db'}")
    with store.read() as connection:
        query = select(func.count(exchanges.c.instance.distinct())).where(exchanges.c.id.in_(ids))
        found = connection.execute(query).scalar_one()
    store.close()
    return int(found)
