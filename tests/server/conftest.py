"""A real server in a process of its own, over a seeded home and misbehaving upstreams, and clients for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "gateway"))

import scripted
import seed
import upstream
from serving import Server, serving

from weir.gateway import Gateway


@pytest.fixture(scope="session")
def upstream_url() -> Iterator[str]:
    with upstream.running() as url:
        yield url


@pytest.fixture(scope="session")
def scripted_url() -> Iterator[str]:
    with scripted.running() as url:
        yield url


@pytest.fixture(scope="session")
def server_store(request: pytest.FixtureRequest) -> str:
    """The store of the server: SQLite in its home; PostgreSQL where WEIR_TEST_STORE says so."""
    if os.environ.get("WEIR_TEST_STORE") != "postgresql":
        return ""
    return str(request.getfixturevalue("postgresql_server"))


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, upstream_url: str, scripted_url: str, server_store: str
) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("server")
    gateway = Gateway.open(seed.configure(home, server_store))
    try:
        weir = seed.seed(gateway, upstream_url, scripted_url)
    finally:
        gateway.close()
    with serving(home, home / "serve.log", server_store) as (url, process):
        yield Server(url, home, weir.secrets, weir.ids, process, server_store)


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


@pytest.fixture
def script(scripted_url: str) -> scripted.Script:
    return scripted.Script(scripted_url)


@pytest.fixture
def client(server: Server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.secrets["user"], max_retries=0) as client:
        yield client
