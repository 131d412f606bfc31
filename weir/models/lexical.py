"""`local/lexical`: a reranker without a neural network, for Chinese and English.

It orders passages by what they have in common with the query. It knows no synonyms and no meaning: a passage
that says the same in other words ranks low. It is deterministic and needs no weights.

The score is a weighted sum of features, each between 0 and 1:

- coverage  BM25 saturation of the query's terms, weighted by how rare a term is among the passages given
            (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009)
- nearness  how small a window holds the terms that the passage has (Tao and Zhai, "An exploration of
            proximity measures in information retrieval", 2007)
- order     pairs of neighbouring query terms that stand in the same order close together
- phrase    the longest run of the query found word for word
- heading   query terms in the heading (the first line, when it is short or marked with #)

Terms are lower-case words, numbers, and for Chinese and Japanese both characters and pairs of characters.
"""

from __future__ import annotations

import asyncio
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from weir.models.contract import ModelCard, Ranked
from weir.models.offer import Offer, World

_WEIGHTS = {"coverage": 0.55, "nearness": 0.12, "order": 0.11, "phrase": 0.14, "heading": 0.08}
_K1, _B = 1.2, 0.75
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:[.,'’-][^\W_{_CJK}]+)*")
_HEADING = re.compile(r"^#{1,6}\s*(.+)$|^(.{1,80})\n", re.MULTILINE)
_STOP_WORDS = """
    a an and are as at be been but by can could did do does for from had has have how i if in into is it its
    me my no not of on or our she so than that the their them then there these they this to us was we were
    what when where which who whom whose why will with would you your
    的 了 是 在 和 与 或 吗 呢 吧 啊 也 都 就 而 及 着 被 把 将 之 其 这 那 有 为 于 以
    什么 怎么 怎样 如何 哪里 哪些 哪个 哪种 是否 多少 为何 请问 我们 你们 他们 一个 可以
"""
_STOP = frozenset(_STOP_WORDS.split())
_ENDINGS = ("ies", "es", "s", "ing", "ed", "ly")


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage as terms: how often and where each stands, and those of its heading."""

    counts: Counter[str]
    places: dict[str, list[int]]
    heading: frozenset[str]
    text: str
    length: int


class LexicalRerank:
    """Reranks by shared words, see the module."""

    name = "local/lexical"

    async def rerank(self, query: str, documents: list[str], top_n: int | None = None) -> list[Ranked]:
        return await asyncio.to_thread(rank, query, documents, top_n)


def rank(query: str, documents: Sequence[str], top_n: int | None = None) -> list[Ranked]:
    """The best `top_n` of `documents`, best first; equal scores keep the given order. Scores are in 0..1."""
    asked = [term for term in terms(query) if term not in _STOP] or terms(query)
    passages = [_read(document) for document in documents]
    rarity = _rarity(asked, passages)
    average = sum(passage.length for passage in passages) / max(len(passages), 1) or 1.0
    scored = [
        Ranked(index, round(_score(query, asked, passage, rarity, average), 6))
        for index, passage in enumerate(passages)
    ]
    return sorted(scored, key=lambda each: (-each.score, each.index))[:top_n]


def terms(text: str) -> list[str]:
    """The terms of a text in order: stemmed words, numbers, and characters with pairs of characters."""
    found: list[str] = []
    for run in _TOKEN.findall(_fold(text)):
        if re.match(rf"[{_CJK}]", run):
            for index, character in enumerate(run):
                found.append(character)
                if index + 1 < len(run):
                    found.append(run[index : index + 2])
        else:
            found.append(_stem(run))
    return found


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stem(word: str) -> str:
    """Drop a common English ending, so that `banks` finds `bank`. Short words and numbers stay."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def _read(text: str) -> _Passage:
    found = terms(text)
    places: dict[str, list[int]] = {}
    for place, term in enumerate(found):
        places.setdefault(term, []).append(place)
    heading = _HEADING.search(text[:400])
    headed = frozenset(terms(heading[1] or heading[2])) if heading else frozenset[str]()
    return _Passage(Counter(found), places, headed, _fold(text), max(len(found), 1))


def _rarity(asked: list[str], passages: list[_Passage]) -> dict[str, float]:
    """A weight for each query term: rare among the passages is heavy; a pair weighs more than a character."""
    count = len(passages)
    weights = {}
    for term in asked:
        having = sum(term in passage.counts for passage in passages)
        known = 0.4 if len(term) == 1 and re.match(rf"[{_CJK}]", term) else 1.0
        weights[term] = known * (0.2 + math.log(1 + (count - having + 0.5) / (having + 0.5)))
    return weights


def _score(
    query: str, asked: list[str], passage: _Passage, rarity: dict[str, float], average: float
) -> float:
    present = [term for term in dict.fromkeys(asked) if term in passage.counts]
    if not present:
        return 0.0
    features = {
        "coverage": _coverage(present, passage, rarity, average),
        "nearness": _nearness(present, passage),
        "order": _order(asked, passage),
        "phrase": _phrase(query, passage.text),
        "heading": len(passage.heading & set(asked)) / len(set(asked)),
    }
    return sum(_WEIGHTS[name] * value for name, value in features.items())


def _coverage(present: list[str], passage: _Passage, rarity: dict[str, float], average: float) -> float:
    damping = _K1 * (1 - _B + _B * passage.length / average)
    won = sum(
        rarity[term] * passage.counts[term] * (_K1 + 1) / (passage.counts[term] + damping) for term in present
    )
    return won / (sum(rarity.values()) * (_K1 + 1))


def _nearness(present: list[str], passage: _Passage) -> float:
    """Number of terms present, over the length of the smallest window that holds them all."""
    if len(present) < 2:
        return 0.0
    events = sorted((place, term) for term in present for place in passage.places[term])
    held: Counter[str] = Counter()
    start, best = 0, passage.length
    for place, term in events:
        held[term] += 1
        while len(held) == len(present):
            best = min(best, place - events[start][0] + 1)
            first = events[start][1]
            held[first] -= 1
            if not held[first]:
                del held[first]
            start += 1
    return min(1.0, len(present) / best)


def _order(asked: list[str], passage: _Passage) -> float:
    """Share of neighbouring query terms that follow each other within 4 places."""
    pairs = [(first, second) for first, second in pairwise(asked) if first != second]
    if not pairs:
        return 0.0
    kept = sum(
        any(0 < later - place <= 4 for place in passage.places.get(first, ()) for later in places)
        for first, second in pairs
        if (places := passage.places.get(second))
    )
    return kept / len(pairs)


def _phrase(query: str, text: str) -> float:
    """Length of the longest run of the query that stands in the text, over the length of the query."""
    words = _TOKEN.findall(_fold(query))
    units = [unit for word in words for unit in (word if re.match(rf"[{_CJK}]", word) else [word])]
    if len(units) < 2:
        return float(bool(units) and units[0] in text)
    best = start = 0
    for end in range(1, len(units) + 1):
        while start < end and not _stands(units[start:end], text):
            start += 1
        best = max(best, end - start)
    return best / len(units) if best > 1 else 0.0


def _stands(units: list[str], text: str) -> bool:
    pattern = units[0]
    for before, after in pairwise(units):
        apart = len(before) > 1 or len(after) > 1
        pattern += (" " if apart else "") + after
    return pattern in text


def offers(world: World) -> list[Offer]:
    """This reranker as an extension."""
    card = ModelCard(LexicalRerank.name, "rerank", "built in", "ready", languages=("zh", "en"))
    return [Offer(lambda: card, LexicalRerank)]
