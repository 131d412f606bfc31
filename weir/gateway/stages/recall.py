"""Recall: a standard answer that somebody approved wins over any model."""

from __future__ import annotations

from weir.gateway.exchange import Exchange
from weir.guard import Action


class Recall:
    """Answers with the policy's standard answer where the question has one."""

    name = "recall"

    async def run(self, exchange: Exchange) -> None:
        if exchange.reply is not None or exchange.guard is None:
            exchange.trace.skip("answered already")
            return
        found = exchange.guard.recall(exchange.question, exchange.language)
        if found is None:
            return
        exchange.reply = found.text
        exchange.find("input", (), Action.STANDARD_ANSWER)
        exchange.trace.note(standard_answer=found.id, match=found.score)
