"""Short texts searched by words: what is said of pictures. BM25 over the terms of the index."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from weir.knowledge.tokens import is_cjk, lexical, terms

_K1, _B = 1.2, 0.5
_SINGLE = 0.3  # weight of a single Chinese character: its pairs say more


class Wording:
    """Texts by their terms; their places are the answer to a search."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._counts = [Counter(terms(lexical(text))) for text in texts]
        self._lengths = [max(1, counts.total()) for counts in self._counts]
        self._mean = sum(self._lengths) / max(1, len(texts))
        self._where: dict[str, list[int]] = {}
        for at, counts in enumerate(self._counts):
            for term in counts:
                self._where.setdefault(term, []).append(at)

    def search(self, words: str, limit: int) -> list[tuple[int, float]]:
        """Places and scores (0 to 1: the share of what the words weigh that was found), best first."""
        sought = {term: self._weight(term) for term in set(terms(lexical(words)))}
        total = sum(sought.values())
        scores: Counter[int] = Counter()
        for term, weight in sought.items():
            for at in self._where.get(term, ()):
                count = self._counts[at][term]
                length = _K1 * (1 - _B + _B * self._lengths[at] / self._mean)
                scores[at] += weight * min(1.0, count * (_K1 + 1) / (count + length))  # type: ignore[assignment]
        return [(at, round(score / total, 4)) for at, score in scores.most_common(limit)]

    def _weight(self, term: str) -> float:
        held = len(self._where.get(term, ()))
        rarity = math.log(1 + (len(self._counts) - held + 0.5) / (held + 0.5))
        return rarity * (_SINGLE if len(term) == 1 and is_cjk(term) else 1.0)
