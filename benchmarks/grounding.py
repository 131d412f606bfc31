"""How well made-up answers are told from supported ones, and at what price: `make bench-grounding`.

Two sets from `../shared/data/grounding` or `$WEIR_DATA/grounding`, each turned into rows of
`{evidence, answer, label}`, 1 = made up:

begin_wow_dev   BEGIN (Dziri et al. 2022), Wizard of Wikipedia: evidence is `knowledge`, answer is `response`;
                any label but `Fully attributable` counts as made up: a reply is attributable whole or not
uhgeval_a       UHGEval (Liang et al. 2023), keywords: evidence is the whole article (`newsBeginning` with
                `newsRemainder`), answer is the keyword alone; made up where its annotation begins with 不合理

A third part counts states: sentences of RGB's counterfactual passages (`rag/rgb_*_fact_a.jsonl`) against the
true passage that each was made from; they repeat it word for word (`same`) or exchange a fact (`changed`).

`--rows FOLDER` writes the rows, so that `weir ground eval` can be run on them. Ends with a line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import orjson

from weir.evals import GroundingRow, auroc, evaluate_grounding
from weir.evals.grounding import texts
from weir.knowledge import Checker, Evidence, answer_risk

DATA = Path(os.environ.get("WEIR_DATA") or Path(__file__).parents[2] / "shared" / "data") / "grounding"
_ROUNDS = 500
_ALIKE = 0.6
"""Share of a changed sentence that one sentence of the true passage must repeat in order."""


def begin(path: Path) -> Iterator[GroundingRow]:
    for row in _lines(path):
        label = int(row["begin_label"] != "Fully attributable")
        yield {"evidence": row["knowledge"], "answer": row["response"], "label": label}


def uhgeval(path: Path) -> Iterator[GroundingRow]:
    for row in _lines(path):
        article = row["newsBeginning"] + row["newsRemainder"]
        for annotation in row["annotations"]:
            keyword, _, verdict = annotation.partition("<sep>")
            yield {"evidence": article, "answer": keyword, "label": int(verdict.startswith("不合理"))}


SETS: dict[str, tuple[str, Callable[[Path], Iterator[GroundingRow]]]] = {
    "begin_wow_dev": ("begin_wow_dev.jsonl", begin),
    "uhgeval_keywords": ("uhgeval_a.jsonl", uhgeval),
}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        yield from (orjson.loads(line) for line in lines if line.strip())


def measured(rows: Sequence[GroundingRow]) -> dict[str, Any]:
    """The figures of `weir ground eval`, the interval of its area, and what a whole check costs."""
    result = evaluate_grounding(rows)
    risks = [answer_risk(row["answer"], texts(row)) for row in rows]
    result["auroc_interval"] = interval([row["label"] for row in rows], risks)
    sample = rows[:: max(1, len(rows) // 200)]
    started = time.process_time()
    for row in sample:
        Checker([Evidence("0", text, "") for text in texts(row)]).check(row["answer"])
    result["check_cpu_ms"] = round(1000 * (time.process_time() - started) / len(sample), 2)
    result["made_up"] = sum(row["label"] for row in rows)
    return result


def interval(labels: Sequence[int], scores: Sequence[float], seed: int = 1) -> tuple[float, float]:
    """The middle 95 % of the area over rows drawn anew (bootstrap)."""
    rng = random.Random(seed)
    areas: list[float] = []
    for _ in range(_ROUNDS):
        drawn = rng.choices(range(len(labels)), k=len(labels))
        area = auroc([labels[n] for n in drawn], [scores[n] for n in drawn])
        areas += [] if area is None else [area]
    areas.sort()
    return areas[int(0.025 * len(areas))], areas[int(0.975 * len(areas)) - 1]


def counterfactual(path: Path) -> dict[str, dict[str, int]]:
    """How many sentences of the altered passages got which state."""
    counts = {"same": Counter[str](), "changed": Counter[str]()}
    for row in _lines(path):
        for true, altered in zip(row["positive"], row["positive_wrong"], strict=False):
            checker = Checker([Evidence("0", true, "")])
            said = [item["text"] for item in _sentences(checker, true)]
            for item in _sentences(checker, altered):
                kind = _kind(item["text"], said)
                if kind:
                    counts[kind][item["state"]] += 1
    return {kind: dict(sorted(found.items())) for kind, found in counts.items()}


def _sentences(checker: Checker, text: str) -> list[dict[str, str]]:
    checked = checker.check_answer(text)
    return [{"text": text[item.start : item.end], "state": item.support.state} for item in checked]


def _kind(sentence: str, said: Sequence[str]) -> str | None:
    if sentence in said:
        return "same"
    alike = max((SequenceMatcher(None, sentence, other).ratio() for other in said), default=0.0)
    return "changed" if alike >= _ALIKE else None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=Path, help="write the rows of each set to this folder")
    options = parser.parse_args()
    if missing := [file for file, _ in SETS.values() if not (DATA / file).is_file()]:
        sys.exit(f"no such data: {', '.join(missing)}; set WEIR_DATA to the folder that holds grounding/")
    summary: dict[str, Any] = {}
    for name, (file, convert) in SETS.items():
        rows = list(convert(DATA / file))
        if options.rows:
            options.rows.mkdir(parents=True, exist_ok=True)
            (options.rows / f"{name}.jsonl").write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        summary[name] = measured(rows)
        print(f"{name}: {summary[name]}", file=sys.stderr)
    for name in ("rgb_zh_fact_a", "rgb_en_fact_a"):
        path = DATA.parent / "rag" / f"{name}.jsonl"
        summary[name] = counterfactual(path)
        print(f"{name}: {summary[name]}", file=sys.stderr)
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
