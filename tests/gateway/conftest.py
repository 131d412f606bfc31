"""A whole gateway in this process, on each database, over upstreams in processes of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import scripted
import seed

from weir.core.errors import WeirError
from weir.gateway import Exchange, Gateway
from weir.models import ChatRequest, Delta

import upstream


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


@pytest.fixture(scope="session")
def seeded_home(tmp_path_factory: pytest.TempPathFactory, upstream_url: str, scripted_url: str) -> seed.Weir:
    """A home filled once, to be copied."""
    home = tmp_path_factory.mktemp("seeded")
    gateway = Gateway.open(seed.configure(home))
    try:
        return seed.seed(gateway, upstream_url, scripted_url)
    finally:
        gateway.close()


Opener = Callable[..., Awaitable[House]]


@pytest.fixture
async def open_house(home: Path, store_url: str, upstream_url: str, scripted_url: str) -> AsyncIterator[Opener]:
    """Opens gateways over this test's store, with other settings where asked; the first one fills it."""
    opened: list[Gateway] = []
    known: list[seed.Weir] = []

    async def open(**changes: Any) -> House:
        gateway = Gateway.open(seed.configure(home, store_url, **changes))
        opened.append(gateway)
        if not known:
            known.append(seed.seed(gateway, upstream_url, scripted_url))
        return House(gateway, known[0])

    yield open
    for gateway in opened:
        await gateway.aclose()


@pytest.fixture
async def house(open_house: Opener) -> House:
    return await open_house()
