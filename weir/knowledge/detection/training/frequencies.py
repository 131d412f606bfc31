"""Makes `surprise.npz`: how rare each Chinese word and each English stem is in general text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log2
from pathlib import Path

import numpy as np

from weir.knowledge.detection.surprise import STEPS, UNSEEN
from weir.knowledge.grounding.folding import fold, has_han
from weir.knowledge.grounding.words import stem, words

_RARE_CHINESE = 50
_RARE_ENGLISH = 2


def chinese(dictionary: Path) -> Counter[str]:
    """Counts of the words in jieba's `dict.txt` (MIT): a line is word, count, part of speech."""
    counts: Counter[str] = Counter()
    for line in dictionary.read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if has_han(word):
            counts[fold(word)] += int(count)
    return counts


def english(texts: Iterable[str]) -> Counter[str]:
    """Counts of the stems in English texts."""
    return Counter(stem(word.text) for text in texts for word in words(text) if word.tag == "eng")


def write(path: Path, tables: Mapping[int, Counter[str]]) -> int:
    """Write the words that come at least `rare` times (the keys of `tables`); returns how many."""
    levels: dict[str, int] = {}
    for rare, counts in tables.items():
        total = sum(counts.values())
        for word, count in counts.items():
            if count >= rare:
                levels[word] = round(STEPS * min(UNSEEN, -log2(count / total)))
    held = sorted(levels)
    text = np.frombuffer("\n".join(held).encode(), dtype=np.uint8)
    np.savez_compressed(path, words=text, levels=np.array([levels[word] for word in held], dtype=np.uint8))
    return len(held)


def make(path: Path, dictionary: Path, texts: Iterable[str]) -> int:
    """Both languages into one table at `path`; returns how many words it holds."""
    return write(path, {_RARE_CHINESE: chinese(dictionary), _RARE_ENGLISH: english(texts)})
