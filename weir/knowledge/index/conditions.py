"""Conditions on documents and chunks: what a search may be narrowed to, typed, and its JSON form.

::

    {"and": [{"field": "language", "eq": "zh"},
             {"field": "page", "min": 3, "max": 9},
             {"not": {"field": "metadata.department", "in": ["sales", "legal"]}},
             {"field": "tags", "exists": true}]}

Fields of a document: ``id``, ``name``, ``title``, ``media_type``, ``language``, ``created_at`` (milliseconds
or an ISO date), ``tags`` and ``metadata.KEY`` for any key; of a chunk: ``page``, ``kind``, ``template``. A
list under a key meets a condition when one of its values does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from weir.core.errors import error_kind

INVALID = error_kind(
    "knowledge.filter_invalid",
    400,
    en="The filter cannot be understood: {reason}.",
    zh="无法理解过滤条件：{reason}。",
    do_en='Write {{"field": NAME, "eq"|"in"|"min"|"max"|"exists": VALUE}}, or "and", "or", "not" over such.',
    do_zh='请使用 {{"field": 名称, "eq"|"in"|"min"|"max"|"exists": 值}}，或用 "and"、"or"、"not" 组合。',
)

Value = str | int | float | bool

FIELDS = (
    "id", "name", "title", "media_type", "language", "created_at", "tags", "page", "kind", "template",
)  # fmt: skip
_MOST = 200  # parts of one filter
_DEPTH = 20


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field has one of these values."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The field is not below `low` and not above `high`; None is no bound."""

    field: str
    low: Value | None
    high: Value | None


@dataclass(frozen=True, slots=True)
class Exists:
    """The field has a value."""

    field: str


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = OneOf | Between | Exists | AllOf | AnyOf | Not


def condition_from(shape: object) -> Condition:
    """The condition that a JSON value describes; ``knowledge.filter_invalid``."""
    return _Reader().read(shape, 0)


class _Reader:
    """Reads one filter, and counts its parts so that nobody sends a million."""

    def __init__(self) -> None:
        self.parts = 0

    def read(self, shape: object, depth: int) -> Condition:
        self.parts += 1
        if self.parts > _MOST or depth > _DEPTH:
            raise INVALID(reason=f"more than {_MOST} parts or {_DEPTH} levels")
        if not isinstance(shape, Mapping):
            raise INVALID(reason=f"{shape!r} is no object"[:200])
        if "field" in shape:
            return _about(shape)
        if len(shape) != 1 or (name := next(iter(shape))) not in ("and", "or", "not"):
            raise INVALID(reason=f"{sorted(map(str, shape))} is neither a field nor and, or, not"[:200])
        if name == "not":
            return Not(self.read(shape["not"], depth + 1))
        parts = shape[name]
        if not isinstance(parts, list | tuple):
            raise INVALID(reason=f'"{name}" needs a list')
        read = tuple(self.read(part, depth + 1) for part in parts)
        return AllOf(read) if name == "and" else AnyOf(read)


def _about(shape: Mapping[Any, Any]) -> Condition:
    """A condition on one field."""
    name = _field(shape["field"])
    tests = {key: value for key, value in shape.items() if key != "field"}
    if set(tests) == {"eq"}:
        return OneOf(name, (_value(name, tests["eq"]),))
    if set(tests) == {"in"} and isinstance(tests["in"], list | tuple):
        return OneOf(name, tuple(_value(name, value) for value in tests["in"]))
    if tests and set(tests) <= {"min", "max"}:
        low, high = (tests.get(key) for key in ("min", "max"))
        return Between(
            name,
            None if low is None else _value(name, low),
            None if high is None else _value(name, high),
        )
    if set(tests) == {"exists"} and isinstance(tests["exists"], bool):
        return Exists(name) if tests["exists"] else Not(Exists(name))
    raise INVALID(reason=f"{sorted(map(str, tests))} on {name} is no test"[:200])


def _field(name: object) -> str:
    if isinstance(name, str) and (name in FIELDS or _is_key(name)):
        return name
    raise INVALID(reason=f"there is no field {name!r}"[:200])


def _is_key(name: str) -> bool:
    key = name.removeprefix("metadata.")
    return key != name and 0 < len(key) <= 200 and not set(key) & set('"\\') and key.isprintable()


def _value(name: str, value: object) -> Value:
    if not isinstance(value, str | int | float):
        raise INVALID(reason=f"{value!r} is no value for {name}"[:200])
    if name == "created_at" and isinstance(value, str):
        return _milliseconds(value)
    if name in ("page", "created_at") and not _is_number(value):
        raise INVALID(reason=f"{name} is a number, not {value!r}"[:200])
    if isinstance(value, str) and "\0" in value:
        raise INVALID(reason="no text has the character NUL")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise INVALID(reason="the number is too large")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _milliseconds(written: str) -> int:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise INVALID(reason=f"{written!r} is no date"[:200]) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
