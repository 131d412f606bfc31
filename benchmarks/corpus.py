"""A corpus of any size for index benchmarks: Chinese and English text with the frequencies of real text.

Words follow Zipf's law with the exponent and vocabulary growth of prose; a chunk is about one of many topics,
which share the frequent words and not the rare ones. Everything follows from the seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_WORDS = 120_000  # of each language
_FREQUENT = 400  # words that every topic uses alike
_TOPICS = 4000
_ASKED_ZH = "请问关于{}的规定是什么，有哪些要求，应当如何办理"
_ASKED_EN = "what are the rules about {} and how should they be applied in the case of"


@dataclass(frozen=True)
class Passage:
    """A chunk: its words, for questions about it, and its vector."""

    text: str
    rare: list[str]
    chinese: bool


class Corpus:
    """Passages and their vectors, portion by portion."""

    def __init__(self, dimensions: int = 384, seed: int = 7) -> None:
        self.dimensions = dimensions
        self.seed = seed

    def passages(self, count: int, portion: int = 1000) -> Iterator[tuple[list[Passage], Floats]]:
        """`count` passages, `portion` at a time, with vectors [portion, dimensions] of length one."""
        for at in range(0, count, portion):
            rng = np.random.default_rng((self.seed, at))
            topics = rng.integers(0, _TOPICS, min(portion, count - at))
            passages = [self._passage(rng, int(topic)) for topic in topics]
            yield passages, self._vectors(rng, topics)

    def question(self, passage: Passage, rng: np.random.Generator) -> str:
        """Ten and more terms, frequent ones among them, about a passage."""
        picked = [passage.rare[i] for i in rng.permutation(len(passage.rare))[:5]]
        if passage.chinese:
            return _ASKED_ZH.format("、".join(picked))
        return _ASKED_EN.format(" ".join(picked))

    def near(self, vectors: Floats, rng: np.random.Generator) -> Floats:
        """Vectors of questions about the passages of these vectors: not far from them."""
        return _unit(vectors + 0.6 * _unit(rng.standard_normal(vectors.shape).astype(np.float32)))

    def _passage(self, rng: np.random.Generator, topic: int) -> Passage:
        chinese = bool(topic % 2)
        words = self._chinese if chinese else self._english
        ranks = np.searchsorted(self._shares, rng.random(90 if chinese else 32))
        # A topic has its own order of the rarer words, each among those about as frequent.
        band = 1 << np.log2(np.maximum(ranks, 1)).astype(np.int64)
        within = (ranks - band + topic * 104_729) % np.minimum(band, _WORDS - band)
        own = np.where(ranks < _FREQUENT, ranks, band + within)
        chosen = [words[rank] for rank in own]
        rare = [words[rank] for rank, kept in zip(own, ranks >= _FREQUENT, strict=True) if kept]
        text = ("" if chinese else " ").join(chosen)
        return Passage(text, rare or chosen, chinese)

    def _vectors(self, rng: np.random.Generator, topics: NDArray[np.int64]) -> Floats:
        noise = rng.standard_normal((len(topics), self.dimensions)).astype(np.float32)
        return _unit(self._centres[topics] + noise * self._spectrum)

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        """The share of all words that the words up to each rank make up."""
        shares = np.cumsum(1 / (np.arange(_WORDS) + 2.7) ** 1.07)
        return np.asarray(shares / shares[-1])

    @cached_property
    def _spectrum(self) -> Floats:
        """Vectors of real encoders spread more in some directions than in others."""
        return np.asarray(np.arange(1, self.dimensions + 1) ** -0.3, np.float32)

    @cached_property
    def _centres(self) -> Floats:
        rng = np.random.default_rng(self.seed)
        common = 0.5 * self._spectrum
        return common + rng.standard_normal((_TOPICS, self.dimensions)).astype(np.float32) * self._spectrum

    @cached_property
    def _chinese(self) -> list[str]:
        """Words of one to three characters; frequent ones are short, and characters follow Zipf too."""
        rng = np.random.default_rng(self.seed)
        weights = 1 / (np.arange(5000) + 10.0)
        lengths = np.where(np.arange(_WORDS) < 60, 1, rng.choice([2, 2, 2, 3], _WORDS))
        characters = rng.choice(5000, (_WORDS, 3), p=weights / weights.sum())
        return ["".join(chr(0x4E00 + c) for c in row[:n]) for row, n in zip(characters, lengths, strict=True)]

    @cached_property
    def _english(self) -> list[str]:
        rng = np.random.default_rng(self.seed + 1)
        syllables = [c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "an", "er", "or")]
        lengths = np.minimum(1 + np.log10(np.arange(_WORDS) + 1).astype(int), 4)
        picked = rng.choice(len(syllables), (_WORDS, 4))
        return ["".join(syllables[s] for s in row[:n]) for row, n in zip(picked, lengths, strict=True)]


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
