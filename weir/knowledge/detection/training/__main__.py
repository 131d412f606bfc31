"""Make the detector: the table of surprise, the examples, the two sets of weights.

The same data and seed give the same weights. `--dictionary` is jieba's `dict.txt`
(`pip download jieba==0.42.1`); without it the table that is there is kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from weir.core.errors import Language
from weir.knowledge.detection.basis import basis_of
from weir.knowledge.detection.features import measure
from weir.knowledge.detection.training import frequencies, texts
from weir.knowledge.detection.training.examples import Example, phrase_examples, sentence_examples, stock
from weir.knowledge.detection.training.fit import Matrix, logistic

ROOM = Path(__file__).parents[1]
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_ANY = ("new_bits", "mass", "new_pairs", "new_triples", "broken", "new_figures", "new_dates", "new_names")
_WEIGHED = {
    "sentence": (*_ANY, "new_words", "scattered", "figure_digits", "denies", "person", "opinion", "asks"),
    "phrase": (*_ANY, "rarest", "rare_mass"),
}
"""A sentence is judged by all that it adds; a phrase by the rarest thing in it."""
_ROUNDS = {"sentence": 4, "phrase": 2}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds guard/")
    parser.add_argument("--dictionary", type=Path, help="jieba's dict.txt")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    if options.dictionary:
        held = frequencies.make(ROOM / "surprise.npz", options.dictionary, texts.english(options.data))
        print(f"surprise.npz: {held} words", file=sys.stderr)
    learned = {kind: _learned(kind, made) for kind, made in _made(options.data, options.seed).items()}
    (ROOM / "weights.json").write_text(json.dumps(learned, indent=1) + "\n", "utf-8")
    print(json.dumps({kind: found["made"] for kind, found in learned.items()}))


def _made(data: Path, seed: int) -> dict[str, list[Example]]:
    rng = Random(seed)
    documents, talk = texts.documents(data), texts.talk(data)
    found: dict[str, list[Example]] = {"sentence": [], "phrase": []}
    for language in _LANGUAGES:
        held = stock(language, documents, talk if language == "en" else ())
        for _ in range(_ROUNDS["sentence"]):
            found["sentence"] += sentence_examples(held, rng)
        for _ in range(_ROUNDS["phrase"]):
            found["phrase"] += phrase_examples(held, rng)
    return found


def _learned(kind: str, made: Sequence[Example]) -> dict[str, Any]:
    """Weights from all examples; `right_held_out` is the share of both labels, weighed the same, that weights
    from four fifths of the evidence get right on the last fifth.
    """
    names = _WEIGHED[kind]
    rows = _rows(made, names)
    labels = np.array([float(example.label) for example in made])
    held_out = np.array([sum(example.evidence.encode()) % 5 == 0 for example in made])
    part = logistic(rows[~held_out], labels[~held_out])
    said, label = rows[held_out] @ part[:-1] + part[-1] > 0, labels[held_out]
    right = round(float(said[label == 1].mean() + 1 - said[label == 0].mean()) / 2, 4)
    whole = [round(float(value), 4) for value in logistic(rows, labels)]
    return {
        "made": {
            "examples": len(made),
            "made_up": int(labels.sum()),
            "right_held_out": round(float(right), 4),
        },
        "intercept": whole[-1],
        "weights": {name: value for name, value in zip(names, whole, strict=False) if value > 0},
    }


def _rows(made: Sequence[Example], names: Sequence[str]) -> Matrix:
    measured = (measure(example.claim, basis_of((example.evidence,))) for example in made)
    return np.array([[row[name] for name in names] for row in measured])


if __name__ == "__main__":
    main()
