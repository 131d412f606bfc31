"""Short reports made from grids of facts, in both languages: who, where, when, how many."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from random import Random

from weir.core.errors import Language

_FIRST_YEAR, _LAST_YEAR = 1985, 2026


def report(language: Language, rng: Random, length: int) -> list[str]:
    """A report of `length` sentences, each from another row of the grid."""
    rows = rng.sample(grid(language, "reports"), length)
    stop = "。" if language == "zh" else "."
    return [row.format_map(_facts(language, rng)) + stop for row in rows]


@cache
def grid(language: Language, name: str) -> tuple[str, ...]:
    """The entries under ``[name]`` of `grids_LANGUAGE.txt`: one a line, or several between bars."""
    text = files(__package__).joinpath(f"grids_{language}.txt").read_text("utf-8")
    body = text.partition(f"[{name}]\n")[2].partition("\n[")[0]
    return tuple(entry.strip("\n") for line in body.splitlines() for entry in line.split("|") if entry)


def _facts(language: Language, rng: Random) -> dict[str, str]:
    chinese, day, month = language == "zh", rng.randrange(1, 29), rng.randrange(1, 13)
    year = str(rng.randint(_FIRST_YEAR, _LAST_YEAR))
    millions, many = f"{rng.randrange(11, 990) / 10:.1f}", rng.randrange(12, 99)
    return {
        "person": rng.choice(grid(language, "people")),
        "body": rng.choice(grid(language, "bodies")),
        "place": rng.choice(grid(language, "places")),
        "thing": rng.choice(grid(language, "things")),
        "date": f"{year}年{month}月{day}日"
        if chinese
        else f"{grid('en', 'months')[month - 1]} {day}, {year}",
        "year": year,
        "money": millions + ("亿" if chinese else " million"),
        "count": str(rng.randrange(13, 900)),
        "many": f"{many}万" if chinese else f"{many},{rng.randrange(100, 999)}",
        "small": str(rng.randrange(2, 20)),
        "percent": f"{rng.randrange(11, 970) / 10:.1f}%",
    }
