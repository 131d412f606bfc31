"""An exchange in the shape of OpenAI's response object."""

from __future__ import annotations

from typing import Any

from weir.gateway import Exchange, facts

_ECHOED = ("instructions", "metadata", "parallel_tool_calls", "temperature", "tool_choice", "tools", "top_p")


def response_id(exchange: Exchange) -> str:
    return exchange.id.replace("ex_", "resp_", 1)


def item_id(exchange: Exchange, kind: str, position: int = 0) -> str:
    """The id of an output item: the exchange's own with the item's kind and place."""
    return f"{exchange.id.replace('ex_', f'{kind}_', 1)}{position:02d}"


def response_of(exchange: Exchange, body: dict[str, Any], status: str = "completed") -> dict[str, Any]:
    """The response object; `status` is `in_progress` until the answer is whole."""
    whole = status != "in_progress"
    if whole and exchange.finish_reason == "length":
        status = "incomplete"
    return {
        "id": response_id(exchange),
        "object": "response",
        "created_at": exchange.created_at // 1000,
        "status": status,
        "model": exchange.asked,
        "output": output_of(exchange) if whole else [],
        "usage": usage_of(exchange) if whole else None,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if status == "incomplete" else None,
        "previous_response_id": body.get("previous_response_id"),
        "conversation": {"id": exchange.conversation} if exchange.conversation else None,
        "max_output_tokens": body.get("max_output_tokens"),
        "store": body.get("store") is not False,
        "text": body.get("text") or {"format": {"type": "text"}},
        "truncation": "disabled",
        **{name: body.get(name) for name in _ECHOED},
        "tools": body.get("tools") or [],
        "tool_choice": body.get("tool_choice") or "auto",
        "parallel_tool_calls": body.get("parallel_tool_calls") is not False,
        "weir": facts(exchange) if whole else None,
    }


def output_of(exchange: Exchange) -> list[dict[str, Any]]:
    """The message, where there is a text, and then the function calls."""
    items = [message_item(exchange, exchange.text)] if exchange.text or not exchange.tool_calls else []
    return items + [call_item(exchange, n, call) for n, call in enumerate(exchange.tool_calls)]


def message_item(exchange: Exchange, text: str, status: str = "completed") -> dict[str, Any]:
    content = [text_part(text)] if status == "completed" else []
    return {
        "id": item_id(exchange, "msg"),
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": content,
    }


def text_part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def call_item(
    exchange: Exchange, position: int, call: dict[str, Any], status: str = "completed"
) -> dict[str, Any]:
    return {
        "id": item_id(exchange, "fc", position),
        "type": "function_call",
        "status": status,
        "call_id": call["id"],
        "name": call["function"]["name"],
        "arguments": call["function"]["arguments"] if status == "completed" else "",
    }


def usage_of(exchange: Exchange) -> dict[str, Any]:
    usage = exchange.usage
    return {
        "input_tokens": usage.prompt_tokens,
        "input_tokens_details": {"cached_tokens": usage.cached_tokens},
        "output_tokens": usage.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }
