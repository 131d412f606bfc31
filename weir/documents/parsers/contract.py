"""What a parser is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from weir.documents.elements import Element
from weir.documents.kinds import Kind
from weir.documents.limits import Limits


@dataclass(frozen=True, slots=True)
class Source:
    """One file to parse. `text` and `encoding` are there for kinds of text, already decoded."""

    data: bytes
    name: str
    kind: Kind
    limits: Limits
    text: str = ""
    encoding: str = ""
    deadline: float = float("inf")
    """`time.monotonic()` after which a parser that can stop early should hand over what it has."""


@dataclass(slots=True)
class Draft:
    """What a parser found. Cleaning, heading paths and offsets are added to the elements afterwards."""

    elements: list[Element] = field(default_factory=list)
    pages: int | None = None
    title: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


class Parser(Protocol):
    """Reads files of some kinds. It runs in a worker process that may be killed at any time.

    A parser raises a `WeirError` for what is wrong with the file, and anything else (`EngineFailed` by
    preference) when it cannot cope: then the next parser for the kind is tried.
    """

    name: str
    kinds: tuple[Kind, ...]
    rank: int
    """Of several parsers for a kind, the one with the lowest rank is tried first."""

    def load(self) -> None:
        """Import the engine, so that the first file does not wait for it."""

    def parse(self, source: Source) -> Draft:
        """The elements of the file, in reading order."""


class EngineFailed(Exception):
    """The engine could not read the file; the reason is one English phrase."""
