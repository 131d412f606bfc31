"""RGB: does an answerer find the answer among noise, and does it refuse when there is none?

The protocol of Chen et al., "Benchmarking Large Language Models in Retrieval-Augmented Generation"
(AAAI 2024): `passages` passages, of which a share is noise; an answer is right when every gold answer occurs
in it; with noise alone, refusing is right. Rows: query, answer, positive, negative, and positive_wrong where
there are counterfactual passages.
"""

from __future__ import annotations

import math
import random
import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weir.evals.answerers import Answerer, Reply
from weir.evals.intervals import wilson

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Marked:
    """One question asked once, with the mark that its reply got."""

    id: Any
    part: str
    """``0``, ``0.4`` … (the share of noise), ``rejection``, ``counterfactual`` or ``contradiction``."""
    question: str
    gold: Any
    passages: tuple[str, ...]
    reply: Reply
    correct: bool
    milliseconds: float


def evaluate(
    rows: Sequence[Row],
    answerer: Answerer,
    noise_levels: Sequence[float] = (0, 0.4, 0.8),
    passages: int = 5,
    seed: int = 2333,
    on_mark: Callable[[Marked], None] = lambda mark: None,
) -> dict[str, Any]:
    """Ask every row at every level of noise, with noise alone, and with counterfactual passages
    where it has them.

    Returns shares from 0 to 1 (`correct_at_noise`, `rejection`, `false_refusal` at the lowest
    level, `n` rows),
    their 95 % Wilson `intervals`, `counterfactual` (None without such rows), the mean length of an answer in
    characters and the mean time. `on_mark` sees every single reply.
    """
    marks: list[Marked] = []
    for row in rows:
        for part, chosen in _tasks(row, noise_levels, passages, seed):
            marks.append(_ask(row, part, chosen, answerer))
            on_mark(marks[-1])
    return summarise(marks, noise_levels)


def summarise(marks: Sequence[Marked], noise_levels: Sequence[float] = (0, 0.4, 0.8)) -> dict[str, Any]:
    """The figures of `evaluate` from its marks, for any part of them."""
    levels = [f"{level:g}" for level in noise_levels]
    parts = {part: [mark for mark in marks if mark.part == part] for part in {mark.part for mark in marks}}
    correct = {level: _count(parts.get(level, []), lambda mark: mark.correct) for level in levels}
    rejected = _count(parts.get("rejection", []), lambda mark: mark.reply.refused)
    refused = _count(parts.get(levels[0], []) if levels else [], lambda mark: mark.reply.refused)
    given = [mark for level in levels for mark in parts.get(level, []) if not mark.reply.refused]
    return {
        "correct_at_noise": {level: _share(count) for level, count in correct.items()},
        "rejection": _share(rejected),
        "false_refusal": _share(refused),
        "n": len(parts.get(levels[0], [])) if levels else 0,
        "intervals": {
            "correct_at_noise": {level: wilson(*count) for level, count in correct.items()},
            "rejection": wilson(*rejected),
            "false_refusal": wilson(*refused),
        },
        "counterfactual": _counterfactual(parts),
        "mean_answer_characters": round(_mean([len(mark.reply.text) for mark in given]), 1),
        "mean_milliseconds": round(_mean([mark.milliseconds for mark in marks]), 2),
    }


def _tasks(row: Row, levels: Sequence[float], size: int, seed: int) -> list[tuple[str, list[str]]]:
    tasks = [(f"{level:g}", sample(row, level, size, seed)) for level in levels]
    if row["negative"]:
        tasks.append(("rejection", _shuffled(list(row["negative"][:size]), seed)))
    if wrong := row.get("positive_wrong"):
        tasks.append(("counterfactual", _shuffled(list(wrong[:size]), seed)))
        half = max(1, size // 2)
        tasks.append(("contradiction", _shuffled([*wrong[:half], *row["positive"][-half:]], seed)))
    return tasks


def sample(row: Row, noise: float, size: int, seed: int) -> list[str]:
    """The passages of a row at a share of noise, as RGB draws them: the first of each kind, shuffled.

    Where there are too few of one kind, the other fills up. Rows whose positives are nested (one
    list for each
    part of the answer) take one passage a part first, whatever the noise.
    """
    negatives = math.ceil(size * noise)
    positives = size - negatives
    if row["positive"] and isinstance(row["positive"][0], list):
        return _shuffled(_nested(row, positives, size, seed), seed)
    if negatives > len(row["negative"]):
        negatives = len(row["negative"])
        positives = size - negatives
    elif positives > len(row["positive"]):
        positives = len(row["positive"])
        negatives = size - positives
    return _shuffled([*row["positive"][:positives], *row["negative"][:negatives]], seed)


def _nested(row: Row, positives: int, size: int, seed: int) -> list[str]:
    parts = [_shuffled(list(part), seed) for part in row["positive"]]
    chosen = [part[0] for part in parts if part]
    for depth in range(1, max(map(len, parts), default=0)):
        chosen += [part[depth] for part in parts if len(part) > depth][: max(0, positives - len(chosen))]
    return [*chosen, *row["negative"][: max(0, size - len(chosen))]]


def _shuffled(passages: list[str], seed: int) -> list[str]:
    random.Random(seed).shuffle(passages)
    return passages


def _ask(row: Row, part: str, chosen: list[str], answerer: Answerer) -> Marked:
    started = time.perf_counter()
    reply = answerer(row["query"], chosen)
    took = (time.perf_counter() - started) * 1000
    correct = not reply.refused and is_correct(row["answer"], reply.text)
    return Marked(row.get("id"), part, row["query"], row["answer"], tuple(chosen), reply, correct, took)


def is_correct(gold: Any, text: str) -> bool:
    """Whether every gold answer occurs in the text; of a nested list of spellings one is enough."""
    said = _normal(text)
    wanted = gold if isinstance(gold, list) else [gold]
    return all(any(_normal(str(s)) in said for s in (w if isinstance(w, list) else [w])) for w in wanted)


def _normal(text: str) -> str:
    """Half width, lower case, no separators in numbers; no spaces at all where Chinese is written."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    return re.sub(r"\s+", "" if re.search("[\u4e00-\u9fff]", plain) else " ", plain).strip()


def _count(marks: Sequence[Marked], hit: Callable[[Marked], bool]) -> tuple[int, int]:
    return sum(map(hit, marks)), len(marks)


def _share(count: tuple[int, int]) -> float:
    return round(count[0] / count[1], 4) if count[1] else 0.0


def _counterfactual(parts: Mapping[str, Sequence[Marked]]) -> dict[str, Any] | None:
    """Counterfactual passages against true ones, half and half: how often the contradiction is pointed out
    (`flagged`) and the right answer is among what is quoted (`corrected`). `…_alone`: with counterfactual
    passages only, which nothing but knowledge from elsewhere can tell. `false_alarm`: contradictions that are
    reported where all passages are true.
    """
    mixed, alone = parts.get("contradiction", []), parts.get("counterfactual", [])
    if not mixed:
        return None
    counts = {
        "flagged": _count(mixed, lambda mark: mark.reply.conflict),
        "corrected": _count(mixed, lambda mark: mark.correct),
        "flagged_alone": _count(alone, lambda mark: mark.reply.conflict),
        "refused_alone": _count(alone, lambda mark: mark.reply.refused),
        "false_alarm": _count(parts.get("0", []), lambda mark: mark.reply.conflict),
    }
    return {
        **{name: _share(count) for name, count in counts.items()},
        "n": len(mixed),
        "intervals": {name: wilson(*count) for name, count in counts.items()},
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
