"""The responses and conversations that are kept: read them, continue them, forget them."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send

from weir.core.errors import error_kind
from weir.core.ids import new_id
from weir.server.v1.door import Door
from weir.server.v1.wire import send_json

NOT_KEPT = error_kind(
    "response.unknown",
    404,
    en="There is no stored response {id}.",
    zh="没有已存储的响应 {id}。",
    do_en="It may have been made with `store: false`, deleted, or belong to somebody else.",
    do_zh="它可能在创建时设置了 `store: false`，已被删除，或属于其他人。",
)


class StoredResponse(Door):
    """One response, or its deletion from the conversation it is in."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = self.caller(scope)
        id = scope["path_params"]["id"]
        exchange = id.replace("resp_", "ex_", 1)
        conversations = self.gateway.conversations
        turns = await asyncio.to_thread(conversations.turns_of, exchange, caller.principal)
        if not turns:
            raise NOT_KEPT(id=id)
        if scope["method"] == "DELETE":
            await asyncio.to_thread(conversations.forget_turns, exchange, caller.principal)
            await send_json(send, 200, {"id": id, "object": "response", "deleted": True})
            return
        await send_json(send, 200, _response(id, turns))


class Conversations(Door):
    """Begins an empty conversation."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller, body = self.caller(scope), await self.body(scope, receive)
        id = new_id("conv")
        row = await asyncio.to_thread(self.gateway.conversations.begin, id, caller.principal)
        await send_json(send, 200, _conversation(row, body.get("metadata")))


class StoredConversation(Door):
    """One conversation, or its deletion."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = self.caller(scope)
        id = scope["path_params"]["id"]
        if scope["method"] == "DELETE":
            await asyncio.to_thread(self.gateway.conversations.delete, id, caller.principal)
            await send_json(send, 200, {"id": id, "object": "conversation.deleted", "deleted": True})
            return
        row = await asyncio.to_thread(self.gateway.conversations.get, id, caller.principal)
        await send_json(send, 200, _conversation(row))


class ConversationItems(Door):
    """What was said in a conversation, in order."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = self.caller(scope)
        row = await asyncio.to_thread(
            self.gateway.conversations.get, scope["path_params"]["id"], caller.principal
        )
        items = _items(row["messages"])
        first, last = (items[0]["id"], items[-1]["id"]) if items else (None, None)
        page = {"object": "list", "data": items, "first_id": first, "last_id": last, "has_more": False}
        await send_json(send, 200, page)


def _conversation(row: dict[str, Any], metadata: Any = None) -> dict[str, Any]:
    return {
        "id": row["id"],
        "object": "conversation",
        "created_at": row["created_at"] // 1000,
        "metadata": metadata if isinstance(metadata, dict) else {},
    }


def _items(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turns as items: a message where there is a text, a function call for each, or its output."""
    items: list[dict[str, Any]] = []
    for turn in turns:
        message = turn["message"]
        if message["role"] == "tool":
            place = {"type": "function_call_output", "call_id": message.get("tool_call_id")}
            items.append({"id": _id(turn, "fco", len(items)), **place, "output": turn["content"]})
            continue
        if turn["content"]:
            items.append(_message(len(items), turn))
        for call in message.get("tool_calls") or ():
            items.append(_call(len(items), turn, call))
    return items


def _id(turn: dict[str, Any], kind: str, position: int) -> str:
    return f"{turn['exchange'].replace('ex_', f'{kind}_', 1)}{position:02d}"


def _call(position: int, turn: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _id(turn, "fc", position),
        "type": "function_call",
        "status": "completed",
        "call_id": call.get("id"),
        "name": call["function"]["name"],
        "arguments": call["function"]["arguments"],
    }


def _message(position: int, turn: dict[str, Any]) -> dict[str, Any]:
    kind = "output_text" if turn["role"] == "assistant" else "input_text"
    part: dict[str, Any] = {"type": kind, "text": turn["content"]}
    if kind == "output_text":
        part["annotations"] = []
    return {
        "id": _id(turn, "msg", position),
        "type": "message",
        "role": turn["role"],
        "status": "completed",
        "content": [part],
    }


def _response(id: str, turns: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": id,
        "object": "response",
        "created_at": turns[0]["created_at"] // 1000,
        "status": "completed",
        "model": turns[0]["model"],
        "output": _items(turns[-1:]),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "error": None,
        "incomplete_details": None,
        "store": True,
        "conversation": {"id": turns[0]["conversation"]},
    }
