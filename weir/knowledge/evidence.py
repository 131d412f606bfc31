"""Evidence: a chunk that was retrieved for a question, with where it comes from and why it was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """One retrieved chunk. Citations are offsets into `text`, so `text` is never changed after retrieval."""

    id: str
    """Id of the chunk."""
    text: str
    """The chunk's own text, verbatim from the document."""
    document: str
    """File name of the document, for people."""
    document_id: str | None = None
    knowledge_base: str | None = None
    page: int | None = None
    """Page that the chunk starts on, from 1; None where the format has no pages."""
    headings: tuple[str, ...] = ()
    """Headings that enclose the chunk, outermost first."""
    score: float = 0.0
    """How well retrieval liked it; higher is better, comparable within one retrieval only."""
    sha256: str = ""
    """Hex SHA-256 of `text` in UTF-8; computed when left empty."""
    why: Mapping[str, Any] = field(default_factory=dict)
    """What retrieval saw: ranks and scores of each index."""

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest())
