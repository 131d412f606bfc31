"""A whole gateway in this process, on each database, over upstreams in processes of their own."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import scripted
import seed
import upstream
from sqlalchemy import NullPool, create_engine, make_url, text

from weir.core.errors import WeirError
from weir.gateway import Exchange, Gateway
from weir.models import ChatRequest, Delta


@pytest.fixture(scope="session")
def upstream_url() -> Iterator[str]:
    with upstream.running() as url:
        yield url


@pytest.fixture(scope="session")
def scripted_url() -> Iterator[str]:
    with scripted.running() as url:
        yield url


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


@pytest.fixture
def script(scripted_url: str) -> Script:
    return Script(scripted_url)


@dataclass
class Outcome:
    """One exchange and what left of it."""

    exchange: Exchange
    pieces: list[Delta] = field(default_factory=list)
    error: WeirError | None = None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass
class House:
    """An open gateway with what was seeded into it."""

    gateway: Gateway
    weir: seed.Weir

    def exchange(self, question: str, model: str = "said/text", who: str = "user", **more: Any) -> Exchange:
        params = more.pop("params", {})
        messages = more.pop("messages", [{"role": "user", "content": question}])
        return Exchange(
            ChatRequest(model, messages, params),
            "chat",
            more.pop("language", "en"),
            credential=self.weir.secrets[who],
            **more,
        )

    async def ask(self, question: str, model: str = "said/text", **more: Any) -> Outcome:
        outcome = Outcome(self.exchange(question, model, **more))
        try:
            flow = await self.gateway.start(outcome.exchange)
            async for piece in flow:
                outcome.pieces.append(piece)
        except WeirError as error:
            outcome.error = error
        return outcome

    def recorded(self, outcome: Outcome, who: str = "user") -> dict[str, Any]:
        principal = self.gateway.principals.get(self.weir.ids[who])
        return self.gateway.history.get(outcome.exchange.id, principal)


Opener = Callable[..., Awaitable[House]]


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
