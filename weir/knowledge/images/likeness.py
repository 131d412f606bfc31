"""Pictures that look like another one, among many: votes of marks first, then a check that they lie alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from weir.knowledge.images.features import SHAPE, Features

if TYPE_CHECKING:
    from numpy.typing import NDArray

TABLES, BITS = 8, 14
"""Marks meet where `BITS` chosen bits of 256 are equal, in any of so many choices."""
CLOSE = 24
"""So many candidates of each view are looked at closely."""
_FEWEST, _SURE = 8, 30
"""Marks that lie alike in both pictures: so many may be chance, so many leave no doubt."""
_OFF = 6.0  # pixels that a mark may be beside its place
_COPY = 6  # bits of the hash in which copies may differ
_UNLIKE = 22
_SCALES = (0.2, 5.0)

_CHOICES = np.random.default_rng(20_611).permuted(np.tile(np.arange(256), (TABLES, 1)), axis=1)[:, :BITS]
_POWERS = 1 << np.arange(BITS)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A picture that was found: `at` is its place in the album, `score` from 0 to 1."""

    at: int
    score: float
    alike: int
    """Marks that lie in it as they lie in the picture sought."""
    bits: int
    """Bits in which the hashes differ, 0 to 64."""


class Album:
    """Pictures that can be searched by another one. Made once; searches may run side by side."""

    def __init__(self, pictures: Sequence[Features]) -> None:
        self.pictures = pictures
        self._shapes = np.array([one.shape for one in pictures], np.float32).reshape(len(pictures), SHAPE)
        self._hashes = np.array([one.hash for one in pictures], np.uint64)
        owners = np.repeat(np.arange(len(pictures)), [len(one.marks) for one in pictures])
        marks = np.concatenate([one.marks for one in pictures]) if pictures else np.zeros((0, 32), np.uint8)
        self._tables = [_table(keys, owners) for keys in _keys(marks)]
        self._sizes = np.sqrt([max(1, len(one.marks)) for one in pictures])

    def search(self, views: Sequence[Features], limit: int) -> list[Likeness]:
        """The pictures most like one that is given as its `views` (as it is, mirrored); the best first."""
        best: dict[int, Likeness] = {}
        for view in views:
            for at in self._candidates(view):
                found = self._compare(view, int(at))
                if found.score > best.get(found.at, found).score or found.at not in best:
                    best[found.at] = found
        ranked = sorted((one for one in best.values() if one.score > 0), key=lambda one: -one.score)
        return ranked[:limit]

    def _candidates(self, view: Features) -> set[int]:
        if not self.pictures:
            return set()
        votes = self._votes(view.marks) / self._sizes
        likeness = self._shapes @ view.shape
        bits = np.bitwise_count(self._hashes ^ np.uint64(view.hash))
        most = [
            np.argsort(-votes)[:CLOSE],
            np.argsort(-likeness)[:CLOSE],
            np.argsort(bits, kind="stable")[:CLOSE],
        ]
        return {int(at) for some in most for at in some}

    def _votes(self, marks: NDArray[np.uint8]) -> NDArray[np.float64]:
        """How often marks of each picture met those given; crowded meetings count less."""
        votes = np.zeros(len(self.pictures))
        for (keys, owners), sought in zip(self._tables, _keys(marks), strict=True):
            first, last = np.searchsorted(keys, sought, "left"), np.searchsorted(keys, sought, "right")
            for start, end in zip(first.tolist(), last.tolist(), strict=True):
                if start < end:
                    np.add.at(votes, owners[start:end], 1 / np.sqrt(end - start))
        return votes

    def _compare(self, view: Features, at: int) -> Likeness:
        picture = self.pictures[at]
        bits = int(np.bitwise_count(np.uint64(picture.hash) ^ np.uint64(view.hash)))
        copy = max(0.0, min(1.0, (_UNLIKE - bits) / (_UNLIKE - _COPY)))
        alike = _lie_alike(view, picture)
        part = min(1.0, max(0, alike - _FEWEST) / (_SURE - _FEWEST))
        shape = max(0.0, float(picture.shape @ view.shape) - 0.85) / 0.15
        score = 1 - (1 - 0.95 * part) * (1 - 0.9 * copy**2) * (1 - 0.2 * shape)
        return Likeness(at, round(score, 4), alike, bits)


def _keys(marks: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The key of each mark in each table; shape [`TABLES`, n]."""
    bits = np.unpackbits(marks, axis=1)
    return np.stack([bits[:, choice] @ _POWERS for choice in _CHOICES])


def _table(keys: NDArray[np.int64], owners: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    order = np.argsort(keys, kind="stable")
    return keys[order], owners[order]


def _lie_alike(one: Features, other: Features) -> int:
    """Marks of one that are in the other, at places that one turning, sizing and moving explains."""
    import cv2

    if min(len(one.marks), len(other.marks)) < _FEWEST:
        return 0
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(one.marks, other.marks, k=2)
    sure = [
        first for first, second in pairs if first.distance < 0.8 * second.distance and first.distance < 70
    ]
    if len(sure) < _FEWEST:
        return 0
    here = one.points[[match.queryIdx for match in sure]]
    there = other.points[[match.trainIdx for match in sure]]
    way, held = cv2.estimateAffinePartial2D(here, there, method=cv2.RANSAC, ransacReprojThreshold=_OFF)
    if way is None or not _SCALES[0] < float(np.hypot(way[0, 0], way[1, 0])) < _SCALES[1]:
        return 0  # all marks fall into one point: any picture has one like it
    inside = held.ravel().astype(bool)
    return min(len(_places(here[inside])), len(_places(there[inside])))


def _places(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Places that are apart; marks of several sizes often share one."""
    return np.unique(np.round(points / _OFF), axis=0)
