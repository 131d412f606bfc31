"""The chunks to keep of those that were ranked: what says the same comes once, and not all from one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from weir.knowledge.retrieval.features import Judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COPY = 0.9
"""Share of pairs of letters in common (Jaccard) from which two chunks say the same, if their figures agree:
two sources that differ in a date contradict each other, and both have to be seen."""
_LIKENESS = 0.2
"""What likeness to a chunk that was taken before costs, as a share of the score (Carbonell and Goldstein,
"The use of MMR", 1998). Low, because a question is often answered by chunks that are alike."""
_FIGURE = re.compile(r"\d+")
_POOL = 2  # chunks looked at for each that is wanted
_PLACES = 4096  # that pairs of letters are hashed to


def diverse(judged: Sequence[Judged], limit: int) -> list[Judged]:
    """At most `limit` of the chunks, in the order in which they are worth most beside those before them."""
    import numpy as np

    pool = _once(judged)[: limit * _POOL]
    if not pool:
        return []
    alike = likeness([each.row.text for each in pool])
    figures = [_FIGURE.findall(each.row.text) for each in pool]
    scores = np.array([each.score for each in pool])
    nearest, free = np.zeros(len(pool)), np.ones(len(pool), bool)
    taken: list[Judged] = []
    while free.any() and len(taken) < limit:
        best = int(np.argmax(np.where(free, scores * (1 - _LIKENESS * nearest**2), -np.inf)))
        taken.append(pool[best])
        nearest = np.maximum(nearest, alike[best])
        free &= (alike[best] < _COPY) | np.array([each != figures[best] for each in figures])
        free[best] = False
    return taken


def likeness(texts: Sequence[str]) -> NDArray[np.float32]:
    """How much any two texts have in common, 0 to 1, of shape [texts, texts]: Jaccard of pairs of letters."""
    import numpy as np

    has = np.zeros((len(texts), _PLACES), bool)
    for at, text in enumerate(texts):
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        has[at, ((letters[:-1] * np.uint32(2654435761)) ^ (letters[1:] * np.uint32(40503))) % _PLACES] = True
    bits = np.packbits(has, axis=1).view(np.uint64)  # counted as bits: a matrix product starts threads
    both = np.bitwise_count(bits[:, None] & bits[None]).sum(axis=2, dtype=np.float32)
    sizes = both.diagonal()
    return both / np.maximum(sizes[:, None] + sizes - both, 1)  # type: ignore[no-any-return]


def _once(judged: Sequence[Judged]) -> list[Judged]:
    """Without chunks that are known to repeat another, or have its very text."""
    seen: set[object] = set()
    kept = []
    for each in judged:
        same = {each.row.number, each.row.duplicate_of or each.row.number, each.row.sha256}
        if not same & seen:
            kept.append(each)
        seen |= same
    return kept
