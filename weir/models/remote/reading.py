"""From what an endpoint sends to replies and deltas."""

from __future__ import annotations

from typing import Any

import orjson

from weir.core.errors import WeirError
from weir.models.contract import ChatReply, ChatRequest, Delta, Usage
from weir.models.estimate import estimate_prompt
from weir.models.remote.events import Events
from weir.models.remote.failures import DROPPED, GARBAGE, from_error_object


def as_reply(name: str, answer: dict[str, Any], request: ChatRequest) -> ChatReply:
    """A chat completion. Errors: garbage."""
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        text = message.get("content") or ""
        return ChatReply(
            text=text,
            tool_calls=message.get("tool_calls") or [],
            finish_reason=choice.get("finish_reason") or "stop",
            usage=_usage(answer.get("usage")) or _estimate(request, len(text.encode())),
            model=name,
            logprobs=choice.get("logprobs"),
        )
    except (KeyError, IndexError, TypeError, AttributeError):
        raise GARBAGE(model=name, what="not a chat completion") from None


def as_delta(reply: ChatReply) -> Delta:
    """A whole reply as one piece of a stream."""
    calls = [{"index": index, **call} for index, call in enumerate(reply.tool_calls)] or None
    return Delta(reply.text, calls, reply.finish_reason, reply.usage, reply.logprobs)


class Reading:
    """One stream being read: events to deltas, and whether it came to a proper end."""

    __slots__ = ("_events", "_finished", "_size", "_used", "done", "failure", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.done = False  # [DONE] was there
        self.failure: WeirError | None = None
        self._finished = False  # a finish_reason was there
        self._used = False  # usage was there
        self._size = 0  # bytes of text
        self._events = Events()

    def feed(self, data: bytes) -> list[Delta]:
        try:
            return self._deltas(self._events.feed(data))
        except ValueError:
            raise GARBAGE(model=self.name, what="an event without end") from None

    def finish(self, request: ChatRequest) -> list[Delta]:
        """What only the end of the stream brings. Errors: dropped."""
        deltas = self._deltas(self._events.end())
        if self.failure or (not self.done and not self._finished):
            raise DROPPED(model=self.name)
        if not self._used:
            deltas.append(Delta(usage=_estimate(request, self._size)))
        return deltas

    def _deltas(self, payloads: list[bytes]) -> list[Delta]:
        """The deltas up to a failure, which waits in `failure` until they are delivered."""
        deltas: list[Delta] = []
        for payload in payloads:
            if payload == b"[DONE]":
                self.done = True
                break
            try:
                delta = self._delta(payload)
            except WeirError as error:
                self.failure = error
                break
            if delta:
                deltas.append(delta)
        return deltas

    def _delta(self, payload: bytes) -> Delta | None:
        try:
            chunk = orjson.loads(payload)
            if chunk.get("error"):
                raise from_error_object(self.name, chunk["error"])
            usage = _usage(chunk.get("usage"))
            choice = chunk["choices"][0] if chunk.get("choices") else {}
            piece = choice.get("delta") or {}
            text = piece.get("content") or ""
            calls, reason = piece.get("tool_calls"), choice.get("finish_reason")
            size = len(text.encode())
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            raise GARBAGE(model=self.name, what="not a chat completion chunk") from None
        if not (text or calls or reason or usage):
            return None
        self._size += size
        self._finished = self._finished or bool(reason)
        self._used = self._used or bool(usage)
        return Delta(text, calls, reason, usage, choice.get("logprobs"))


def _usage(usage: Any) -> Usage | None:
    if not usage:
        return None
    details = usage.get("prompt_tokens_details") or {}
    return Usage(
        int(usage.get("prompt_tokens") or 0),
        int(usage.get("completion_tokens") or 0),
        int(details.get("cached_tokens") or 0),
    )


def _estimate(request: ChatRequest, size: int) -> Usage:
    """About 4 bytes a token, see `weir.models.estimate`."""
    return Usage(estimate_prompt(request.messages), -(-size // 4), estimated=True)
