"""`POST /v1/responses` and the responses and conversations that are kept, in OpenAI's shape."""

from __future__ import annotations

from typing import Any

from starlette.types import Receive, Scope, Send

from weir.gateway import Exchange
from weir.models import ChatRequest
from weir.server.v1.door import Door, exchange_headers, while_connected
from weir.server.v1.reading import read_messages, read_number, read_options
from weir.server.v1.response_events import Events
from weir.server.v1.response_shape import response_of
from weir.server.v1.wire import INVALID, send_json

_PASSED_ON = ("temperature", "top_p", "parallel_tool_calls", "top_logprobs")


class Responses(Door):
    """Creates a response. Unless `store` is false it is kept, and `previous_response_id` continues it."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self.body(scope, receive)
        exchange = self.exchange(scope, read_response(body), "responses", read_options(body))
        exchange.stream = body.get("stream") is True
        self._place(exchange, body)
        answer = (
            self.stream(exchange, send, Events(exchange, body))
            if exchange.stream
            else self._whole(exchange, send, body)
        )
        await while_connected(receive, answer)

    def _place(self, exchange: Exchange, body: dict[str, Any]) -> None:
        """Say which conversation the response belongs to."""
        conversation, previous = body.get("conversation"), body.get("previous_response_id")
        exchange.remember = body.get("store") is not False
        if conversation is not None and previous is not None:
            raise INVALID(param="previous_response_id", reason="it excludes `conversation`")
        if isinstance(conversation, dict):
            conversation = conversation.get("id")
        if previous is not None:
            exchange.continues = str(previous).replace("resp_", "ex_", 1)
        elif conversation is not None:
            exchange.conversation = str(conversation)
        elif exchange.remember:
            exchange.conversation = "new"

    async def _whole(self, exchange: Exchange, send: Send, body: dict[str, Any]) -> None:
        flow = await self.gateway.start(exchange)
        async for _ in flow:
            pass
        await send_json(send, 200, response_of(exchange, body), exchange_headers(exchange))


def read_response(body: dict[str, Any]) -> ChatRequest:
    """A response request as a chat request. Errors: `request.invalid` naming the field."""
    model = body.get("model", "")
    if not isinstance(model, str):
        raise INVALID(param="model", reason="it must be a string")
    messages = _input_messages(body.get("input"))
    if isinstance(body.get("instructions"), str):
        messages.insert(0, {"role": "system", "content": body["instructions"]})
    params = {name: body[name] for name in _PASSED_ON if body.get(name) is not None}
    if body.get("max_output_tokens") is not None:
        params["max_tokens"] = body["max_output_tokens"]
    for name in params.keys() & {"temperature", "top_p", "max_tokens", "top_logprobs"}:
        read_number(name, params[name])
    params.update(_tools(body))
    params.update(_format(body))
    user = body.get("user")
    return ChatRequest(model, read_messages(messages), params, user if isinstance(user, str) else None)


def _input_messages(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, str):
        return [{"role": "user", "content": value}]
    if not isinstance(value, list) or not value:
        raise INVALID(param="input", reason="it must be a text or a list of items")
    return [_item(item, position) for position, item in enumerate(value)]


def _item(item: Any, position: int) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise INVALID(param=f"input[{position}]", reason="it must be an object")
    kind = item.get("type", "message")
    if kind == "message":
        return {"role": item.get("role"), "content": _content(item.get("content"), position)}
    if kind == "function_call":
        function = {"name": item.get("name"), "arguments": item.get("arguments", "")}
        call = {"id": item.get("call_id"), "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [call]}
    if kind == "function_call_output":
        return {"role": "tool", "tool_call_id": item.get("call_id"), "content": str(item.get("output", ""))}
    raise INVALID(param=f"input[{position}].type", reason=f"`{kind}` is not supported")


def _content(content: Any, position: int) -> Any:
    """Texts as one string; other parts go to the model in the chat shape."""
    if isinstance(content, str) or content is None:
        return content
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise INVALID(param=f"input[{position}].content", reason="it must be a text or a list of parts")
    if all(part.get("type") in ("input_text", "output_text", "text") for part in content):
        return "\n".join(str(part.get("text", "")) for part in content)
    return [_part(part, position) for part in content]


def _part(part: dict[str, Any], position: int) -> dict[str, Any]:
    if part.get("type") in ("input_text", "output_text", "text"):
        return {"type": "text", "text": str(part.get("text", ""))}
    if part.get("type") == "input_image" and part.get("image_url"):
        return {"type": "image_url", "image_url": {"url": part["image_url"]}}
    raise INVALID(
        param=f"input[{position}].content", reason=f"a part of type `{part.get('type')}` is not supported"
    )


def _tools(body: dict[str, Any]) -> dict[str, Any]:
    tools = body.get("tools")
    if not tools:
        return {}
    if not isinstance(tools, list) or not all(
        isinstance(t, dict) and t.get("type") == "function" for t in tools
    ):
        raise INVALID(param="tools", reason="only tools of type `function` are supported")
    chat = [
        {"type": "function", "function": {k: v for k, v in tool.items() if k != "type"}} for tool in tools
    ]
    choice = body.get("tool_choice")
    if isinstance(choice, dict) and choice.get("type") == "function":
        choice = {"type": "function", "function": {"name": choice.get("name")}}
    return {"tools": chat, **({"tool_choice": choice} if choice is not None else {})}


def _format(body: dict[str, Any]) -> dict[str, Any]:
    form = (body.get("text") or {}).get("format") if isinstance(body.get("text"), dict) else None
    if not isinstance(form, dict) or form.get("type") in (None, "text"):
        return {}
    if form["type"] == "json_object":
        return {"response_format": {"type": "json_object"}}
    schema = {k: v for k, v in form.items() if k != "type"}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}
