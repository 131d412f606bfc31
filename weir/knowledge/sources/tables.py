"""The tables of sources."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, Table, Text

from weir.core.store import Int64, metadata

sources = Table(
    "knowledge_sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("base", Text, ForeignKey("knowledge_bases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("spec", Text, nullable=False),  # JSON, without its secret
    Column("secret", LargeBinary),  # sealed
    Column("owner", Text, nullable=False),  # id of a principal
    Column("every_s", Int64),  # None: refreshed by hand alone
    Column("status", Text, nullable=False),
    Column("error", Text),  # JSON {"code", "params"} of why the last refresh failed
    Column("created_at", Int64, nullable=False),
    Column("refreshed_at", Int64),
    Column("due_at", Int64),
)

items = Table(
    "knowledge_source_items",
    metadata,
    Column("source", Text, ForeignKey("knowledge_sources.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("document_id", Text, index=True),
    Column("owned", Boolean, nullable=False),  # the document is there because of this item
    Column("revision", Int64, nullable=False),  # 1, 2, … each time the content changed
    Column("status", Text, nullable=False),
    Column("error", Text),  # JSON {"code", "params"}
    Column("modified_at", Int64),  # as its origin says
    Column("changed_at", Int64, nullable=False),
    Column("seen_at", Int64, nullable=False),
)
