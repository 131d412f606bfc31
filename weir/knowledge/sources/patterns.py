"""Which items a source takes."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch


def wanted(path: str, include: Sequence[str], exclude: Sequence[str] = ()) -> bool:
    """Whether a path fits one of `include` (all do when there is none) and none of `exclude`.

    A pattern is of the whole path or of the file name: ``*.pdf``, ``reports/*``.
    """
    return (not include or _fits(path, include)) and not _fits(path, exclude)


def _fits(path: str, patterns: Sequence[str]) -> bool:
    name = path.rsplit("/", 1)[-1]
    return any(fnmatch(path, pattern) or fnmatch(name, pattern) for pattern in patterns)
