"""The tables of the ground: principals, keys, sessions, audit, quotas, sealed values, versions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, Table, Text

from weir.core.store.schema import Int64, metadata

principals = Table(
    "principals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("groups", Text, nullable=False),  # JSON list of names
    Column("quota", Text),  # JSON of `Limits`; null: the tier's
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Int64, nullable=False),
    Column("updated_at", Int64, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("principal_id", Text, ForeignKey("principals.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),  # what may be shown of the key
    Column("digest", LargeBinary, nullable=False, unique=True),  # keyed BLAKE2b of the key
    Column("quota", Text),  # JSON of `Limits` on top of the principal's
    Column("created_at", Int64, nullable=False),
    Column("expires_at", Int64),
    Column("last_used_at", Int64),
    Column("revoked_at", Int64),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # keyed BLAKE2b of the token
    Column("principal_id", Text, ForeignKey("principals.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key_id", Text, ForeignKey("keys.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", Int64, nullable=False),
    Column("expires_at", Int64, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Int64, primary_key=True, autoincrement=False),  # 1, 2, 3, ... without a gap
    Column("created_at", Int64, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("details", Text, nullable=False),  # canonical JSON
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("seq", Int64, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("created_at", Int64, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

usage_windows = Table(
    "usage_windows",
    metadata,
    Column("subject", Text, primary_key=True),  # id of a principal or a key
    Column("span", Text, primary_key=True),  # minute | day
    Column("started_at", Int64, primary_key=True, autoincrement=False),
    Column("requests", Int64, nullable=False),
    Column("tokens", Int64, nullable=False),
    Column("money", Int64, nullable=False),  # millionths of the currency
)

sealed_values = Table(
    "sealed_values",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("updated_at", Int64, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("name", Text, primary_key=True),  # what changed, such as "keys"
    Column("value", Int64, nullable=False),
)
