"""`POST /v1/chat/completions`, in the shape that OpenAI's clients expect, streamed or whole."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from weir.gateway import Exchange, facts
from weir.models import Delta, Usage
from weir.server.v1.door import Door, exchange_headers, frame, while_connected
from weir.server.v1.reading import read_chat, read_options, wants_usage
from weir.server.v1.wire import send_json

DONE = b"data: [DONE]\n\n"


class ChatCompletions(Door):
    """Chat completions."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self.body(scope, receive)
        exchange = self.exchange(scope, read_chat(body), "chat", read_options(body))
        exchange.stream = body.get("stream") is True
        answer = (
            self.stream(exchange, send, Frames(exchange, wants_usage(body)))
            if exchange.stream
            else self._whole(exchange, send)
        )
        await while_connected(receive, answer)

    async def _whole(self, exchange: Exchange, send: Send) -> None:
        logprobs = None
        flow = await self.gateway.start(exchange)
        async for delta in flow:
            logprobs = delta.logprobs or logprobs
        await send_json(send, 200, completion(exchange, logprobs), exchange_headers(exchange))


class Frames:
    """The events of one streamed answer. The unchanging part of an event is made once."""

    def __init__(self, exchange: Exchange, usage: bool) -> None:
        self.exchange = exchange
        self.usage = usage
        head = {
            "id": exchange.id,
            "object": "chat.completion.chunk",
            "created": exchange.created_at // 1000,
            "model": exchange.asked,
        }
        self.head = head
        self.before = b"data: " + orjson.dumps(head)[:-1] + b',"choices":[{"index":0,"delta":{"content":'
        self.after = b'},"logprobs":null,"finish_reason":null}]}\n\n'

    def opening(self) -> bytes:
        return self._event({"role": "assistant", "content": ""})

    def of(self, delta: Delta) -> bytes:
        """What a piece looks like on the wire; the finish comes with `closing`."""
        if not delta.tool_calls and not delta.logprobs:
            return self.before + orjson.dumps(delta.text) + self.after if delta.text else b""
        content = {"content": delta.text} if delta.text else {}
        calls = {"tool_calls": delta.tool_calls} if delta.tool_calls else {}
        return self._event({**content, **calls}, delta.logprobs)

    def closing(self) -> bytes:
        """The finish reason and Weir's facts; then, when asked for, the usage in a piece of its own."""
        exchange = self.exchange
        end = self._event({}, finish=exchange.finish_reason, facts=facts(exchange))
        if not self.usage:
            return end + DONE
        return end + frame({**self.head, "choices": [], "usage": usage_of(exchange.usage)}) + DONE

    def failure(self, body: dict[str, Any]) -> bytes:
        return frame(body)

    def _event(
        self, delta: dict[str, Any], logprobs: Any = None, finish: str | None = None, facts: Any = None
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": finish}
        return frame({**self.head, "choices": [choice], **({"weir": facts} if facts else {})})


def completion(exchange: Exchange, logprobs: dict[str, Any] | None) -> dict[str, Any]:
    """A whole answer."""
    message: dict[str, Any] = {"role": "assistant", "content": exchange.text, "refusal": None}
    if exchange.tool_calls:
        message["content"] = exchange.text or None
        message["tool_calls"] = [
            {k: v for k, v in call.items() if k != "index"} for call in exchange.tool_calls
        ]
    choice = {"index": 0, "message": message, "logprobs": logprobs, "finish_reason": exchange.finish_reason}
    return {
        "id": exchange.id,
        "object": "chat.completion",
        "created": exchange.created_at // 1000,
        "model": exchange.asked,
        "choices": [choice],
        "usage": usage_of(exchange.usage),
        "weir": facts(exchange),
    }


def usage_of(usage: Usage) -> dict[str, Any]:
    """Tokens in OpenAI's shape."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }
