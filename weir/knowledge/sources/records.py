"""Sources and their items as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Row

from weir.core.errors import WeirError
from weir.knowledge.records import unpacked_error


class SourceStatus(StrEnum):
    """Where a source stands."""

    NEW = "new"
    READY = "ready"
    FAILED = "failed"
    """It could not be listed; its documents stay as they were."""
    HELD = "held"
    """So much is gone from it that a person should say whether the documents go too."""


class ItemStatus(StrEnum):
    """Where an item of a source stands."""

    READY = "ready"
    FAILED = "failed"
    """It could not be fetched or read; an older document of it stays."""
    GONE = "gone"
    """It is no longer at its origin. Its document stays until it is removed."""


@dataclass(frozen=True, slots=True)
class Source:
    """What feeds a knowledge base, without its secret."""

    id: str
    base: str
    """Id of the knowledge base."""
    name: str
    spec: dict[str, Any]
    owner: str
    every_s: int | None
    status: SourceStatus
    error: WeirError | None
    created_at: int
    refreshed_at: int | None
    due_at: int | None

    @property
    def kind(self) -> str:
        return str(self.spec["kind"])


def stored_source(row: Row[Any]) -> Source:
    values = {name: value for name, value in row._mapping.items() if name != "secret"}
    return Source(
        **{
            **values,
            "spec": orjson.loads(values["spec"]),
            "status": SourceStatus(values["status"]),
            "error": unpacked_error(values["error"]),
        }
    )


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One thing that a source holds or held, and the document that was made of it."""

    source: str
    key: str
    name: str
    version: str
    document_id: str | None
    owned: bool
    revision: int
    status: ItemStatus
    error: WeirError | None
    modified_at: int | None
    changed_at: int
    seen_at: int


def stored_item(row: Row[Any]) -> SourceItem:
    values = dict(row._mapping)
    return SourceItem(
        **{**values, "status": ItemStatus(values["status"]), "error": unpacked_error(values["error"])}
    )


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a refresh found and did, in numbers of items."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    removed: int = 0
    held: int = 0
    """Gone from the origin, and kept because so many are gone at once."""
