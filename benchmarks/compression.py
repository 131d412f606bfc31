"""How often the answer survives compression of the evidence: `make bench-compression`.

CMRC2018 and DRCD dev questions from `../shared/data/retrieval` or `$WEIR_DATA/retrieval`, each with the five
passages that plain BM25 finds (those that hold the answer), at a tenth, a quarter, half and three quarters of
their tokens: the share of questions whose answer still stands in what was kept. Beside Weir: the first
sentences in the order of retrieval (lead), the best sentences by BM25, and the best by BM25 within each
passage alike. Ends with a line of JSON. `--every N` asks every Nth question.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence

from benchmarks.retrieval import DATA, PlainBm25, Rows, read, texts_of
from weir.knowledge import Evidence, compress
from weir.knowledge.chunks import size

SETS = ("cmrc2018_dev", "drcd_dev")
BUDGETS = (0.1, 0.25, 0.5, 0.75)
FOUND = 5
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")

Kept = Callable[[str, Sequence[str], int], str]


def ours(question: str, passages: Sequence[str], budget: int) -> str:
    evidence = [Evidence(str(at), text, "set") for at, text in enumerate(passages)]
    spans = compress(question, evidence, budget)
    return "\n".join(passages[span.at][span.start : span.end] for span in spans)


def lead(question: str, passages: Sequence[str], budget: int) -> str:
    return _while_they_fit([s for text in passages for s in _SENTENCE.findall(text)], budget)


def bm25(question: str, passages: Sequence[str], budget: int) -> str:
    """Sentences by BM25 against the question, the best first while they fit; then by order."""
    every = [s for text in passages for s in _SENTENCE.findall(text)]
    best = PlainBm25(every).best(question, len(every))
    rest = sorted(set(range(len(every))) - set(best))
    return _while_they_fit([every[at] for at in [*best, *rest]], budget)


def each_alike(question: str, passages: Sequence[str], budget: int) -> str:
    """The same within each passage, with its share of the budget."""
    whole = sum(map(size, passages))
    return "\n".join(bm25(question, [text], budget * size(text) // whole) for text in passages)


WAYS: dict[str, Kept] = {"weir": ours, "lead": lead, "bm25": bm25, "bm25_each": each_alike}


def _while_they_fit(sentences: Sequence[str], budget: int) -> str:
    kept = []
    for sentence in sentences:
        if size(sentence) <= budget:
            kept.append(sentence)
            budget -= size(sentence)
    return "\n".join(kept)


def cases(name: str, every: int) -> list[tuple[str, list[str], list[str]]]:
    """Questions with the texts that were found for them and the answers that stand in those."""
    passages: Rows = read(DATA / f"{name}_passages.jsonl")
    index = PlainBm25(texts_of(passages))
    found = []
    for row in read(DATA / f"{name}_questions.jsonl")[::every]:
        texts = [str(passages[at]["text"]) for at in index.best(row["question"], FOUND)]
        answers = [answer for answer in row["answers"] if any(answer in text for text in texts)]
        if answers:
            found.append((str(row["question"]), texts, answers))
    return found


def measured(name: str, every: int) -> dict[str, dict[str, float]]:
    asked = cases(name, every)
    result: dict[str, dict[str, float]] = {"n": {"questions": len(asked)}}
    for way, keep in WAYS.items():
        started = time.process_time()
        recall = {}
        for share in BUDGETS:
            kept = [keep(q, texts, int(share * sum(map(size, texts)))) for q, texts, _ in asked]
            right = [
                any(a in text for a in answers) for text, (_, _, answers) in zip(kept, asked, strict=True)
            ]
            recall[f"{share:.0%}"] = round(sum(right) / len(right), 4)
        spent = 1000 * (time.process_time() - started) / (len(asked) * len(BUDGETS))
        result[way] = {**recall, "ms": round(spent, 2)}
        print(f"{name:14} {way:10} {result[way]}")
    return result


def main() -> None:
    """See the module."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1)
    every = options.parse_args().every
    print(json.dumps({name: measured(name, every) for name in SETS}))


if __name__ == "__main__":
    main()
