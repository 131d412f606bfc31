"""How well the right passage is found: `make bench-retrieval`, beside plain BM25 and the package bm25s.

The sets of `../shared/data/retrieval` or `$WEIR_DATA/retrieval`: CMRC2018 (simplified) and DRCD (traditional
Chinese), question to passage; Toyhom, a patient's title and question to the doctor's answer. Ends with JSON
on one line. `--peer PYTHON` names an interpreter that has `bm25s` and `rjieba`; without it only Weir and the
plain baseline are measured. `--every N` asks every Nth question only.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from weir.knowledge import evaluate

DATA = Path(os.environ.get("WEIR_DATA") or Path(__file__).parents[2] / "shared" / "data") / "retrieval"
BARS = {"cmrc2018_dev": 0.976, "drcd_dev": 0.969, "toyhom_medical_a": 0.29}
Rows = list[dict[str, Any]]


def read(path: Path) -> Rows:
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]


def sets() -> Iterator[tuple[str, Rows, Rows]]:
    """The name of each set that is there, its passages and its questions."""
    for name in BARS:
        if (DATA / f"{name}.jsonl").exists():
            yield name, *dialogues(read(DATA / f"{name}.jsonl"))
        elif (DATA / f"{name}_passages.jsonl").exists():
            yield name, read(DATA / f"{name}_passages.jsonl"), read(DATA / f"{name}_questions.jsonl")


def dialogues(rows: Rows) -> tuple[Rows, Rows]:
    """Toyhom's rows as passages and questions; answers that are the same text are one passage."""
    ids: dict[str, str] = {}
    questions = []
    for number, row in enumerate(rows):
        passage = ids.setdefault(row["answer"], str(len(ids)))
        questions.append({"id": number, "question": f"{row['title']} {row['ask']}", "passage": passage})
    return [{"id": id, "text": text} for text, id in ids.items()], questions


def bigrams(text: str) -> list[str]:
    """Lower-case words of Latin letters and digits, pairs of neighbouring Chinese characters."""
    found: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]+|[^\W\u4e00-\u9fff]+", text.lower()):
        found += map("".join, pairwise(run)) if "\u4e00" <= run[0] <= "\u9fff" else [run]
    return found


class PlainBm25:
    """BM25 as the textbook has it (k1 1.2, b 0.75) over words and character bigrams."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.counts = [Counter(bigrams(text)) for text in texts]
        self.lengths = [sum(count.values()) for count in self.counts]
        self.mean = sum(self.lengths) / len(texts)
        self.holders: dict[str, list[int]] = {}
        for at, count in enumerate(self.counts):
            for term in count:
                self.holders.setdefault(term, []).append(at)

    def best(self, question: str, limit: int = 10) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for term in set(bigrams(question)):
            holders = self.holders.get(term, ())
            rarity = math.log1p((len(self.counts) - len(holders) + 0.5) / (len(holders) + 0.5))
            for at in holders:
                often = self.counts[at][term]
                scores[at] += (
                    rarity * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * self.lengths[at] / self.mean))
                )
        return [at for at, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]]


def ndcg(passages: Rows, questions: Rows, found: Sequence[Sequence[int]]) -> float:
    """nDCG@10 with one right passage for each question."""
    places = {str(row["id"]): at for at, row in enumerate(passages)}
    won = 0.0
    for question, best in zip(questions, found, strict=True):
        right = places[str(question["passage"])]
        won += 1 / math.log2(best.index(right) + 2) if right in best else 0.0
    return round(won / len(questions), 4)


def texts_of(passages: Rows) -> list[str]:
    return [f"{row.get('title') or ''} {row['text']}" for row in passages]


def plain(passages: Rows, questions: Rows) -> float:
    index = PlainBm25(texts_of(passages))
    return ndcg(passages, questions, [index.best(row["question"]) for row in questions])


PEER = """
import json, sys, bm25s, rjieba
texts, asked = json.load(sys.stdin)
def big(text):
    return [text[i:i + 2] for i in range(len(text) - 1)]
cuts = {"bm25s, rjieba": rjieba.cut_for_search, "bm25s, bigrams": big}
out = {}
for name, cut in cuts.items():
    index = bm25s.BM25()
    index.index([[w for w in cut(t.lower()) if w.strip()] for t in texts], show_progress=False)
    found = []
    for question in asked:
        best, _ = index.retrieve([[w for w in cut(question.lower()) if w.strip()]], k=10, show_progress=False)
        found.append([int(at) for at in best[0]])
    out[name] = found
json.dump(out, sys.stdout)
"""


def peers(python: str, passages: Rows, questions: Rows) -> dict[str, float]:
    """The same set through `bm25s` in another interpreter."""
    asked = json.dumps([texts_of(passages), [row["question"] for row in questions]])
    done = subprocess.run([python, "-c", PEER], input=asked, capture_output=True, text=True, check=True)
    return {name: ndcg(passages, questions, found) for name, found in json.loads(done.stdout).items()}


def measured(passages: Rows, questions: Rows, peer: str | None) -> dict[str, Any]:
    result: dict[str, Any] = {"Weir": evaluate(passages, questions)}
    result["plain BM25"] = plain(passages, questions)
    return result | (peers(peer, passages, questions) if peer else {})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--peer", metavar="PYTHON")
    options.add_argument("--every", type=int, default=1)
    given = options.parse_args()
    results: dict[str, Mapping[str, Any]] = {}
    for name, passages, questions in sets():
        results[name] = measured(passages, questions[:: given.every], given.peer)
        print(f"{name} (bar {BARS[name]})", file=sys.stderr)
        for who, figures in results[name].items():
            print(f"  {who:<16} {figures}", file=sys.stderr)
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()
