"""Generate: a standard answer, quoted evidence, or a model, whichever the gates have led to."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from weir.core.errors import Language
from weir.gateway.exchange import Citation, Exchange, Flow
from weir.gateway.stages import prompt
from weir.gateway.stages.connect import lead_in
from weir.knowledge import Answer, answer_from
from weir.models import ChatModel, ChatRequest, Delta, Usage

_TRUSTED_BYTES = 1_500_000_000  # about 3 billion parameters in 4 bits; below it a model only quotes

NOT_SAID: dict[Language, str] = {
    "en": "The documents do not say. Try other words, or add a document that covers it.",
    "zh": "资料中没有说明。请换个说法提问，或添加涉及该内容的文档。",
}

_DISAGREE: dict[Language, str] = {
    "en": "The documents disagree: {values}.",
    "zh": "资料的说法不一：{values}。",
}


class Generate:
    """Makes the answer.

    A model too weak to be trusted with facts (`quotes`) does not write: the sentences of the evidence that
    answer are quoted, each with its citation. A stronger model writes from the evidence, and `ground` checks.
    """

    name = "generate"

    async def flow(self, exchange: Exchange) -> Flow:
        span = exchange.trace.begin(self.name)
        if exchange.reply is not None:
            span.skip("answered by the policy")
            yield Delta(
                exchange.reply, finish_reason="content_filter" if exchange.refused else "stop", usage=Usage()
            )
        elif grounded(exchange) and not exchange.evidence:
            span.note(by="evidence", reason="nothing was found")
            yield _refusal(exchange)
        elif grounded(exchange) and quotes(exchange):
            yield await _quote(exchange)
            assert exchange.extract is not None
            span.note(by="evidence", reason=exchange.extract.reason, confidence=exchange.extract.confidence)
        else:
            assert exchange.model is not None
            span.note(by=exchange.model.name)
            async for delta in _ask(exchange, exchange.model, prompt.build(exchange, span)):
                yield delta
        span.end()


def grounded(exchange: Exchange) -> bool:
    """Whether the answer must come from the knowledge bases."""
    return bool(exchange.bases) and (exchange.app is None or exchange.app.grounded)


def quotes(exchange: Exchange) -> bool:
    """Whether the model is too weak to state facts: its weights are known to be small."""
    size = exchange.card.size if exchange.card else None
    return size is not None and size < _TRUSTED_BYTES


async def _quote(exchange: Exchange) -> Delta:
    extract = await asyncio.to_thread(answer_from, exchange.question, exchange.evidence)
    exchange.extract = extract
    if not extract.sufficient:
        return _refusal(exchange, extract)
    text = cite(exchange, extract)
    introduction = disagreement(exchange, extract) or await lead_in(exchange)
    if introduction:
        text = f"{introduction}\n\n{text}"
    return Delta(text, finish_reason="stop", usage=exchange.usage)


def cite(exchange: Exchange, extract: Answer) -> str:
    """The quoted sentences with their markers; the citations go to the exchange."""
    pieces = []
    for n, cited in enumerate(extract.sentences, 1):
        item = exchange.evidence[cited.evidence]
        quote = item.text[cited.start : cited.end]
        exchange.citations.append(
            Citation(n, cited.evidence, cited.start, cited.end, quote, item.page, item.headings)
        )
        pieces.append(f"{cited.text.strip()} [{n}]")
    return "\n\n".join(pieces)


def disagreement(exchange: Exchange, extract: Answer) -> str | None:
    """One line that says that the documents contradict each other, each value with its citation."""
    if not extract.conflict or extract.span is None:
        return None
    values = []
    for value in (extract.span, *extract.conflict):
        n = next((n for n, quote in enumerate(extract.sentences, 1) if quote.holds(value)), None)
        if n is not None:
            values.append(f"{value.text} [{n}]")
    return _DISAGREE[exchange.language].format(values="; ".join(values)) if len(values) > 1 else None


def _refusal(exchange: Exchange, extract: Answer | None = None) -> Delta:
    """No answer; values that stand against each other in the documents are named with where they stand."""
    exchange.refused = True
    text = NOT_SAID[exchange.language]
    if extract is not None and extract.conflict:
        places = [
            f"{value.text} ({exchange.evidence[value.evidence].document})" for value in extract.conflict
        ]
        text = f"{text}\n\n{_DISAGREE[exchange.language].format(values='; '.join(places))}"
    return Delta(text, finish_reason="stop", usage=Usage())


async def _ask(exchange: Exchange, model: ChatModel, request: ChatRequest) -> Flow:
    """The model's answer, with the time spent waiting for it kept apart from ours."""
    if not exchange.stream:
        started = time.perf_counter_ns()
        reply = await model.chat(request)
        exchange.waited_ns += time.perf_counter_ns() - started
        text, calls = _storable(reply.text), reply.tool_calls or None
        yield Delta(text, calls, reply.finish_reason, reply.usage, reply.logprobs)
        return
    pieces = model.stream(request)
    started = time.perf_counter_ns()
    async for deltas in pieces:
        exchange.waited_ns += time.perf_counter_ns() - started
        piece = deltas[0] if len(deltas) == 1 else merge(deltas)
        piece.text = _storable(piece.text)
        yield piece
        started = time.perf_counter_ns()


def _storable(text: str) -> str:
    """The text without NUL, which no database takes: what leaves and what is on record must be the same."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in text else text


def merge(deltas: list[Delta]) -> Delta:
    """What arrived together, as one piece."""
    whole = Delta("".join([delta.text for delta in deltas]))
    for delta in deltas:
        if delta.tool_calls:
            whole.tool_calls = (whole.tool_calls or []) + delta.tool_calls
        whole.logprobs = join_logprobs(whole.logprobs, delta.logprobs)
        whole.finish_reason = delta.finish_reason or whole.finish_reason
        whole.usage = delta.usage or whole.usage
    return whole


def join_logprobs(before: dict[str, Any] | None, more: dict[str, Any] | None) -> dict[str, Any] | None:
    """The logprobs of an answer so far, in OpenAI's shape."""
    if before is None or more is None:
        return before or more
    return {"content": (before.get("content") or []) + (more.get("content") or [])}
