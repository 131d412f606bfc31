"""The relational store: SQLite in one file by default, PostgreSQL by URL; the truth of Weir."""

from weir.core.store.schema import Int64, insert_into, metadata, now_ms
from weir.core.store.store import Store

__all__ = ["Int64", "Store", "insert_into", "metadata", "now_ms"]
