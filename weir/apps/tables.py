"""The table of published apps: one row a version."""

from sqlalchemy import Boolean, Column, Table, Text

from weir.core.store import Int64, metadata

apps = Table(
    "apps",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Int64, primary_key=True, autoincrement=False),
    Column("spec", Text, nullable=False),  # the app's YAML file
    Column("owner", Text, nullable=False),
    Column("published_at", Int64, nullable=False),
    Column("active", Boolean, nullable=False),
)
