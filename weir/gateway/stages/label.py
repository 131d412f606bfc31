"""Label: says that the text is generated, as GB 45438-2025 asks, for people and for machines."""

from __future__ import annotations

from weir.gateway.exchange import Exchange, Flow
from weir.guard import Labeller


class Label:
    """Attaches the explicit and the implicit label to an answer that leaves."""

    name = "label"

    def __init__(self, labeller: Labeller) -> None:
        self.labeller = labeller

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        span = exchange.trace.begin(self.name)
        async for delta in flow:
            if delta.finish_reason is not None and exchange.label is None:
                with span.working():
                    exchange.label = self.labeller.label(exchange.id, exchange.language)
            yield delta
        span.end()
