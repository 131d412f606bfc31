"""How well Weir answers from given passages, and when it refuses: `make bench-answers`.

The RGB protocol (`weir.evals.evaluate`) on the files in `../shared/data/rag` or `$WEIR_DATA/rag`, first with
the evidence-first answer, then with the model that Weir carries, merely prompted. Ends with a line of JSON.
`--rows FILE` writes every reply; `--no-plain` leaves the model out; other files may be named as arguments.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import orjson

from weir.core.store import Store
from weir.evals import Answerer, Marked, evaluate, grounded, plain, summarise
from weir.models import Models

DATA = Path(os.environ.get("WEIR_DATA") or Path(__file__).parents[2] / "shared" / "data") / "rag"
FILES = ("rgb_zh_refine_a.jsonl", "rgb_en_fact_a.jsonl", "rgb_zh_fact_a.jsonl", "rgb_zh_int_a.jsonl")
MODEL = "local/smollm2-135m"


def read(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]


def printed(name: str, result: dict[str, Any]) -> None:
    """One answerer's figures as a line for people."""
    at = ", ".join(f"{level}: {_percent(share)}" for level, share in result["correct_at_noise"].items())
    rejection = f"{_percent(result['rejection'])} {_interval(result['intervals']['rejection'])}"
    refusal = f"{_percent(result['false_refusal'])} {_interval(result['intervals']['false_refusal'])}"
    print(
        f"  {name:<9} correct at noise {at}; rejection {rejection}; false refusal {refusal}; "
        f"{result['mean_answer_characters']:.0f} characters, {result['mean_milliseconds']:.1f} ms",
        file=sys.stderr,
    )
    if against := result["counterfactual"]:
        shares = ", ".join(
            f"{share} {_percent(against[share])} {_interval(bounds)}"
            for share, bounds in against["intervals"].items()
        )
        print(f"  {name:<9} counterfactual passages ({against['n']} rows): {shares}", file=sys.stderr)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _interval(bounds: tuple[float, float]) -> str:
    return f"[{bounds[0] * 100:.0f}-{bounds[1] * 100:.0f}]"


@contextmanager
def carried_model() -> Iterator[Answerer]:
    """The model that Weir carries, prompted plainly."""
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder, asyncio.Runner() as runner:
        home = Path(os.environ.get("WEIR_HOME") or Path.home() / ".weir")
        models = Models(
            home,
            Store.open(f"sqlite:///{folder}/weir.db"),
            seal=lambda data, _: data,
            unseal=lambda data, _: data,
        )
        runner.run(models.pull(MODEL))
        yield plain(models.chat(MODEL), runner)
        runner.run(models.aclose())


def measure(
    files: list[Path], answerer: Answerer, name: str, out: TextIO | None, step: int
) -> dict[str, Any]:
    """The answerer on each file and on all of them together."""
    marks: dict[str, list[Marked]] = {path.stem: [] for path in files}
    for path in files:

        def keep(mark: Marked, name_of_file: str = path.stem) -> None:
            marks[name_of_file].append(mark)
            if out:
                row = {"file": name_of_file, "answerer": name, **asdict(mark)}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                out.flush()

        evaluate(read(path)[::step], answerer, on_mark=keep)
    marks["all"] = [mark for part in marks.values() for mark in part]
    results = {part: summarise(found) for part, found in marks.items()}
    for part, result in results.items():
        print(f"{part} ({result['n']} rows)", file=sys.stderr)
        printed(name, result)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rows", type=Path, help="write every reply to this JSONL file")
    parser.add_argument("--no-plain", action="store_true", help="leave the bare model out")
    parser.add_argument(
        "--step", type=int, default=1, help="ask the bare model every n-th row only; it is slow"
    )
    options = parser.parse_args()
    files = options.files or [DATA / name for name in FILES]
    if missing := [str(path) for path in files if not path.is_file()]:
        sys.exit(f"no such data: {', '.join(missing)}; set WEIR_DATA to the folder that holds rag/")
    rows = options.rows.open("w", encoding="utf-8") if options.rows else None
    summary = {"weir": measure(files, grounded, "weir", rows, 1)}
    if not options.no_plain:
        with carried_model() as answerer:
            summary["plain"] = measure(files, answerer, "plain", rows, options.step)
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
