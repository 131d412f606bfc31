"""`POST /v1/messages` and `/v1/messages/count_tokens`, in the shape that Anthropic's clients expect."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from weir.core.errors import Language, WeirError
from weir.gateway import Exchange, facts
from weir.models import Delta
from weir.server.v1.door import Door, exchange_headers, named_frame, while_connected
from weir.server.v1.message_request import read_message_request
from weir.server.v1.reading import read_options
from weir.server.v1.wire import send_json

_STOPS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}
_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
}


class AnthropicDoor(Door):
    """A route whose errors have Anthropic's shape."""

    def error_body(self, error: WeirError, language: Language) -> dict[str, Any]:
        inner = error.body(language)["error"]
        kind = _ERRORS.get(error.status, "api_error" if error.status >= 500 else "invalid_request_error")
        return {"type": "error", "error": {**inner, "type": kind}}


class Messages(AnthropicDoor):
    """Creates a message."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self.body(scope, receive)
        exchange = self.exchange(scope, read_message_request(body), "messages", read_options(body))
        exchange.stream = body.get("stream") is True
        answer = (
            self.stream(exchange, send, Blocks(exchange)) if exchange.stream else self._whole(exchange, send)
        )
        await while_connected(receive, answer)

    async def _whole(self, exchange: Exchange, send: Send) -> None:
        flow = await self.gateway.start(exchange)
        async for _ in flow:
            pass
        await send_json(send, 200, message_of(exchange), exchange_headers(exchange))


class CountTokens(AnthropicDoor):
    """Estimates the tokens of a request: about one per CJK character and four letters of other text."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self.body(scope, receive)
        text = orjson.dumps(read_message_request(body).messages).decode()
        await send_json(send, 200, {"input_tokens": estimate_tokens(text)})


def estimate_tokens(text: str) -> int:
    wide = sum(1 for character in text if ord(character) >= 0x2E80)
    return wide + (len(text) - wide + 3) // 4


class Blocks:
    """The events of one streamed message: a text block, then a block for each tool call."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.index = -1
        self.writing = False

    def opening(self) -> bytes:
        message = {**message_of(self.exchange), "content": [], "stop_reason": None}
        message.pop("weir")
        return named_frame("message_start", {"type": "message_start", "message": message})

    def of(self, delta: Delta) -> bytes:
        events = b""
        if delta.text:
            if not self.writing:
                events += self._start({"type": "text", "text": ""})
                self.writing = True
            events += self._delta({"type": "text_delta", "text": delta.text})
        for call in delta.tool_calls or ():
            events += self._stop() + self._start({**tool_use(call), "input": {}})
            events += self._delta({"type": "input_json_delta", "partial_json": call["function"]["arguments"]})
            self.writing = True
        return events

    def closing(self) -> bytes:
        message = message_of(self.exchange)
        end = {
            "type": "message_delta",
            "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
            "usage": message["usage"],
            "weir": message["weir"],
        }
        stop = named_frame("message_stop", {"type": "message_stop"})
        return self._stop() + named_frame("message_delta", end) + stop

    def failure(self, body: dict[str, Any]) -> bytes:
        return named_frame("error", body)

    def _start(self, block: dict[str, Any]) -> bytes:
        self.index += 1
        event = {"type": "content_block_start", "index": self.index, "content_block": block}
        return named_frame("content_block_start", event)

    def _delta(self, delta: dict[str, Any]) -> bytes:
        event = {"type": "content_block_delta", "index": self.index, "delta": delta}
        return named_frame("content_block_delta", event)

    def _stop(self) -> bytes:
        if not self.writing:
            return b""
        self.writing = False
        return named_frame("content_block_stop", {"type": "content_block_stop", "index": self.index})


def message_of(exchange: Exchange) -> dict[str, Any]:
    """A whole message."""
    content: list[dict[str, Any]] = [{"type": "text", "text": exchange.text}] if exchange.text else []
    return {
        "id": exchange.id.replace("ex_", "msg_", 1),
        "type": "message",
        "role": "assistant",
        "model": exchange.asked,
        "content": content + [tool_use(call) for call in exchange.tool_calls],
        "stop_reason": _STOPS.get(exchange.finish_reason, "end_turn"),
        "stop_sequence": None,
        "usage": {
            "input_tokens": exchange.usage.prompt_tokens - exchange.usage.cached_tokens,
            "output_tokens": exchange.usage.completion_tokens,
            "cache_read_input_tokens": exchange.usage.cached_tokens,
            "cache_creation_input_tokens": 0,
        },
        "weir": facts(exchange),
    }


def tool_use(call: dict[str, Any]) -> dict[str, Any]:
    """A tool call as a content block. Arguments that are no JSON object become an empty one."""
    try:
        arguments = orjson.loads(call["function"]["arguments"] or "{}")
    except orjson.JSONDecodeError:
        arguments = {}
    return {
        "type": "tool_use",
        "id": call["id"],
        "name": call["function"]["name"],
        "input": arguments if isinstance(arguments, dict) else {},
    }
