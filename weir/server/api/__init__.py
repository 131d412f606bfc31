"""`/api`: everything that is Weir's own: knowledge bases, documents, keys, records."""

from weir.server.api.app import make_api

__all__ = ["make_api"]
