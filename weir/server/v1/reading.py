"""Reading a chat request: what may be wrong with it, and what the model is given of it."""

from __future__ import annotations

from typing import Any

from weir.models import ChatRequest
from weir.server.v1.wire import INVALID

_OURS = frozenset({"model", "messages", "stream", "stream_options", "user", "weir", "n", "store", "metadata"})
_ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_NUMBERS: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "max_tokens": (1, 1 << 20),
    "max_completion_tokens": (1, 1 << 20),
    "top_logprobs": (0, 20),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
}


def read_chat(body: dict[str, Any]) -> ChatRequest:
    """A checked chat request. Parameters that are not Weir's own go to the model as they are.

    Errors: `request.invalid` naming the field.
    """
    model = body.get("model", "")
    if not isinstance(model, str):
        raise INVALID(param="model", reason="it must be a string")
    if body.get("n") not in (None, 1):
        raise INVALID(param="n", reason="only 1 is supported")
    messages = read_messages(body.get("messages"))
    params = {key: value for key, value in body.items() if key not in _OURS and value is not None}
    for name in _NUMBERS.keys() & params.keys():
        read_number(name, params[name])
    user = body.get("user")
    return ChatRequest(model, messages, params, user if isinstance(user, str) else None)


def read_messages(messages: Any) -> list[dict[str, Any]]:
    """At least one message; each an object with a known role and a text, parts, or tool calls."""
    if not isinstance(messages, list) or not messages:
        raise INVALID(param="messages", reason="it must be a list with at least one message")
    for position, message in enumerate(messages):
        where = f"messages[{position}]"
        if not isinstance(message, dict):
            raise INVALID(param=where, reason="it must be an object")
        if str(message.get("role")) not in _ROLES:
            raise INVALID(param=f"{where}.role", reason=f"it must be one of {', '.join(sorted(_ROLES))}")
        _check_content(message.get("content"), where)
    return messages


def _check_content(content: Any, where: str) -> None:
    if content is None or isinstance(content, str):
        return
    if not isinstance(content, list):
        raise INVALID(param=f"{where}.content", reason="it must be a text or a list of parts")
    for part in content:
        if not isinstance(part, dict) or not isinstance(part.get("type"), str):
            raise INVALID(param=f"{where}.content", reason="each part must be an object with a type")
        if part["type"] == "text" and not isinstance(part.get("text"), str):
            raise INVALID(param=f"{where}.content", reason="a text part must hold a text")


def read_number(name: str, value: Any) -> None:
    """Check one numeric parameter against its range."""
    low, high = _NUMBERS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise INVALID(param=name, reason=f"it must be a number from {low:g} to {high:g}")


def read_options(body: dict[str, Any]) -> dict[str, Any]:
    """The request's `weir` object: `conversation` (an id or `new`), `knowledge_bases` (ids or names)."""
    options = body.get("weir")
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise INVALID(param="weir", reason="it must be an object")
    bases = options.get("knowledge_bases") or []
    if not isinstance(bases, list) or not all(isinstance(name, str) for name in bases):
        raise INVALID(param="weir.knowledge_bases", reason="it must be a list of strings")
    conversation = options.get("conversation")
    if conversation is not None and not isinstance(conversation, str):
        raise INVALID(param="weir.conversation", reason="it must be a string")
    return options


def wants_usage(body: dict[str, Any]) -> bool:
    """Whether a stream should end with a piece that reports the tokens used."""
    options = body.get("stream_options")
    return isinstance(options, dict) and options.get("include_usage") is True
