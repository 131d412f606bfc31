"""An open gateway, and one exchange with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import seed

from weir.core.errors import WeirError
from weir.gateway import Exchange, Gateway
from weir.models import ChatRequest, Delta


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
