"""Screen: the guard on the question, and on the answer before any of it leaves."""

from __future__ import annotations

import asyncio
from typing import Any

from weir.gateway.exchange import Exchange, Flow
from weir.gateway.stages.generate import join_logprobs
from weir.gateway.stages.resolve import last_question
from weir.guard import Action, Guard, Released, Screening, StreamScreen, strongest
from weir.models import Delta

_INLINE = 4_000  # characters; a longer text is screened off the event loop
_INSTRUCTING = ("system", "developer")
_ASKING = ("user", "tool", "function")
_ATTACK = "attack."
_WITHHELD = "[…]"


class ScreenQuestion:
    """Screens every text that comes from outside, and steers, redacts or stops.

    What is new may stop the exchange. What was said before it may not, or one refusal would end a
    conversation for good; it is withheld from the model instead.
    """

    name = "screen_question"

    async def run(self, exchange: Exchange) -> None:
        messages = exchange.request.messages
        new = _first_new(messages)
        for position, message in enumerate(messages):
            role = message.get("role")
            earlier = position < new and role not in _INSTRUCTING
            await self._message(exchange, message, earlier=earlier, trusted=role not in _ASKING)
        exchange.question = last_question(messages)  # as far as it was masked

    async def _message(
        self, exchange: Exchange, message: dict[str, Any], *, earlier: bool, trusted: bool
    ) -> None:
        content = message.get("content")
        if isinstance(content, str):
            message["content"] = await self._text(exchange, content, earlier, trusted)
            return
        for part in content or ():
            if isinstance(part.get("text"), str):
                part["text"] = await self._text(exchange, part["text"], earlier, trusted)

    async def _text(self, exchange: Exchange, text: str, earlier: bool, trusted: bool) -> str:
        """The text as the model may see it. `trusted` text may give orders, so that it is no attack."""
        screening = await _screened(exchange, text)
        verdicts = [v for v in screening.verdicts if not (trusted and v.risk.startswith(_ATTACK))]
        action = screening.action if not trusted else strongest(v.action for v in verdicts)
        withheld = action.stops and earlier
        exchange.find("input", verdicts, Action.REDACT if withheld else action)
        if any(verdict.action.flags for verdict in verdicts):
            exchange.criteria += tuple(c for c in screening.criteria if c not in exchange.criteria)
        if withheld:
            return _WITHHELD
        if action.stops:
            exchange.reply = exchange.reply or screening.reply
            exchange.refused = True
        elif not (earlier or trusted):
            exchange.approved = screening.reply or exchange.approved
        return screening.text


async def _screened(exchange: Exchange, text: str) -> Screening:
    assert exchange.guard is not None
    if len(text) <= _INLINE:
        return exchange.guard.screen(text, "input", exchange.language)
    return await asyncio.to_thread(exchange.guard.screen, text, "input", exchange.language)


def _first_new(messages: list[dict[str, Any]]) -> int:
    """Where the new messages begin: after the last answer, unless it stands last, to be gone on with."""
    for position in range(len(messages) - 2, -1, -1):
        if messages[position].get("role") == "assistant":
            return position + 1
    return 0


class ScreenAnswer:
    """Holds the answer back until the guard has seen it; nothing leaves before its verdict.

    Tool calls are held until they are whole, since half an argument cannot be judged. Logprobs, which hold
    the raw tokens, are held to the end, and leave only if nothing was withheld.
    """

    name = "screen_answer"

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        assert exchange.guard is not None
        span = exchange.trace.begin(self.name)
        screen = exchange.guard.stream("output", exchange.language)
        held: list[dict[str, Any]] = []
        logprobs: dict[str, Any] | None = None
        withheld = False
        async for delta in flow:
            with span.working():
                logprobs = join_logprobs(logprobs, delta.logprobs)
                held.extend(delta.tool_calls or ())
                last = delta.finish_reason is not None
                released = _release(exchange.guard, screen, delta.text, last, held)
                exchange.find("output", released.verdicts, released.action)
                withheld = withheld or released.action.rank >= Action.REDACT.rank
            if released.action.stops:
                exchange.refused = True
                span.end()
                yield Delta(released.reply or "", finish_reason="content_filter", usage=delta.usage)
                await flow.aclose()
                return
            delta.text = released.text
            delta.tool_calls = whole_calls(held) if last and held else None
            delta.logprobs = logprobs if last and not withheld else None
            if delta.text or last or delta.usage:
                yield delta
        span.end()


def _release(
    guard: Guard, screen: StreamScreen, text: str, last: bool, held: list[dict[str, Any]]
) -> Released:
    """What may leave now. At the end the rest of the text and the whole tool calls are judged too."""
    if not last:
        return screen.feed(text) if text else Released("")
    released = screen.finish(text)
    if released.action.stops or not held:
        return released
    arguments = "\n".join(call["function"]["arguments"] for call in whole_calls(held))
    checked = guard.screen(arguments, "output")
    if checked.action.stops:
        return Released("", released.verdicts + checked.verdicts, checked.action, checked.reply)
    return Released(released.text, released.verdicts + checked.verdicts, released.action)


def whole_calls(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tool calls put together from their streamed pieces; calls that are whole stay as they are."""
    calls: dict[int, dict[str, Any]] = {}
    for position, piece in enumerate(pieces):
        index = piece.get("index", position)
        call = calls.setdefault(
            index, {"index": index, "id": "", "type": "function", "function": {"name": "", "arguments": ""}}
        )
        call["id"] = piece.get("id") or call["id"]
        function = piece.get("function") or {}
        call["function"]["name"] += function.get("name") or ""
        call["function"]["arguments"] += function.get("arguments") or ""
    return [calls[index] for index in sorted(calls)]
