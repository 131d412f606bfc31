"""How well made-up answers are told from supported ones, and at what price: `make bench-grounding`.

Two sets from `../shared/data/grounding` or `$WEIR_DATA/grounding`, each turned into rows of
`{evidence, answer, label}`, 1 = made up:

begin_wow_dev   BEGIN (Dziri et al. 2022), Wizard of Wikipedia: evidence is `knowledge`, answer is `response`;
                any label but `Fully attributable` counts as made up: a reply is attributable whole or not
uhgeval_a       UHGEval (Liang et al. 2023), keywords: evidence is the whole article (`newsBeginning` with
                `newsRemainder`), answer is the keyword alone; made up where its annotation begins with 不合理

`--rows FOLDER` writes the rows, so that `weir ground eval` can be run on them. Ends with a line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from weir.evals import GroundingRow, auroc, evaluate_grounding
from weir.evals.grounding import texts
from weir.knowledge import Evidence, answer_risk, check

DATA = Path(os.environ.get("WEIR_DATA") or Path(__file__).parents[2] / "shared" / "data") / "grounding"
_ROUNDS = 500


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
        check(row["answer"], [Evidence("0", text, "") for text in texts(row)])
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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=Path, help="write the rows of each set to this folder")
    options = parser.parse_args()
    if missing := [file for file, _ in SETS.values() if not (DATA / file).is_file()]:
        sys.exit(f"no such data: {', '.join(missing)}; set WEIR_DATA to the folder that holds grounding/")
    summary = {}
    for name, (file, convert) in SETS.items():
        rows = list(convert(DATA / file))
        if options.rows:
            options.rows.mkdir(parents=True, exist_ok=True)
            (options.rows / f"{name}.jsonl").write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        summary[name] = measured(rows)
        print(f"{name}: {summary[name]}", file=sys.stderr)
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
