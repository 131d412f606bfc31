"""Encoders for tests: real ones, only small. What they say follows from the text alone."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from weir.knowledge.tokens import lexical, terms


class HashedTerms:
    """Every term is a fixed random direction; a text is the sum of its terms'."""

    def __init__(self, name: str = "hashed/1", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([self._encoded(text) for text in texts], np.float32).reshape(-1, self.dimensions)

    def _encoded(self, text: str) -> NDArray[np.float32]:
        total = np.zeros(self.dimensions, np.float32)
        for term in terms(lexical(text)):
            seed = crc32(f"{self.name} {term}".encode())
            total += np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
        return total / (np.linalg.norm(total) or 1)
