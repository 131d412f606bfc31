"""Output held to a JSON schema while it is generated.

The grammar goes to llguidance (built into llama.cpp) instead of llama.cpp's own converter: that one lets a
model wrap its JSON in a code fence, and a schema with many alternatives stops the whole engine for minutes.
llguidance drops a schema that it cannot compile without a word, so the grammar begins with a mark: an answer
without the mark was not constrained, and becomes an error instead of an unreliable answer.
"""

from __future__ import annotations

from typing import Any

import orjson

from weir.core.errors import error_kind

BAD_SCHEMA = error_kind(
    "model.bad_schema",
    400,
    en="{name} cannot hold its answer to this JSON schema: {reason}.",
    zh="{name} 无法按此 JSON schema 约束输出：{reason}。",
    do_en="Use a plain schema: objects, arrays, strings, numbers, enums, and references inside the schema.",
    do_zh="请使用普通的 schema：对象、数组、字符串、数字、枚举，以及 schema 内部的引用。",
)

MARK = "JSON:"
ANY_OBJECT: dict[str, Any] = {"type": "object"}

_LARGEST = 64 << 10
_DEEPEST = 48


def grammar(schema: dict[str, Any], name: str) -> str:
    """The grammar of `MARK` followed by compact JSON of this schema. Errors: `model.bad_schema`."""
    check(schema, name)
    compact = {**schema, "x-guidance": {"whitespace_flexible": False}}
    return f'%llguidance {{}}\nstart: "{MARK}" body\nbody: %json {orjson.dumps(compact).decode()}\n'


def check(schema: Any, name: str) -> None:
    """Refuse what is no schema, or one so large or deep that compiling it could hurt."""
    if not isinstance(schema, dict):
        raise BAD_SCHEMA(name=name, reason="it is not a JSON object", param="response_format")
    if _depth(schema) > _DEEPEST:
        raise BAD_SCHEMA(name=name, reason=f"it is nested more than {_DEEPEST} deep", param="response_format")
    if len(orjson.dumps(schema)) > _LARGEST:
        raise BAD_SCHEMA(name=name, reason=f"it is larger than {_LARGEST} bytes", param="response_format")


def wanted(response_format: Any, name: str) -> dict[str, Any] | None:
    """The schema that OpenAI's `response_format` asks for; none for text."""
    kind = response_format.get("type") if isinstance(response_format, dict) else response_format
    if kind in (None, "text"):
        return None
    if kind == "json_object":
        return ANY_OBJECT
    described = response_format.get("json_schema") if kind == "json_schema" else None
    if not isinstance(described, dict) or not isinstance(described.get("schema"), dict):
        raise BAD_SCHEMA(
            name=name, reason="response_format has no json_schema.schema", param="response_format"
        )
    return dict(described["schema"])


def _depth(value: Any) -> int:
    """How deep `value` is nested, counted level by level so that no depth can exhaust the stack."""
    depth, level = 0, [value]
    while level and depth <= _DEEPEST:
        depth += 1
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return depth
