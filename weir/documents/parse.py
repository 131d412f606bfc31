"""Parse without keeping a pool of one's own: for commands and scripts."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path

from weir.documents.elements import Document
from weir.documents.limits import Limits
from weir.documents.pool import Parsers


def parse(data: bytes | Path, name: str = "", limits: Limits | None = None) -> Document:
    """Read a file in a worker process and give its elements; blocks.

    `name` tells kinds of text apart and appears in messages; for a path it is the file's own name by default.
    Raises a `document.*` error.
    """
    return _shared().parse(data, name or _own_name(data), limits)


async def parse_async(data: bytes | Path, name: str = "", limits: Limits | None = None) -> Document:
    """The same without blocking the event loop."""
    return await _shared().parse_async(data, name or _own_name(data), limits)


def _own_name(data: bytes | Path) -> str:
    return data.name if isinstance(data, Path) else "document"


@cache
def _shared() -> Parsers:
    """The pool of this process; its workers end with it."""
    parsers = Parsers()
    atexit.register(parsers.close)
    return parsers
