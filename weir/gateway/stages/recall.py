"""Recall: an answer that somebody approved wins over any model."""

from __future__ import annotations

from weir.gateway.exchange import Exchange


class Recall:
    """Answers with the policy's standard answer, where screening has found that the question has one."""

    name = "recall"

    async def run(self, exchange: Exchange) -> None:
        if exchange.reply is not None:
            exchange.trace.skip("stopped by the guard")
        elif exchange.approved is None:
            exchange.trace.note(found=False)
        else:
            exchange.reply = exchange.approved
            exchange.trace.note(found=True)
