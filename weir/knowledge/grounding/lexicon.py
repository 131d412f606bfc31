"""The word lists of grounding: plain text files in `lexicon/`, one topic a file, `#` starts a
comment line.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

Section = tuple[str, tuple[str, ...]]


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of `lexicon/NAME.txt` that are neither blank nor a comment."""
    text = files(__package__).joinpath("lexicon", f"{name}.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("# "))


def word_set(name: str) -> frozenset[str]:
    """All words of a file that is one list."""
    return frozenset(word for line in lines(name) for word in line.split())


def sections(name: str) -> list[Section]:
    """The parts of a file under their ``[heading]``, in order; headings may come twice."""
    found: list[tuple[str, list[str]]] = []
    for line in lines(name):
        if line.startswith("[") and line.endswith("]"):
            found.append((line[1:-1], []))
        else:
            found[-1][1].append(line)
    return [(heading, tuple(body)) for heading, body in found]
