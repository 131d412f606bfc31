"""Retrieve: the chunks that may hold the answer."""

from __future__ import annotations

import asyncio

from weir.gateway.exchange import Exchange
from weir.knowledge import Knowledge, reader_of

_FOLLOW_UP = 12  # characters; a shorter question leans on the one before it


class Retrieve:
    """Searches the app's and the caller's knowledge bases for the question."""

    name = "retrieve"

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    async def run(self, exchange: Exchange) -> None:
        if not exchange.bases or exchange.reply is not None:
            exchange.trace.skip("no knowledge base" if not exchange.bases else "answered already")
            return
        limit = exchange.app.evidence if exchange.app else 12
        exchange.evidence = await asyncio.to_thread(
            self.knowledge.retrieve,
            search_text(exchange),
            exchange.bases,
            limit,
            reader=reader_of(exchange.who),
        )
        exchange.trace.note(evidence=len(exchange.evidence), bases=len(exchange.bases))


def search_text(exchange: Exchange) -> str:
    """The question; a short follow-up ("and in 2022?") is read together with the question before it."""
    if len(exchange.question) >= _FOLLOW_UP:
        return exchange.question
    asked = [
        m for m in exchange.request.messages if m.get("role") == "user" and isinstance(m.get("content"), str)
    ]
    before = asked[-2]["content"] if len(asked) > 1 else ""
    return f"{before}\n{exchange.question}" if before else exchange.question
