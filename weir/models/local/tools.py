"""Tools for a model that has never heard of them: the call is an object of a schema made from the tools.

A small model does not keep to a tool protocol by itself, and llama.cpp does not enforce `tool_choice`. So
the tools are described in a system message, and the answer is held to "one call of one of these tools" (or,
when the model may choose, "a call or an answer"). One call a turn.
"""

from __future__ import annotations

from typing import Any

import orjson

from weir.core.errors import error_kind
from weir.core.ids import new_id

BAD_TOOLS = error_kind(
    "model.bad_tools",
    400,
    en="The tools of this request are not usable: {reason}.",
    zh="本次请求的工具无法使用：{reason}。",
    do_en="Send tools in OpenAI's shape, each with a function name and a JSON schema of its parameters.",
    do_zh="请按 OpenAI 的格式提供工具：每个工具有函数名和参数的 JSON schema。",
)

_TEXT: dict[str, Any] = {"type": "string"}
_NO_PARAMETERS: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}


def allowed(params: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """The functions that the model may call, and whether it must call one."""
    tools, choice = params.get("tools") or [], params.get("tool_choice", "auto")
    if not tools or choice == "none":
        return [], False
    functions = [_function(tool) for tool in tools] if isinstance(tools, list) else []
    if not functions:
        raise BAD_TOOLS(reason="`tools` is not a list", param="tools")
    if choice in ("auto", None):
        return functions, False
    if choice == "required":
        return functions, True
    name = choice.get("function", {}).get("name") if isinstance(choice, dict) else choice
    named = [function for function in functions if function["name"] == name]
    if not named:
        raise BAD_TOOLS(
            reason=f"tool_choice names {name!r}, which is not among the tools", param="tool_choice"
        )
    return named, True


def schema(functions: list[dict[str, Any]], must: bool, answer: dict[str, Any] | None) -> dict[str, Any]:
    """One call of a function or, unless the model `must` call, an answer (text, or of schema `answer`)."""
    options = [
        _object({"name": {"const": function["name"]}, "arguments": function["parameters"]})
        for function in functions
    ]
    if not must:
        options.append(_object({"answer": answer or _TEXT}))
    whole = options[0] if len(options) == 1 else {"anyOf": options}
    return whole | _definitions([*(function["parameters"] for function in functions), answer or {}])


def instruction(functions: list[dict[str, Any]], must: bool) -> str:
    """The system message that describes the tools."""
    lines = ["You can call these tools:"]
    lines += [
        f"- {function['name']}: {function['description']} Parameters: {_dump(function['parameters'])}"
        for function in functions
    ]
    lines.append('To call one, write JSON:{"name": "...", "arguments": {...}}')
    if not must:
        lines.append('When no tool is needed, write JSON:{"answer": "..."}')
    return "\n".join(lines)


def read(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and the tool calls in what was generated under `schema`."""
    made = orjson.loads(text)
    if "answer" in made:
        return made["answer"] if isinstance(made["answer"], str) else _dump(made["answer"]), []
    call = {"name": made["name"], "arguments": _dump(made["arguments"])}
    return "", [{"index": 0, "id": new_id("call"), "type": "function", "function": call}]


def flatten(message: Any) -> Any:
    """A message about tools in words that any chat template knows."""
    if not isinstance(message, dict):
        return message  # refused with the other malformed ones
    if message.get("role") == "tool":
        name = message.get("name") or message.get("tool_call_id") or "the tool"
        return {"role": "user", "content": f"Result of {name}: {message.get('content') or ''}"}
    calls = message.get("tool_calls")
    if not calls:
        return message
    made = [f"JSON:{_dump(call.get('function') or {})}" for call in calls if isinstance(call, dict)]
    return {"role": "assistant", "content": "\n".join(filter(None, [message.get("content"), *made]))}


def _function(tool: Any) -> dict[str, Any]:
    function = tool.get("function") if isinstance(tool, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise BAD_TOOLS(reason="a tool has no function name", param="tools")
    parameters = function.get("parameters") or _NO_PARAMETERS
    if not isinstance(parameters, dict):
        raise BAD_TOOLS(reason=f"the parameters of {function['name']!r} are no JSON schema", param="tools")
    return {
        "name": function["name"],
        "description": str(function.get("description") or ""),
        # Closed unless it says otherwise: a small model would go on inventing arguments.
        "parameters": {"type": "object", "additionalProperties": False, **parameters},
    }


def _definitions(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """The `$defs` of all schemas at the top, where references look for them once the schemas are nested."""
    found: dict[str, dict[str, Any]] = {}
    for each in schemas:
        for key in ("$defs", "definitions"):
            for name, definition in (each.get(key) or {}).items():
                if found.setdefault(key, {}).setdefault(name, definition) != definition:
                    raise BAD_TOOLS(reason=f"two tools define {name!r} differently", param="tools")
    return found


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _dump(value: Any) -> str:
    return orjson.dumps(value).decode()
