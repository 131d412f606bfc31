"""Who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from weir.core.config import Limits


class Role(StrEnum):
    """What a principal is here for; `weir.core.auth.rules` says what each may do."""

    admin = "admin"
    builder = "builder"
    user = "user"
    auditor = "auditor"


@dataclass(frozen=True, slots=True)
class Principal:
    """A user or a service. `quota` replaces the limits of the tier where it is given."""

    id: str
    name: str
    role: Role
    tier: str
    quota: Limits | None = None
    groups: frozenset[str] = frozenset()


def principal_of(row: Mapping[Any, Any]) -> Principal:
    """The principal in a row of the table."""
    return Principal(
        id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        tier=row["tier"],
        quota=limits_of(row["quota"]),
        groups=frozenset(orjson.loads(row["groups"])),
    )


def limits_of(text: str | None) -> Limits | None:
    """Limits as the store keeps them."""
    return None if text is None else Limits.model_validate_json(text)


def limits_text(limits: Limits | None) -> str | None:
    """Limits for the store."""
    return None if limits is None else limits.model_dump_json(exclude_none=True)
