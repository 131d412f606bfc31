"""How surprising a word is: the rarer it is in general text, the more a sentence claims by saying it."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

UNSEEN = 20.0
"""Bits of a word that the table does not hold: a name, a term, a figure."""
STEPS = 8
"""Steps of the table in one bit."""


@cache
def _table() -> dict[str, int]:
    import numpy as np

    with as_file(files(__package__).joinpath("surprise.npz")) as path, np.load(path) as table:
        return dict(zip(bytes(table["words"]).decode().split("\n"), table["levels"].tolist(), strict=True))


def bits(word: str) -> float:
    """Bits of surprise, 0 to `UNSEEN`, of a folded Chinese word or of an English stem."""
    level = _table().get(word)
    return UNSEEN if level is None else min(UNSEEN, level / STEPS)
