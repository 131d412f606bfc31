"""Dense search: vectors in the store, small codes of them in files, and an exact scan of these."""

from weir.knowledge.index.dense.dense import Dense

__all__ = ["Dense"]
