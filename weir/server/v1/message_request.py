"""Reading a request in Anthropic's shape as a chat request."""

from __future__ import annotations

from typing import Any

import orjson

from weir.models import ChatRequest
from weir.server.v1.reading import read_messages, read_number
from weir.server.v1.wire import INVALID

_CHOICES = {"auto": "auto", "any": "required", "none": "none"}


def read_message_request(body: dict[str, Any]) -> ChatRequest:
    """A checked request. Errors: `request.invalid` naming the field."""
    model = body.get("model", "")
    if not isinstance(model, str):
        raise INVALID(param="model", reason="it must be a string")
    if not isinstance(body.get("messages"), list):
        raise INVALID(param="messages", reason="it must be a list with at least one message")
    messages = [
        turn for n, message in enumerate(body["messages"]) for turn in _turns(message, f"messages[{n}]")
    ]
    system = _system(body.get("system"))
    if system:
        messages.insert(0, {"role": "system", "content": system})
    return ChatRequest(model, read_messages(messages), _params(body), _user(body))


def _params(body: dict[str, Any]) -> dict[str, Any]:
    params = {
        name: body[name] for name in ("max_tokens", "temperature", "top_p") if body.get(name) is not None
    }
    for name, value in params.items():
        read_number(name, value)
    if body.get("stop_sequences"):
        params["stop"] = body["stop_sequences"]
    if body.get("tools"):
        params["tools"] = _tools(body["tools"])
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        named = {"type": "function", "function": {"name": choice.get("name")}}
        params["tool_choice"] = (
            named if choice.get("type") == "tool" else _CHOICES.get(str(choice.get("type")), "auto")
        )
    return params


def _user(body: dict[str, Any]) -> str | None:
    metadata = body.get("metadata")
    user = metadata.get("user_id") if isinstance(metadata, dict) else None
    return user if isinstance(user, str) else None


def _system(system: Any) -> str:
    if isinstance(system, list):
        return "\n\n".join(str(block.get("text", "")) for block in system if isinstance(block, dict))
    return system if isinstance(system, str) else ""


def _tools(tools: Any) -> list[dict[str, Any]]:
    if not isinstance(tools, list):
        raise INVALID(param="tools", reason="it must be a list")
    return [_tool(tool) for tool in tools]


def _tool(tool: Any) -> dict[str, Any]:
    if not isinstance(tool, dict) or not isinstance(tool.get("name"), str):
        raise INVALID(param="tools", reason="each tool needs a name")
    function = {"name": tool["name"], "parameters": tool.get("input_schema") or {"type": "object"}}
    if tool.get("description"):
        function["description"] = tool["description"]
    return {"type": "function", "function": function}


def _turns(message: Any, where: str) -> list[dict[str, Any]]:
    """One message; tool results become messages of their own, before what the user adds to them."""
    if not isinstance(message, dict):
        raise INVALID(param=where, reason="it must be an object")
    role, content = message.get("role"), message.get("content")
    if isinstance(content, str):
        return [{"role": role, "content": content}]
    if not isinstance(content, list) or not all(isinstance(block, dict) for block in content):
        raise INVALID(param=f"{where}.content", reason="it must be a text or a list of blocks")
    turns = [_result(block) for block in content if block.get("type") == "tool_result"]
    calls = [_call(block) for block in content if block.get("type") == "tool_use"]
    parts = [_part(block, where) for block in content if block.get("type") not in ("tool_result", "tool_use")]
    if calls:
        text = "\n".join(part.get("text", "") for part in parts)
        return [*turns, {"role": "assistant", "content": text or None, "tool_calls": calls}]
    if parts:
        plain = all(part["type"] == "text" for part in parts)
        turns.append({"role": role, "content": "\n".join(p["text"] for p in parts) if plain else parts})
    return turns


def _result(block: dict[str, Any]) -> dict[str, Any]:
    content = block.get("content") or ""
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return {"role": "tool", "tool_call_id": block.get("tool_use_id"), "content": str(content)}


def _call(block: dict[str, Any]) -> dict[str, Any]:
    function = {"name": block.get("name"), "arguments": orjson.dumps(block.get("input") or {}).decode()}
    return {"id": block.get("id"), "type": "function", "function": function}


def _part(block: dict[str, Any], where: str) -> dict[str, Any]:
    if block.get("type") == "text" and isinstance(block.get("text"), str):
        return {"type": "text", "text": block["text"]}
    source = block.get("source")
    if block.get("type") == "image" and isinstance(source, dict):
        url = source.get("url") or f"data:{source.get('media_type')};base64,{source.get('data')}"
        return {"type": "image_url", "image_url": {"url": url}}
    raise INVALID(param=f"{where}.content", reason=f"a block of type `{block.get('type')}` is not supported")
