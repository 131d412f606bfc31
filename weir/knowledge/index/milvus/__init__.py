"""The index in a Milvus: a server, or milvus-lite in a file of this machine."""

from weir.knowledge.index.milvus.driver import MilvusIndex

__all__ = ["MilvusIndex"]
