"""A whole gateway in this process, on each database, over upstreams in processes of their own."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import scripted
import seed
import upstream
from house import House, Opener
from sqlalchemy import NullPool, create_engine, make_url, text

from weir.gateway import Gateway


@pytest.fixture(scope="session")
def upstream_url() -> Iterator[str]:
    with upstream.running() as url:
        yield url


@pytest.fixture(scope="session")
def scripted_url() -> Iterator[str]:
    with scripted.running() as url:
        yield url


@pytest.fixture
def script(scripted_url: str) -> scripted.Script:
    return scripted.Script(scripted_url)


@dataclass
class Seeded:
    """A home and a store that were filled once, to be copied for each test."""

    home: Path
    weir: seed.Weir


def _fill(home: Path, store_url: str, upstream_url: str, scripted_url: str) -> Seeded:
    gateway = Gateway.open(seed.configure(home, store_url))
    try:
        return Seeded(home, seed.seed(gateway, upstream_url, scripted_url))
    finally:
        gateway.close()


@pytest.fixture(scope="session")
def seeded_sqlite(tmp_path_factory: pytest.TempPathFactory, upstream_url: str, scripted_url: str) -> Seeded:
    return _fill(tmp_path_factory.mktemp("seeded"), "", upstream_url, scripted_url)


@pytest.fixture(scope="session")
def seeded_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: str, upstream_url: str, scripted_url: str
) -> Iterator[tuple[Seeded, str]]:
    with database(postgresql_server) as url:
        home = tmp_path_factory.mktemp("seeded")
        yield _fill(home, url, upstream_url, scripted_url), make_url(url).database or ""


@pytest.fixture
def filled(dialect: str, home: Path, request: pytest.FixtureRequest) -> Iterator[tuple[seed.Weir, str]]:
    """This test's own copy of what was seeded, on each database: the Weir in `home`, and its store's URL."""
    if dialect == "sqlite":
        seeded: Seeded = request.getfixturevalue("seeded_sqlite")
        shutil.copytree(seeded.home, home, dirs_exist_ok=True)
        yield seeded.weir, f"sqlite:///{home / 'weir.db'}"
        return
    seeded, template = request.getfixturevalue("seeded_postgresql")
    shutil.copytree(seeded.home, home, dirs_exist_ok=True)
    with database(request.getfixturevalue("postgresql_server"), template) as url:
        yield seeded.weir, url


@pytest.fixture
async def open_house(home: Path, filled: tuple[seed.Weir, str]) -> AsyncIterator[Opener]:
    """Opens gateways over this test's store, with other settings where asked."""
    weir, store_url = filled
    opened: list[Gateway] = []

    async def open(**changes: Any) -> House:
        opened.append(Gateway.open(seed.configure(home, store_url, **changes)))
        return House(opened[-1], weir)

    yield open
    for gateway in opened:
        await gateway.aclose()


@pytest.fixture
async def house(open_house: Opener) -> House:
    return await open_house()


@contextmanager
def database(server: str, template: str = "template0") -> Iterator[str]:
    """A PostgreSQL database of its own, gone afterwards."""
    name = f"weir_{secrets.token_hex(6)}"
    address = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
