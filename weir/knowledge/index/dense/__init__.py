"""Dense search: vectors in the store, small codes of them in files, and an exact scan of these."""

from weir.knowledge.index.dense.checking import problems, vector_count
from weir.knowledge.index.dense.dense import Dense, serving_names
from weir.knowledge.index.dense.encoding import Encoded, encode, keep_encoded
from weir.knowledge.index.dense.tending import rebuild, tend, tend_bases

__all__ = [
    "Dense",
    "Encoded",
    "encode",
    "keep_encoded",
    "problems",
    "rebuild",
    "serving_names",
    "tend",
    "tend_bases",
    "vector_count",
]
