"""Indexes over chunks: one contract, and the driver that lives in the store and in files beside it."""

from weir.knowledge.index.conditions import Condition, condition_from
from weir.knowledge.index.contract import Entry, Filter, Health, Hit, IndexDriver, Snapshot
from weir.knowledge.index.dense import Encoded, encode, keep_encoded
from weir.knowledge.index.drivers import index_for
from weir.knowledge.index.embedded import EmbeddedIndex

__all__ = [
    "Condition",
    "EmbeddedIndex",
    "Encoded",
    "Entry",
    "Filter",
    "Health",
    "Hit",
    "IndexDriver",
    "Snapshot",
    "condition_from",
    "encode",
    "index_for",
    "keep_encoded",
]
