"""Appending to the chain, and reading it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, select, text

from weir.core.canonical import canonical
from weir.core.store import Store, now_ms
from weir.core.tables import audit

GENESIS = "0" * 64
"""The hash before the first row."""

COLUMNS = ("seq", "created_at", "actor", "action", "object", "details", "prev_hash", "hash")

_LOCK = 0x61756474  # "audt": the advisory lock of the chain on PostgreSQL; SQLite has one writer anyway


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which object. `details` is JSON (`weir.core.canonical`), no secrets, no content."""

    actor: str
    action: str
    object: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the chain: the number and hash of its last row, and that row's time."""

    seq: int
    hash: str
    created_at: int


def append(connection: Connection, entries: Sequence[AuditEntry]) -> None:
    """Append in the caller's write transaction; also the handler of `GroupCommit` for ``audit``.

    The end of the chain is read under the transaction's own lock, so servers that share a store share one
    chain. Time never goes back along it: the number is the order, the clock may jump.
    """
    head = lock_head(connection)
    rows = []
    seq, prev_hash, created_at = head.seq, head.hash, max(head.created_at, now_ms())
    for entry in entries:
        seq += 1
        row = {
            "seq": seq,
            "created_at": created_at,
            "actor": entry.actor,
            "action": entry.action,
            "object": entry.object,
            "details": dict(entry.details),
            "prev_hash": prev_hash,
        }
        prev_hash = hash_of(row)
        rows.append({**row, "details": canonical(row["details"]).decode(), "hash": prev_hash})
    if rows:
        connection.execute(audit.insert(), rows)


def lock_head(connection: Connection) -> AuditHead:
    """The end of the chain, which nobody else can move until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_LOCK)
    return read_head(connection)


def read_head(connection: Connection) -> AuditHead:
    """The end of the chain as this transaction sees it."""
    row = connection.execute(_HEAD).first()
    return AuditHead(row.seq, row.hash, row.created_at) if row else AuditHead(0, GENESIS, 0)


def hash_of(row: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a row's fields, `details` as an object, without its own hash."""
    return hashlib.sha256(canonical(row)).hexdigest()


def audit_entries(store: Store, limit: int = 50, before: int | None = None) -> list[dict[str, Any]]:
    """The newest rows first, those under number `before` if that is given."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.seq < before)
    with store.read() as connection:
        return [as_document(row) for row in connection.execute(query).mappings()]


def as_document(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of the table as it is exported: `details` is an object."""
    return {**{name: row[name] for name in COLUMNS}, "details": orjson.loads(row["details"])}


_HEAD = select(audit.c.seq, audit.c.hash, audit.c.created_at).order_by(audit.c.seq.desc()).limit(1)
_TAKE_LOCK = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
