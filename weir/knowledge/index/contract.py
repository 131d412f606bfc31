"""What every index does: a cache of the chunks that can be searched, verified and rebuilt from the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection

from weir.core.store import Store
from weir.knowledge.encoder import Encoder
from weir.knowledge.index.conditions import Condition

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk as an index takes it in: its number, the number of its base, and two lexical forms."""

    number: int
    base: int
    heading: str
    """Lexical form of the document's title and the headings above the chunk."""
    body: str
    """Lexical form of the chunk's own text."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Where a search may look. Nothing else is looked at, however near it is."""

    bases: tuple[int, ...]
    documents: tuple[str, ...] | None = None
    """Ids of the documents to look at alone."""
    condition: Condition | None = None
    """What documents and chunks must meet; see `weir.knowledge.index.conditions`."""
    reader: frozenset[str] | None = None
    """Who asks: his id and his groups. Bases that he may not use and documents that are closed to him are
    left out inside the query; None: somebody who may read everything."""

    def within(self, bases: tuple[int, ...]) -> Filter:
        """The same filter over other bases."""
        return replace(self, bases=bases)


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found. `score` compares within one search; `why` says what it is made of."""

    number: int
    score: float
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """What a comparison of an index with the truth found. Numbers are of chunks."""

    chunks: int
    indexed: int
    missing: tuple[int, ...] = ()
    """In the store but not in the index: they would not be found."""
    extra: tuple[int, ...] = ()
    """In the index but not in the store: searches skip them."""
    stale: tuple[int, ...] = ()
    """Indexed with another text than the store holds."""
    problems: tuple[str, ...] = ()
    """What else is wrong, one English sentence each: counts that do not add up, damaged files."""
    vectors: int = 0
    """Chunks that are found by their vectors too."""

    @property
    def clean(self) -> bool:
        return not (self.missing or self.extra or self.stale or self.problems)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The size of a base's part of an index, kept up to date by every write."""

    chunks: int
    length: int
    """Terms in all chunks, each as often as it occurs; the mean length is what BM25 compares with."""
    postings: int
    """Distinct terms summed over the chunks."""


class IndexDriver(Protocol):
    """An index over the chunks. A method that is given a connection works inside the caller's transaction."""

    def upsert(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Make the entries findable; one that is there already is replaced."""

    def delete(self, connection: Connection, numbers: Iterable[int]) -> None:
        """Make the chunks unfindable, before they go from the store; unknown numbers are ignored."""

    def search(
        self, connection: Connection, terms: Mapping[str, float], where: Filter, limit: int
    ) -> list[Hit]:
        """The best chunks for weighted terms, best first. Nothing outside `where` is looked at."""

    def search_dense(
        self, connection: Connection, vectors: Mapping[str, NDArray[np.float32]], where: Filter, limit: int
    ) -> list[Hit]:
        """The nearest chunks to a question, best first; a score is the cosine.

        `vectors` holds the question's vector by the name of each encoder in play; a base is searched with
        the one that its index serves, and has no hits when that is not among them.
        """

    def encoders(self, connection: Connection, bases: Sequence[int]) -> set[str]:
        """The names of the encoders whose vectors searches of these bases use."""

    def snapshot(self, connection: Connection, base: int) -> Snapshot:
        """How large the base's part is."""

    def verify(self, connection: Connection, base: int) -> Health:
        """Compare the base's part with the truth: every chunk, every text, every count."""

    def rebuild(self, store: Store, encoders: Sequence[Encoder]) -> None:
        """Make the whole index anew from the truth, in transactions of its own; the old one serves meanwhile.

        `encoders` are those that are there; vectors that chunks lack are asked of them.
        """

    def tend(self, store: Store, encoders: Sequence[Encoder], bases: Sequence[int] | None = None) -> None:
        """Do what transactions left for later, in transactions of its own; of these bases, or of all.

        Vectors that could not be had, files to be written or renewed, a base to be encoded by another
        encoder (the first of `encoders`). Cheap where nothing is to be done; may be killed at any moment.
        """

    def drop(self, connection: Connection, base: int) -> None:
        """Forget what is kept of a base as a whole; its chunks were deleted before."""
