"""From what llama.cpp streams to deltas."""

from __future__ import annotations

from typing import Any

import orjson

from weir.core.errors import WeirError, error_kind
from weir.models.contract import Delta, Usage
from weir.models.local import schema, tools
from weir.models.local.prompt import BAD_REQUEST, Shape

TOO_LONG = error_kind(
    "model.too_long",
    400,
    en="The request has {tokens} tokens; {name} takes {limit}.",
    zh="请求有 {tokens} 个 token，{name} 的上限是 {limit}。",
    do_en="Shorten the messages or use a model with a larger context.",
    do_zh="请缩短消息，或改用上下文更长的模型。",
)


class Output:
    """One answer on its way out; feed it every chunk of llama.cpp in order.

    Text passes through. JSON passes without its mark. A tool call is held until it is whole.
    """

    def __init__(self, name: str, shape: Shape) -> None:
        self.name = name
        self.shape = shape
        self._made = ""  # all that was generated, when a schema binds it

    def feed(self, chunk: dict[str, Any]) -> Delta | None:
        """What the client gets of this chunk, if anything. Errors: `model.*`."""
        if "error" in chunk:
            raise failure(chunk["error"], self.name)
        if "timings" in chunk and not chunk["choices"]:
            return Delta(usage=_usage(chunk))
        if not chunk["choices"]:
            return None
        choice = chunk["choices"][0]
        text = choice["delta"].get("content") or ""
        if reason := choice.get("finish_reason"):
            return self._finish(text, reason)
        if not text:
            return None
        text = text if self.shape == "text" else self._bound(text)
        return Delta(text=text, logprobs=choice.get("logprobs")) if text else None

    def _bound(self, piece: str) -> str:
        before = max(len(self._made), len(schema.MARK))
        self._made += piece
        if not self._made.startswith(schema.MARK[: len(self._made)]):
            raise schema.BAD_SCHEMA(name=self.name, reason="it is not supported", param="response_format")
        return self._made[before:] if self.shape == "json" else ""

    def _finish(self, text: str, reason: str) -> Delta:
        if self.shape == "text":
            return Delta(text=text, finish_reason=reason)
        rest = self._bound(text) if text else ""
        if reason != "stop":
            return Delta(text=rest, finish_reason=reason)
        made = self._made.removeprefix(schema.MARK)
        try:
            orjson.loads(made)
        except orjson.JSONDecodeError:
            raise schema.BAD_SCHEMA(
                name=self.name, reason="it is not supported", param="response_format"
            ) from None
        if self.shape == "json":
            return Delta(text=rest, finish_reason=reason)
        text, calls = tools.read(made)
        return Delta(text=text, tool_calls=calls or None, finish_reason="tool_calls" if calls else reason)


def failure(error: Any, name: str) -> WeirError:
    """llama.cpp's error as ours. Its texts speak about the request alone, so they may be shown."""
    if error.get("type") == "exceed_context_size_error":
        return TOO_LONG(
            name=name, tokens=error.get("n_prompt_tokens"), limit=error.get("n_ctx"), param="messages"
        )
    reason = str(error.get("message", "the engine refused it")).split("\n", 1)[0].rstrip(".")
    return BAD_REQUEST(name=name, reason=reason)


def _usage(chunk: dict[str, Any]) -> Usage:
    timings = chunk["timings"]
    cached = timings.get("cache_n", 0)
    return Usage(cached + timings["prompt_n"], timings["predicted_n"], cached)
