"""From a chat request to what llama.cpp is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from weir.core.errors import error_kind
from weir.models.contract import ChatRequest
from weir.models.local import schema, tools
from weir.models.local.engine import Adapter

BAD_REQUEST = error_kind(
    "model.bad_request",
    400,
    en="{name} cannot take this request: {reason}.",
    zh="{name} 无法处理此请求：{reason}。",
    do_en="Correct the request and send it again.",
    do_zh="请修正请求后重试。",
)

_SAMPLING = {"temperature", "top_p", "top_k", "min_p", "seed", "logit_bias"}
_PENALTIES = {"presence_penalty", "frequency_penalty", "repeat_penalty"}
_PASSED = _SAMPLING | _PENALTIES | {"max_tokens", "max_completion_tokens", "stop", "logprobs", "top_logprobs"}
# Text that a chat template would take for the end of a turn or for another speaker.
_CONTROL = re.compile(r"<(?=\|[^|<>\s]{1,40}\|>|(?:start_of_turn|end_of_turn|bos|eos)>)")

Shape = Literal["text", "json", "call"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """`body` for llama.cpp, and the shape in which the answer will come."""

    body: dict[str, Any]
    shape: Shape


def make(request: ChatRequest, name: str, adapters: Iterable[Adapter]) -> Prompt:
    """Errors: `model.bad_request`, `model.bad_schema`, `model.bad_tools`."""
    params = request.params
    if params.get("n") not in (None, 1):
        raise BAD_REQUEST(name=name, reason="it gives one answer at a time (n = 1)", param="n")
    messages = [_plain(tools.flatten(message), name) for message in request.messages]
    if not messages:
        raise BAD_REQUEST(name=name, reason="there are no messages", param="messages")
    answer = schema.wanted(params.get("response_format"), name)
    functions, must = tools.allowed(params)
    wanted = tools.schema(functions, must, answer) if functions else answer
    if functions:
        messages = _instructed(messages, tools.instruction(functions, must))
    body = {key: value for key, value in params.items() if key in _PASSED and value is not None}
    body |= {"messages": messages, "cache_prompt": True, "stream": True, "return_progress": True}
    body["stream_options"] = {"include_usage": True}
    if body.get("logprobs"):
        body.setdefault("top_logprobs", 1)  # llama.cpp would give 20
    if wanted is not None:
        body["grammar"] = schema.grammar(wanted, name)
    if scales := _scales(params.get("lora"), list(adapters), name):
        body["lora"] = scales
    return Prompt(body, "call" if functions else "text" if wanted is None else "json")


def _plain(message: Any, name: str) -> dict[str, Any]:
    """The role and the text of a message, its text unable to imitate the chat template."""
    if not isinstance(message, dict) or not isinstance(message.get("role"), str):
        raise BAD_REQUEST(name=name, reason="a message has no role", param="messages")
    role = "system" if message["role"] == "developer" else message["role"]
    if role not in ("system", "user", "assistant"):
        raise BAD_REQUEST(name=name, reason=f"it knows no role {role!r}", param="messages")
    return {"role": role, "content": _CONTROL.sub("< ", _text(message.get("content"), name))}


def _text(content: Any, name: str) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        raise BAD_REQUEST(
            name=name, reason="the content of a message is neither text nor parts", param="messages"
        )
    texts = [part.get("text") if isinstance(part, dict) else None for part in content]
    if not all(isinstance(text, str) for text in texts):
        raise BAD_REQUEST(name=name, reason="it reads text only, no images, audio or files", param="messages")
    return "\n".join(str(text) for text in texts)


def _instructed(messages: list[dict[str, Any]], instruction: str) -> list[dict[str, Any]]:
    """`instruction` joined to the system message: templates allow one, at the start."""
    if messages[0]["role"] == "system":
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{instruction}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": instruction}, *messages]


def _scales(wanted: Any, adapters: list[Adapter], name: str) -> list[dict[str, Any]]:
    """A scale for each adapter, 0 for those that are not asked for."""
    try:
        scales = {str(each["name"]): float(each.get("scale", 1)) for each in wanted or []}
    except (TypeError, KeyError, ValueError, AttributeError):
        raise BAD_REQUEST(name=name, reason="`lora` is a list of {name, scale}", param="lora") from None
    known = [adapter.name for adapter in adapters]
    if unknown := sorted(set(scales) - set(known)):
        raise BAD_REQUEST(name=name, reason=f"it has no adapter {', '.join(unknown)}", param="lora")
    return [{"id": index, "scale": scales.get(adapter, 0.0)} for index, adapter in enumerate(known)]
