"""A real server in a process of its own, over a seeded home and misbehaving upstreams, and clients for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "gateway"))

import scripted
import seed
import upstream

from weir.gateway import Gateway

WEIR = str(Path(sys.executable).parent / "weir")


@pytest.fixture(scope="session")
def upstream_url() -> Iterator[str]:
    with upstream.running() as url:
        yield url


@pytest.fixture(scope="session")
def scripted_url() -> Iterator[str]:
    with scripted.running() as url:
        yield url


@dataclass
class Server:
    """A running server, who may enter it, and what it holds."""

    url: str
    home: Path
    secrets: dict[str, str]
    ids: dict[str, str]
    process: subprocess.Popen[str]

    def client(self, who: str | None = None, **headers: str) -> httpx2.Client:
        if who is not None:
            headers["Authorization"] = f"Bearer {self.secrets[who]}"
        return httpx2.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def ask(self, question: str, who: str = "user", model: str = "said/text", **more: Any) -> Any:
        """A whole chat completion, as JSON."""
        body = {"model": model, "messages": [{"role": "user", "content": question}], **more}
        with self.client(who) as client:
            return client.post("/v1/chat/completions", json=body).raise_for_status().json()


@contextmanager
def serving(home: Path, log: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`weir serve` on a free port: its address and its process, which is stopped at the end."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [WEIR, "serve", "--home", str(home), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "LANG": "C.UTF-8"},
        )
    try:
        assert process.stdout
        found = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert found, log.read_text()
        url = found[0]
        yield url, process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, upstream_url: str, scripted_url: str
) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("server")
    gateway = Gateway.open(seed.configure(home))
    try:
        weir = seed.seed(gateway, upstream_url, scripted_url)
    finally:
        gateway.close()
    with serving(home, home / "serve.log") as (url, process):
        yield Server(url, home, weir.secrets, weir.ids, process)


@pytest.fixture
def unharmed(server: Server) -> Iterator[None]:
    """The server is alive after the test, and logged no mistake of its own during it."""
    before = (server.home / "serve.log").read_text()
    yield
    assert server.process.poll() is None
    with server.client() as client:
        assert client.get("/healthz").status_code == 200
    new = (server.home / "serve.log").read_text()[len(before) :]
    assert "Traceback" not in new, new[-3000:]


class Script:
    """What the scripted upstream says next, and what it saw."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.says("Hello ", "there.")

    def says(self, *pieces: str, **more: Any) -> None:
        httpx2.put(f"{self.url}/script", json={"pieces": pieces, **more}).raise_for_status()

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx2.get(f"{self.url}/seen").json()
        return found

    def wait_for(self, what: str, count: int = 1, seconds: float = 10) -> int:
        """Wait until the upstream has counted this many; what it counted in the end."""
        until = time.monotonic() + seconds
        while self.seen()[what] < count and time.monotonic() < until:
            time.sleep(0.02)
        return int(self.seen()[what])


@pytest.fixture
def script(scripted_url: str) -> Script:
    return Script(scripted_url)
