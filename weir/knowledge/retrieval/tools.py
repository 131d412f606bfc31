"""What retrieval may use beyond the text index. Each tool is optional, and retrieval works without any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from weir.knowledge.index import Hit
from weir.knowledge.retrieval.query import Query, Synonyms

Nearest = Callable[[str, int], list[Hit]]
"""The chunks that are nearest to a text in meaning, best first, at most so many."""
Reranker = Callable[[str, Sequence[str]], Sequence[float]]
"""How well each text answers a question; comparable within one call. May raise `WeirError`."""
Decompose = Callable[[str], Sequence[str]]
"""The simpler questions that a question is made of; none where it is simple. May raise `WeirError`."""
InGraph = Callable[[Query, int], list[Hit]]
"""The chunks that the graph leads to from what a question names, best first, at most so many.

None for questions that are better answered without it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """See the module."""

    nearest: Nearest | None = None
    rerank: Reranker | None = None
    decompose: Decompose | None = None
    synonyms: Synonyms | None = None
    graph: InGraph | None = None


TEXT_ALONE = Tools()
