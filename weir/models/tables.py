"""The tables of the room: models that were added, weights that were fetched, money that routes spent."""

from __future__ import annotations

from sqlalchemy import Column, Float, LargeBinary, Table, Text

from weir.core.store import Int64, metadata

models = Table(
    "models",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # chat, embedding, rerank
    Column("form", Text, nullable=False),  # endpoint, weights, route
    Column("spec", Text, nullable=False),  # JSON, one of the specs of `weir.models.added`
    Column("key", LargeBinary),  # sealed
    Column("price_in", Float, nullable=False),
    Column("price_out", Float, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Int64, nullable=False),
)

pulls = Table(
    "model_pulls",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("size", Int64, nullable=False),
    Column("licence", Text),
    Column("licence_url", Text),
    Column("accepted_by", Text),
    Column("accepted_at", Int64),
    Column("pulled_by", Text, nullable=False),
    Column("pulled_at", Int64, nullable=False),
)

spend = Table(
    "model_spend",
    metadata,
    Column("name", Text, primary_key=True),
    Column("day", Int64, primary_key=True, autoincrement=False),  # days since 1970-01-01 UTC
    Column("money", Float, nullable=False),
)
