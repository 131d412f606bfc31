"""Vectors made small: what is scanned, and how.

A vector is turned by a fixed random rotation, which leaves every dot product as it was and spreads what it
says evenly over its numbers. Then it is kept twice: as one byte a number with one scale a vector, and as one
bit a number (above or below the mean). A search over many compares bits first, bytes for the best of these,
and the caller compares the best of those exactly; over few it begins with the bytes.
(Bits after a rotation: Gao and Long, "RaBitQ", SIGMOD 2024.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

BYTES_ONLY = 20_000
"""Vectors up to which all are compared by their bytes."""
FILTERED = 150_000
"""Vectors that a filter may leave to be all compared by their bytes."""
_BLOCK = 8192  # vectors compared at once: they stay in the processor's cache
_PLANES = 3  # bits of each number of the sought vector that are compared with the one bit of the others
_HIGHEST = (1 << _PLANES) - 1
_LEAST = 4096  # vectors that their bits must leave for the bytes
_SHARE = 50  # …or one of this many, where that is more


@dataclass(frozen=True, slots=True)
class Codes:
    """Vectors as they are scanned, by ascending numbers of their chunks."""

    numbers: Numbers
    bytes: NDArray[np.int8]
    """[vectors, dimensions]"""
    scales: Floats
    bits: NDArray[np.uint64]
    """[dimensions / 64, vectors]: word by word, so that a scan reads in order."""
    mean: Floats

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def dimensions(self) -> int:
        return int(self.bytes.shape[1])


def encoded(numbers: Numbers, vectors: Floats) -> Codes:
    """Codes of vectors [count, dimensions]."""
    turned = vectors @ rotation(vectors.shape[1])
    scales = np.maximum(np.abs(turned).max(axis=1, initial=0), 1e-12).astype(np.float32) / 127
    return with_bits(numbers, np.rint(turned / scales[:, None]).astype(np.int8), scales)


def with_bits(numbers: Numbers, codes: NDArray[np.int8], scales: Floats) -> Codes:
    """Codes from their bytes; the mean, and so the bits, are those of exactly these vectors."""
    count, dimensions = codes.shape
    mean = np.zeros(dimensions, np.float64)
    for at in range(0, count, _BLOCK):
        mean += scales[at : at + _BLOCK] @ codes[at : at + _BLOCK].astype(np.float32)
    mean = (mean / max(count, 1)).astype(np.float32)
    bits = np.empty((_words(dimensions), count), np.uint64)
    for at in range(0, count, _BLOCK):
        part = codes[at : at + _BLOCK] * scales[at : at + _BLOCK, None] > mean
        bits[:, at : at + _BLOCK] = _packed(part).T
    return Codes(numbers, codes, scales, bits, mean)


def joined(parts: list[Codes], dead: Numbers) -> Codes:
    """Several codes as one, without the chunks of these numbers; `parts` ascend from one to the next."""
    alive = [~np.isin(part.numbers, dead) for part in parts]
    chosen = list(zip(parts, alive, strict=True))
    return with_bits(
        np.concatenate([part.numbers[kept] for part, kept in chosen]),
        np.concatenate([part.bytes[kept] for part, kept in chosen]),
        np.concatenate([part.scales[kept] for part, kept in chosen]),
    )


def nearest(
    codes: Codes, vector: Floats, count: int, places: NDArray[np.intp] | None = None
) -> tuple[Numbers, Floats]:
    """The numbers of the `count` vectors that are about nearest, in no order, and how near each is.

    `places` are those to look at, ascending; None is all. `vector` is as the encoder gave it.
    """
    turned = vector @ rotation(codes.dimensions)
    few = len(codes) <= BYTES_ONLY if places is None else len(places) <= FILTERED
    if not few:
        places = _by_bits(codes, turned, max(_LEAST, count * 8, len(codes) // _SHARE), places)
    near = _by_bytes(codes, turned, places)
    best = np.argpartition(-near, count)[:count] if len(near) > count else np.arange(len(near))
    return codes.numbers[best if places is None else places[best]], near[best]


def _by_bytes(codes: Codes, turned: Floats, places: NDArray[np.intp] | None) -> Floats:
    """Dot products with the vectors at these places, each within about 0.001."""
    count = len(codes) if places is None else len(places)
    near = np.empty(count, np.float32)
    buffer = np.empty((256, codes.dimensions), np.float32)
    for at in range(0, count, 256):
        end = min(at + 256, count)
        where = slice(at, end) if places is None else places[at:end]
        block = buffer[: end - at]
        np.copyto(block, codes.bytes[where], casting="unsafe")
        np.dot(block, turned, out=near[at:end])
    return near * (codes.scales if places is None else codes.scales[places])


def _by_bits(codes: Codes, turned: Floats, count: int, places: NDArray[np.intp] | None) -> NDArray[np.intp]:
    """The places, ascending, of about `count` vectors that are nearest by their bits."""
    planes = _planes(turned)
    near = np.empty(len(codes), np.int32)
    for at in range(0, len(codes), _BLOCK):
        end = min(at + _BLOCK, len(codes))
        near[at:end] = _sums(codes.bits[:, at:end], planes)
    allowed = near if places is None else near[places]
    count = min(count, len(allowed))
    found = np.flatnonzero(allowed >= np.partition(allowed, -count)[-count])
    return found if places is None else places[found]


def _planes(turned: Floats) -> NDArray[np.uint64]:
    """The sought vector as whole numbers `u` from 0 to 7, bit by bit.

    With ``t = step * u - limit``, where ``limit = step * 7 / 2``, the product of `t` with a vector of bits is
    ``step / 2`` times: twice the bits that it shares with `u`, less seven times its own.
    """
    limit = 2.6 * float(np.abs(turned).mean()) or 1.0
    level = np.clip(np.rint((turned / limit + 1) * _HIGHEST / 2), 0, _HIGHEST).astype(np.uint8)
    return _packed(np.stack([(level >> plane) & 1 for plane in range(_PLANES)]).astype(np.bool_))


def _sums(block: NDArray[np.uint64], planes: NDArray[np.uint64]) -> NDArray[np.int32]:
    """How near each vector of a block is, in a unit of their own."""
    words, counts = np.empty(block.shape[1], np.uint64), np.empty(block.shape[1], np.uint8)
    shared, own = np.zeros(block.shape[1], np.int32), np.zeros(block.shape[1], np.int32)
    for plane in reversed(planes):
        shared += shared
        for row, bits in zip(block, plane, strict=True):
            np.bitwise_and(row, bits, out=words)
            shared += np.bitwise_count(words, out=counts)
    for row in block:
        own += np.bitwise_count(row, out=counts)
    return 2 * shared - _HIGHEST * own


def _packed(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Rows of truth values as rows of words, filled up with zeros."""
    rows, dimensions = bits.shape
    padded = np.zeros((rows, _words(dimensions) * 64), np.bool_)
    padded[:, :dimensions] = bits
    return np.packbits(padded, axis=1).view(np.uint64)


def _words(dimensions: int) -> int:
    return -(-dimensions // 64)


@lru_cache(maxsize=4)
def rotation(dimensions: int) -> Floats:
    """A random rotation, always the same for as many dimensions: two cosine transforms with random signs."""
    at = np.arange(dimensions)
    cosines = np.sqrt(2 / dimensions) * np.cos(np.pi / dimensions * np.outer(at, at + 0.5))
    cosines[0] /= np.sqrt(2)
    signs = np.random.Generator(np.random.PCG64(dimensions)).choice([-1.0, 1.0], (2, dimensions, 1))
    return np.asarray((signs[0] * cosines) @ (signs[1] * cosines), np.float32)
