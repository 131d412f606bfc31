"""The list of all configuration keys, read off the settings classes."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from weir.core.config.settings import Config


@dataclass(frozen=True, slots=True)
class ConfigKey:
    """One key: ``server.port``, its type in words, default as in YAML, environment name, meaning."""

    name: str
    type: str
    default: Any
    env: str
    description: str


@cache
def config_keys() -> tuple[ConfigKey, ...]:
    """Every key, in the order of the settings classes."""
    return tuple(_walk(Config, ""))


def env_name(key: str) -> str:
    """The environment variable of a key: ``WEIR_SERVER__PORT`` for ``server.port``."""
    return "WEIR_" + key.replace(".", "__").upper()


def _walk(section: type[BaseModel], prefix: str) -> Iterator[ConfigKey]:
    for name, field in section.model_fields.items():
        key = f"{prefix}{name}"
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _walk(inner, f"{key}.")
        else:
            yield ConfigKey(key, _type_text(field), _default(field), env_name(key), field.description or "")


def _default(field: FieldInfo) -> Any:
    value = field.get_default(call_default_factory=True, validated_data={})
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _type_text(field: FieldInfo) -> str:
    bounds = [text for part in field.metadata if (text := _bound_text(part))]
    return ", ".join([_annotation_text(field.annotation), *bounds])


def _bound_text(part: Any) -> str:
    for attribute, text in (
        ("ge", "at least {}"),
        ("gt", "more than {}"),
        ("le", "at most {}"),
        ("min_length", "not empty"),
        ("max_length", "at most {} characters"),
        ("pattern", "matching {}"),
    ):
        value = getattr(part, attribute, None)
        if value is not None:
            return text.format(value)
    return ""


def _annotation_text(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Literal:
        return " | ".join(str(choice) for choice in get_args(annotation))
    if origin in (Union, types.UnionType):
        return " | ".join(_annotation_text(choice) for choice in get_args(annotation))
    if origin is tuple:
        return "list of " + _annotation_text(get_args(annotation)[0])
    if origin is dict:
        return "mapping of names to " + _annotation_text(get_args(annotation)[1])
    names = {str: "text", int: "whole number", float: "number", bool: "true | false", type(None): "null"}
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)).lower())
