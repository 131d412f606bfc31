"""What a parser is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from weir.documents.containers import Expansion
from weir.documents.elements import Element
from weir.documents.kinds import Kind
from weir.documents.limits import Limits


class EngineFailed(Exception):
    """The engine could not read the file; the reason is one English phrase."""


@dataclass(slots=True)
class Draft:
    """What a parser found. Cleaning, heading paths and offsets are added to the elements afterwards."""

    elements: list[Element] = field(default_factory=list)
    pages: int | None = None
    title: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def _closed(data: bytes, name: str) -> Draft:
    raise EngineFailed("files inside it are not read here")


def _always(engine: str) -> bool:
    return True


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
    expansion: Expansion = field(default_factory=Expansion)
    """What unpacking may still cost; shared with the files inside this one."""
    read_inner: Callable[[bytes, str], Draft] = _closed
    """Reads a file that lies in this one (its bytes and its path): an attachment, a member of an archive.
    Raises a `document.*` error when that file cannot be read."""
    begin: Callable[[str], bool] = _always
    """Says that an engine beside the parser itself begins; False when it broke a worker on this file."""


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
