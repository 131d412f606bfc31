"""Connect: a small model may sum up the quotations in one sentence; it is believed only where they agree."""

from __future__ import annotations

import asyncio
import time

from weir.core.errors import WeirError
from weir.gateway.exchange import Exchange
from weir.knowledge import Evidence, check
from weir.models import ChatReply, ChatRequest

_PATIENCE_S = 4.0  # the quotations are there already; nobody waits long for a sentence about them
_LONGEST = 240  # characters
_JOB = (
    "Answer the question in one short sentence, using only words and facts of the notes. "
    "Add nothing that the notes do not say."
)


async def lead_in(exchange: Exchange) -> str | None:
    """One sentence with the marker of the quotation that supports it; None where the model has none to give.

    Asked for only where there is something to connect (two quotations or more), by a model that is on this
    machine and speaks the language. A model that fails costs the answer nothing.
    """
    card, quotes = exchange.card, [citation.quote for citation in exchange.citations]
    if card is None or card.state != "ready" or exchange.language not in card.languages or len(quotes) < 2:
        return None
    reply = await _ask(exchange, quotes)
    sentence = _first_sentence(reply.text) if reply else ""
    if not sentence or any(sentence in quote for quote in quotes):
        return None
    support = check(sentence, [Evidence(str(n), quote, "") for n, quote in enumerate(quotes)])
    if not support.supported or support.evidence is None:
        return None
    return f"{sentence} [{support.evidence + 1}]"


async def _ask(exchange: Exchange, quotes: list[str]) -> ChatReply | None:
    assert exchange.model is not None
    notes = "\n".join(f"- {quote}" for quote in quotes)
    messages = [
        {"role": "system", "content": _JOB},
        {"role": "user", "content": f"Notes:\n{notes}\n\nQuestion: {exchange.question}"},
    ]
    request = ChatRequest(
        exchange.request.model, messages, {"temperature": 0, "max_tokens": 64, "stop": ["\n"]}
    )
    started = time.perf_counter_ns()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            reply = await exchange.model.chat(request)
    except (TimeoutError, WeirError):
        return None
    finally:
        exchange.waited_ns += time.perf_counter_ns() - started
    exchange.usage = reply.usage
    return reply


def _first_sentence(text: str) -> str:
    sentence, stop, _ = text.strip().partition(". ")
    whole = (sentence + stop).strip()
    return whole if len(whole) <= _LONGEST and whole.endswith((".", "!")) else ""
