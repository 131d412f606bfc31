"""How well made-up answers are told from those that the evidence supports."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, TypedDict

from weir.knowledge import LIKELY, answer_risk


class GroundingRow(TypedDict):
    """Evidence (one text or several), an answer, and whether it was made up (1) or not (0)."""

    evidence: str | list[str]
    answer: str
    label: int


_STEP = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


def evaluate_grounding(
    rows: Sequence[GroundingRow], on_row: Callable[[int], None] = lambda done: None
) -> dict[str, Any]:
    """`auroc` and `f1` of the learned detector, and the `auroc` of two measures that know nothing.

    `auroc_length_only` scores an answer by its length, `auroc_novel_bigram` by the share of its bigrams that
    the evidence lacks. `latency_ms` is the median a row, reading the evidence included. Areas are None where
    the rows have one label only.
    """
    labels = [int(row["label"]) for row in rows]
    risks: list[float] = []
    times: list[float] = []
    for row in rows:
        started = time.perf_counter()
        risks.append(answer_risk(row["answer"], texts(row)))
        times.append(1000 * (time.perf_counter() - started))
        on_row(len(risks))
    return {
        "auroc": auroc(labels, risks),
        "f1": f1(labels, [value >= LIKELY for value in risks]),
        "auroc_length_only": auroc(labels, [len(row["answer"]) for row in rows]),
        "auroc_novel_bigram": auroc(labels, [novel_bigrams(row["answer"], texts(row)) for row in rows]),
        "latency_ms": round(median(times), 3) if times else None,
        "n": len(rows),
    }


def texts(row: GroundingRow) -> list[str]:
    """The evidence of a row as a list."""
    return [row["evidence"]] if isinstance(row["evidence"], str) else row["evidence"]


def auroc(labels: Sequence[int], scores: Sequence[float]) -> float | None:
    """The chance that a row labelled 1 scores above one labelled 0, ties half (Mann and Whitney, 1947)."""
    ranked = sorted(range(len(scores)), key=scores.__getitem__)
    ones = sum(labels)
    zeros = len(labels) - ones
    if not ones or not zeros:
        return None
    total = position = 0.0
    while position < len(ranked):
        first = last = int(position)
        while last + 1 < len(ranked) and scores[ranked[last + 1]] == scores[ranked[first]]:
            last += 1
        total += (first + last + 2) / 2 * sum(labels[ranked[n]] for n in range(first, last + 1))
        position = last + 1
    return round((total - ones * (ones + 1) / 2) / (ones * zeros), 4)


def f1(labels: Sequence[int], said: Sequence[bool]) -> float:
    """The harmonic mean of precision and recall of what was said to be made up."""
    hits = sum(label == 1 and verdict for label, verdict in zip(labels, said, strict=True))
    return round(2 * hits / max(1, sum(labels) + sum(said)), 4)


def novel_bigrams(answer: str, evidence: Sequence[str]) -> float:
    """Share of the answer's bigrams (Han characters, words) that the evidence lacks; of its single steps
    where it has no two.
    """
    steps = _STEP.findall(answer.lower())
    size = min(2, len(steps))
    known = {gram for text in evidence for gram in _grams(_STEP.findall(text.lower()), size)}
    grams = _grams(steps, size)
    return sum(gram not in known for gram in grams) / max(1, len(grams))


def _grams(steps: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(steps[n : n + size]) for n in range(len(steps) - size + 1)] if size else []
