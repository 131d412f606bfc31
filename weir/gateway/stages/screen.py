"""Screen: the guard on the question, and on the answer before any of it leaves."""

from __future__ import annotations

import asyncio
from typing import Any

from weir.gateway.exchange import Exchange, Flow
from weir.gateway.stages.resolve import last_question
from weir.guard import Guard, Released, StreamScreen
from weir.models import Delta

_INLINE = 4_000  # characters; a longer text is screened off the event loop


class ScreenQuestion:
    """Screens every message that comes from outside, and steers, redacts or stops."""

    name = "screen_question"

    async def run(self, exchange: Exchange) -> None:
        assert exchange.guard is not None
        for message in exchange.request.messages:
            if message.get("role") in ("user", "tool"):
                await self._message(exchange, exchange.guard, message)
        exchange.question = last_question(exchange.request.messages)  # as far as it was masked

    async def _message(self, exchange: Exchange, guard: Guard, message: dict[str, Any]) -> None:
        content = message.get("content")
        if isinstance(content, str):
            message["content"] = await self._text(exchange, guard, content)
            return
        for part in content or ():
            if isinstance(part, dict) and part.get("type") == "text":
                part["text"] = await self._text(exchange, guard, part.get("text") or "")

    async def _text(self, exchange: Exchange, guard: Guard, text: str) -> str:
        if len(text) <= _INLINE:
            screening = guard.screen(text, "input", exchange.language)
        else:
            screening = await asyncio.to_thread(guard.screen, text, "input", exchange.language)
        exchange.find("input", screening.verdicts, screening.action)
        exchange.criteria += tuple(c for c in screening.criteria if c not in exchange.criteria)
        if screening.action.stops:
            exchange.reply = exchange.reply or screening.reply
            exchange.refused = True
        else:
            exchange.approved = screening.reply or exchange.approved
        return screening.text


class ScreenAnswer:
    """Holds the answer back until the guard has seen it; nothing leaves before its verdict.

    Tool calls are held until they are whole, since half an argument cannot be judged.
    """

    name = "screen_answer"

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        assert exchange.guard is not None
        span = exchange.trace.begin(self.name)
        screen = exchange.guard.stream("output", exchange.language)
        held: list[dict[str, Any]] = []
        async for delta in flow:
            with span.working():
                held.extend(delta.tool_calls or ())
                last = delta.finish_reason is not None
                released = _release(exchange.guard, screen, delta.text, last, held)
                exchange.find("output", released.verdicts, released.action)
            if released.action.stops:
                exchange.refused = True
                span.end()
                yield Delta(text=released.reply or "", finish_reason="content_filter")
                await flow.aclose()
                return
            delta.text = released.text
            delta.tool_calls = whole_calls(held) if last and held else None
            if delta.text or last or delta.usage or delta.logprobs:
                yield delta
        span.end()


def _release(
    guard: Guard, screen: StreamScreen, text: str, last: bool, held: list[dict[str, Any]]
) -> Released:
    """What may leave now. At the end the rest of the text and the whole tool calls are judged too."""
    released = screen.feed(text) if text else Released("")
    if not last or released.action.stops:
        return released
    rest = screen.finish()
    released = Released(
        released.text + rest.text,
        released.verdicts + rest.verdicts,
        rest.action,
        rest.reply or released.reply,
    )
    if held and not released.action.stops:
        arguments = "\n".join(call["function"]["arguments"] for call in whole_calls(held))
        checked = guard.screen(arguments, "output")
        if checked.action.stops:
            return Released("", released.verdicts + checked.verdicts, checked.action, checked.reply)
        return Released(released.text, released.verdicts + checked.verdicts, released.action)
    return released


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
