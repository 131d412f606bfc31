"""The contract of what turns texts into vectors: dense search asks one, and remembers what it said."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Encoder(Protocol):
    """Texts in, directions out. Thread-safe; what it says of a text never changes under one `name`."""

    @property
    def name(self) -> str:
        """What its vectors are kept under; another model, or another version of one, has another name."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape [texts, dimensions], each of length one, so that a dot product is the cosine.

        Blocks. A text without content may give zeros, which are near to nothing. Raises `WeirError` when
        the model behind it cannot be asked or gives vectors of another dimension.
        """


def passage(context: str, summary: str, text: str) -> str:
    """What an encoder is given for a chunk: what stands above it, what is around it, and its own text."""
    return "\n".join(part for part in (context, summary, text) if part)


def passage_digest(passage: str) -> bytes:
    """The 16 bytes by which the vector of a passage is kept."""
    return blake2b(passage.encode("utf-8", "surrogatepass"), digest_size=16).digest()
