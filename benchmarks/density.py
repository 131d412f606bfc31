"""Fit and measure the score of `weir.knowledge.chunks.density`: `make bench-density`.

A logistic regression on the examples beside this file. Prints how well the present weights and, by leaving
out one fifth of the examples at a time, the method tell the two kinds apart (AUROC), and ends with a line of
JSON. `--write` fits on all examples and writes the weights of the package anew.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weir.knowledge.chunks.density import Features, density, features

EXAMPLES = Path(__file__).with_name("density_examples.txt")
WEIGHTS = Path(__file__).parents[1] / "weir" / "knowledge" / "chunks" / "density.json"
AGAINST = {"short", "boilerplate", "links", "leaders"}
"""Features that may only lower the score; the others may only raise it, however few the examples are."""
SIGNS = np.array([-1.0 if name in AGAINST else 1.0 for name in Features._fields])
Floats = NDArray[np.float64]


def examples() -> list[tuple[bool, str]]:
    """Texts and whether each tells something."""
    blocks = EXAMPLES.read_text("utf-8").split("\n===\n")[1:]
    return [(block.startswith("1\n"), block.split("\n", 1)[1]) for block in blocks]


def fitted(rows: Floats, right: Floats, penalty: float = 0.3, steps: int = 3000) -> Floats:
    """Weights [features + 1] of a logistic regression, the bias last, by gradient descent
    that keeps to `SIGNS`."""
    data = np.column_stack([rows, np.ones(len(rows))])
    weights = np.zeros(data.shape[1])
    shrink = np.append(np.full(rows.shape[1], penalty), 0.0)
    for _ in range(steps):
        off = 1 / (1 + np.exp(-data @ weights)) - right
        weights -= 0.5 * (data.T @ off + shrink * weights) / len(data)
        weights[:-1] = np.where(SIGNS * weights[:-1] < 0, 0.0, weights[:-1])
    return weights


def auroc(scores: Floats, right: Floats) -> float:
    """How often one that tells scores above one that does not."""
    above = scores[right == 1][:, None] - scores[right == 0][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def left_out(rows: Floats, right: Floats, folds: int = 5) -> Floats:
    """The score of each example from weights fitted without its fifth."""
    scores = np.zeros(len(rows))
    fold = np.arange(len(rows)) % folds
    for at in range(folds):
        weights = fitted(rows[fold != at], right[fold != at])
        scores[fold == at] = rows[fold == at] @ weights[:-1] + weights[-1]
    return scores


def main() -> None:
    """See the module."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true")
    given = examples()
    rows = np.array([features(text) for _, text in given])
    right = np.array([float(tells) for tells, _ in given])
    held = left_out(rows, right)
    figures = {
        "examples": len(given),
        "auroc_left_out": round(auroc(held, right), 4),
        "accuracy_left_out": round(float(((held > 0) == (right == 1)).mean()), 4),
    }
    if options.parse_args().write:
        _write(fitted(rows, right), figures)
    scores = np.array([density(text) for _, text in given])
    print(json.dumps({**figures, "auroc_present": round(auroc(scores, right), 4)}))


def _write(weights: Floats, figures: dict[str, float]) -> None:
    names = [*Features._fields, "bias"]
    card = {
        "what": "Weights of the knowledge density score of a chunk (weir.knowledge.chunks.density).",
        "data": "benchmarks/density_examples.txt: Chinese and English texts written for it.",
        "licence": "Apache-2.0",
        "made": "python -m benchmarks.density --write",
        "limits": "Written for office, web and technical texts; verse and lists of names score too low.",
        "figures": figures,
        "weights": {name: round(float(value), 4) for name, value in zip(names, weights, strict=True)},
    }
    WEIGHTS.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
