"""Indexes over chunks: one contract, and the driver that lives in the store."""

from weir.knowledge.index.contract import Entry, Filter, Health, Hit, IndexDriver, Snapshot
from weir.knowledge.index.embedded import EmbeddedIndex

__all__ = ["EmbeddedIndex", "Entry", "Filter", "Health", "Hit", "IndexDriver", "Snapshot"]
