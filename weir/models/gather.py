"""A whole answer out of a streamed one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from weir.models.contract import ChatReply, Delta, Usage


async def gather_reply(name: str, stream: AsyncIterator[list[Delta]]) -> ChatReply:
    """Read `stream` to its end and join the pieces: texts, tool calls by index, log probabilities."""
    reply = ChatReply(text="", tool_calls=[], finish_reason="stop", usage=Usage(), model=name)
    texts: list[str] = []
    logprobs: list[Any] = []
    async for deltas in stream:
        for delta in deltas:
            texts.append(delta.text)
            _join_calls(reply.tool_calls, delta.tool_calls or ())
            logprobs += (delta.logprobs or {}).get("content") or ()
            reply.finish_reason = delta.finish_reason or reply.finish_reason
            reply.usage = delta.usage or reply.usage
            reply.model = delta.model or reply.model
    reply.text = "".join(texts)
    reply.logprobs = {"content": logprobs} if logprobs else None
    return reply


def _join_calls(calls: list[dict[str, Any]], pieces: Any) -> None:
    for piece in pieces:
        index = piece.get("index", len(calls))
        while len(calls) <= index:
            calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        function = piece.get("function") or {}
        calls[index]["id"] = piece.get("id") or calls[index]["id"]
        calls[index]["function"]["name"] += function.get("name") or ""
        calls[index]["function"]["arguments"] += function.get("arguments") or ""
