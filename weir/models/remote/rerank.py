"""A reranker behind a `/rerank` endpoint in the shape of Jina and Cohere."""

from __future__ import annotations

import math

from weir.models.contract import Ranked
from weir.models.remote.connections import Connections
from weir.models.remote.endpoint import Endpoint, Wire
from weir.models.remote.failures import GARBAGE


class RemoteRerank:
    """One rerank model of one endpoint."""

    def __init__(self, endpoint: Endpoint, connections: Connections) -> None:
        self.name = endpoint.name
        self.endpoint = endpoint
        self._wire = Wire(endpoint, connections)

    async def rerank(self, query: str, documents: list[str], top_n: int | None = None) -> list[Ranked]:
        if not documents:
            return []
        wanted = len(documents) if top_n is None else min(top_n, len(documents))
        body = {"model": self.endpoint.model, "query": query, "documents": documents, "top_n": wanted}
        answer = await self._wire.ask("/rerank", body)
        try:
            ranked = [Ranked(int(row["index"]), float(row["relevance_score"])) for row in answer["results"]]
        except (KeyError, TypeError, ValueError):
            raise GARBAGE(model=self.name, what="not a ranking") from None
        if not _sane(ranked, len(documents)):
            raise GARBAGE(model=self.name, what="a ranking of other documents")
        return sorted(ranked, key=lambda each: (-each.score, each.index))[:wanted]


def _sane(ranked: list[Ranked], count: int) -> bool:
    places = {each.index for each in ranked}
    return (
        len(places) == len(ranked)
        and all(0 <= place < count for place in places)
        and all(math.isfinite(each.score) for each in ranked)
    )
