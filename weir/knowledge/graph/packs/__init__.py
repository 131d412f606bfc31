"""Domain packs: kinds of things, how their names are formed, and by which words they relate; as YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from weir.core.errors import error_kind
from weir.knowledge.graph.records import Mention
from weir.knowledge.grounding.folding import HAN, fold

UNKNOWN = error_kind(
    "graph.pack_unknown",
    404,
    en="There is no domain pack named {name}; there are: {known}.",
    zh="没有名为 {name} 的领域包；现有：{known}。",
    do_en="Name one of those.",
    do_zh="请使用其中之一。",
)

_PREFIX = 8  # Han characters before an ending that may belong to the name
_STOPS = (
    "的了和与及或在对为是有被把将从向由等其这那该此各每并但而则且若如因以可能应须需要会使让患者人常见于现"
    "伴引起导致表给予服用口采使包括首选进行接受查诊断主到议往做"
)
_SMALL = "the|an?|of|this|that|its|their|and|or|with|for|in|any|such|other|to|by|as|is|are|no|not"
_QUALITIES = (
    r"acute|chronic|type \d|viral|bacterial|severe|primary|heart|kidney|renal|liver|lung|breast|gastric"
    r"|coronary(?: artery)?"
)
_SURE = 0.9


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid")

    zh: str
    en: str
    endings: list[str] = []
    endings_en: list[str] = []
    heads_en: list[str] = []
    words: list[str] = []
    not_: list[str] = []


class _Relation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    subject: str
    object: str
    cues: list[str]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two kinds, and the folded words of which one must stand in the sentence."""

    name: str
    subject: str
    object: str
    cues: tuple[str, ...]

    def said_in(self, folded: str) -> bool:
        return any(cue in folded for cue in self.cues)


@dataclass(frozen=True, slots=True)
class Pack:
    """A domain: see the module."""

    name: str
    labels: Mapping[str, tuple[str, str]]
    """What each kind is called in Chinese and English."""
    relations: tuple[Relation, ...]
    grammar: tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]
    """For each kind: how its names look in folded text, and words that only look so."""

    def mentions(self, folded: str) -> Iterator[Mention]:
        """The names of its kinds in folded text; they may overlap."""
        for kind, pattern, wrong in self.grammar:
            for match in pattern.finditer(folded):
                if match.group() not in wrong:
                    yield Mention(match.start(), match.end(), kind, _SURE)


def pack(name: str) -> Pack:
    """The pack of this name; ``graph.pack_unknown``."""
    if name not in pack_names():
        raise UNKNOWN(name=name, known=", ".join(pack_names()))
    return _loaded(name)


@cache
def pack_names() -> tuple[str, ...]:
    """The names of the packs that there are."""
    found = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


@cache
def _loaded(name: str) -> Pack:
    import yaml

    written = yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text("utf-8"))
    kinds = {kind: _Kind(**_renamed(body)) for kind, body in written["kinds"].items()}
    relations = [(key, _Relation(**body)) for key, body in written["relations"].items()]
    return Pack(
        written["name"],
        {kind: (body.zh, body.en) for kind, body in kinds.items()},
        tuple(
            Relation(key, body.subject, body.object, tuple(map(fold, body.cues))) for key, body in relations
        ),
        tuple((kind, _pattern(body), frozenset(map(fold, body.not_))) for kind, body in kinds.items()),
    )


def _renamed(body: dict[str, list[str]]) -> dict[str, list[str]]:
    return {("not_" if field == "not" else field): value for field, value in body.items()}


def _pattern(kind: _Kind) -> re.Pattern[str]:
    """Han names by their ending, with what may stand before it; English words whole or by their ending."""
    endings = "|".join(re.escape(fold(each)) for each in sorted(kind.endings, key=len, reverse=True))
    han = [fold(each) for each in kind.words if re.search(f"[{HAN}]", each)]
    latin = [fold(each) for each in kind.words if not re.search(f"[{HAN}]", each)]
    parts = [rf"(?:(?![{_STOPS}])[{HAN}a-z0-9]){{0,{_PREFIX}}}(?:{endings})(?:术后)?"] if endings else []
    parts += [re.escape(word) for word in sorted(han, key=len, reverse=True)]
    before = rf"(?:\b(?:{_QUALITIES})\s)*"
    tails = [rf"[a-z]+{ending}" for ending in kind.endings_en]
    tails += [rf"(?!(?:{_SMALL})\s)[a-z]+\s{head}" for head in kind.heads_en]
    words = [*(re.escape(word) for word in sorted(latin, key=len, reverse=True)), *tails]
    if words:
        parts.append(rf"{before}\b(?:{'|'.join(words)})\b")
    return re.compile("|".join(parts))
