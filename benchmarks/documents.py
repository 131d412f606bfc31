"""How well and how fast Weir reads documents, beside other engines: `make bench-documents`.

Every sample in `../shared/data/documents` or `$WEIR_DATA/documents` is read by Weir, docling-rs, docvortex
and markitdown, each alone in its own process, one file after another in turns. Where a sample has
`NAME.expected.md` (what docling itself makes of it: no truth, but none of ours), texts and tables are
compared with it (`similarity`). `--peer-env FOLDER` names an environment with docling-rs, docvortex and
markitdown[all]; without it, markitdown is left out and the others come from Weir's own environment. Ends
with a line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.processes import ROOT
from benchmarks.similarity import any_order, cell_recall, in_order, tokens

DATA = Path(os.environ.get("WEIR_DATA") or ROOT.parent / "shared" / "data") / "documents"
PEERS = ("docling-rs", "docvortex", "markitdown")
ENGINES = ("weir", *PEERS, "docling-rs core")
LIMIT_S = 60.0
"""For one file and engine, all rounds together."""
ROUNDS = 5
_SLOW_S = 0.5
"""A file that takes longer is read once."""
_FEW = 10
"""Fewer characters are no text."""
_EVEN = 0.005
"""Differences below this are none: engines escape and space differently."""


class Reader:
    """One engine in its process; a new process after one that was late or died."""

    def __init__(self, engine: str, python: str) -> None:
        self.engine, self.python = engine, python
        self._process: subprocess.Popen[str] | None = None

    def read(self, path: Path, rounds: int) -> dict[str, Any]:
        process = self._process = self._process or self._started()
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(json.dumps({"path": str(path), "rounds": rounds}) + "\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], LIMIT_S)
            line = process.stdout.readline() if ready else ""
        except BrokenPipeError:
            ready, line = [process.stdout], ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        return {"error": "it ended" if ready else f"it took longer than {LIMIT_S:g} s"}

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.python, str(ROOT / "benchmarks" / "readers.py"), self.engine],
            cwd="/" if self.engine in PEERS else ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )


@dataclass
class Result:
    """What one engine made of one sample."""

    kind: str
    name: str
    engine: str
    error: str = ""
    characters: int = 0
    milliseconds: float = 0.0
    cpu_ms: float = 0.0
    resident_mb: float = 0.0
    text: float | None = None
    bag: float | None = None
    cells: float | None = None


@dataclass
class Score:
    """The means of one engine on one kind."""

    text: float | None
    bag: float | None
    cells: float | None
    read: int
    files: int


def samples(kinds: Sequence[str]) -> list[Path]:
    found = (path for path in sorted(DATA.rglob("*")) if path.is_file())
    return [
        path
        for path in found
        if not path.name.endswith(".expected.md") and path.parent.name != "pdf_password"
        if not kinds or path.parent.name in kinds
    ]


def measured(reader: Reader, path: Path, rounds: int) -> Result:
    result = Result(path.parent.name, path.name, reader.engine)
    answer = reader.read(path, 1)
    if "error" not in answer and answer["seconds"] < _SLOW_S and rounds > 1:
        answer = reader.read(path, rounds)
    if "error" in answer:
        result.error = answer["error"]
        return result
    result.milliseconds, result.resident_mb = answer["seconds"] * 1000, answer["resident_mb"]
    result.cpu_ms = answer["cpu_seconds"] * 1000
    markdown = answer["markdown"]
    result.characters = len(markdown)
    expected = path.with_name(f"{path.name}.expected.md")
    if expected.exists() and reader.engine != "docling-rs core":
        truth = expected.read_text("utf-8", "replace")
        wanted, found = tokens(truth), tokens(markdown)
        result.text, result.bag = in_order(wanted, found), any_order(wanted, found)
        result.cells = cell_recall(truth, markdown)
    return result


def scored(results: Iterable[Result], engine: str) -> dict[str, Score]:
    """By kind; a sample that an engine could not read counts as nothing found."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.kind].append(result)
    scores = {}
    for kind, group in groups.items():
        mine = [result for result in group if result.engine == engine]
        judged = {r.name for r in group if r.text is not None}
        tabled = {r.name for r in group if r.cells is not None}
        scores[kind] = Score(
            text=_mean([r.text or 0.0 for r in mine if r.name in judged]),
            bag=_mean([r.bag or 0.0 for r in mine if r.name in judged]),
            cells=_mean([r.cells or 0.0 for r in mine if r.name in tabled]),
            read=sum(1 for r in mine if not r.error and r.characters > _FEW),
            files=len(mine),
        )
    return scores


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None


@dataclass
class Pace:
    """How fast an engine is on the files in which both it and Weir find text. Above 1: Weir is faster.

    Of processor time, since the clock of a shared machine tells more of its neighbours than of the engines.
    """

    files: int
    files_a_second: float
    """One over the median; `weir` has the same of Weir."""
    weir: float
    median: float
    """The median over the files of the peer's time over Weir's."""
    total: float
    median_by_clock: float
    slower_on: list[str] = field(default_factory=list)


def pace(results: Sequence[Result], peer: str) -> Pace | None:
    found = {(r.engine, r.kind, r.name): r for r in results if not r.error and r.characters > _FEW}
    both = [
        (found["weir", kind, name], result)
        for (engine, kind, name), result in found.items()
        if engine == peer and ("weir", kind, name) in found
    ]
    if not both:
        return None
    ours, theirs = [one.cpu_ms for one, _ in both], [other.cpu_ms for _, other in both]
    ratios = [other.cpu_ms / one.cpu_ms for one, other in both]
    return Pace(
        files=len(both),
        files_a_second=round(1000 / statistics.median(theirs)),
        weir=round(1000 / statistics.median(ours)),
        median=round(statistics.median(ratios), 2),
        total=round(sum(theirs) / sum(ours), 2),
        median_by_clock=round(statistics.median(b.milliseconds / a.milliseconds for a, b in both), 2),
        slower_on=[
            f"{one.kind}/{one.name}" for (one, _), ratio in zip(both, ratios, strict=True) if ratio < 0.9
        ],
    )


def behind(scores: dict[str, dict[str, Score]]) -> list[str]:
    """The kinds and figures on which Weir is not at least the best of its peers."""
    losses = []
    for kind, mine in scores["weir"].items():
        for figure in ("text", "cells"):
            own = getattr(mine, figure)
            peers = [(getattr(scores[peer][kind], figure) or 0.0, peer) for peer in PEERS if peer in scores]
            best, peer = max(peers, default=(0.0, ""))
            if own is not None and own < best - _EVEN:
                losses.append(f"{kind} {figure}: {own:.3f}, {peer} {best:.3f}")
    return losses


def table(scores: dict[str, dict[str, Score]], out: Any = sys.stderr) -> None:
    """Text similarity / cell recall (files read of files) by kind and engine."""
    engines = [engine for engine in ENGINES if engine in scores and engine != "docling-rs core"]
    print("\n| kind | " + " | ".join(engines) + " |\n|---|" + "---|" * len(engines), file=out)
    for kind in sorted(scores["weir"]):
        row = (_shown(scores[engine][kind]) for engine in engines)
        print(f"| {kind} | " + " | ".join(row) + " |", file=out)


def _shown(score: Score) -> str:
    figures = [f"{value:.3f}" for value in (score.text, score.cells) if value is not None]
    return f"{' / '.join(figures) or '–'} ({score.read}/{score.files})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--peer-env", type=Path, help="environment with docling-rs, docvortex, markitdown")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--kinds", nargs="*", default=[], help="folders of the samples; all by default")
    options.add_argument("--rows", type=Path, help="write one line of JSON for each file and engine")
    chosen = options.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA} is not there: set WEIR_DATA to the folder that holds documents/.")
    started = time.monotonic()
    results = run(chosen)
    engines = list(dict.fromkeys(result.engine for result in results))
    scores = {engine: scored(results, engine) for engine in engines}
    table(scores)
    losses = behind(scores)
    print("\nbehind the best peer:", *(losses or ["nowhere"]), sep="\n  ", file=sys.stderr)
    paces = {peer: pace(results, peer) for peer in engines if peer != "weir"}
    for peer, found in paces.items():
        print(f"  {peer}: {found}", file=sys.stderr)
    print(
        json.dumps(
            {
                "files": len({(r.kind, r.name) for r in results}),
                "read": {e: sum(s.read for s in scores[e].values()) for e in engines},
                "text": {e: _overall(scores[e], "text") for e in engines if e != "docling-rs core"},
                "cells": {e: _overall(scores[e], "cells") for e in engines if e != "docling-rs core"},
                "behind": losses,
                "pace": {peer: vars(found) for peer, found in paces.items() if found},
                "peak_mb": {e: max(r.resident_mb for r in results if r.engine == e) for e in engines},
                "failed": [f"{r.engine} {r.kind}/{r.name}: {r.error}" for r in results if r.error],
                "seconds": round(time.monotonic() - started),
            },
            ensure_ascii=False,
        )
    )


def run(chosen: argparse.Namespace) -> list[Result]:
    """Every sample by every engine, engines in turns."""
    peer_python = str(chosen.peer_env / "bin" / "python") if chosen.peer_env else sys.executable
    engines = [e for e in ENGINES if chosen.peer_env or e != "markitdown"]
    readers = [Reader(e, peer_python if e in PEERS else sys.executable) for e in engines]
    results: list[Result] = []
    paths = samples(chosen.kinds)
    try:
        for reader in readers:
            reader.read(paths[0], 1)  # starts the engine
        for path in paths:
            results += [measured(reader, path, chosen.rounds) for reader in readers]
            print(f"{path.parent.name}/{path.name}", file=sys.stderr)
    finally:
        for reader in readers:
            reader.close()
    if chosen.rows:
        lines = (json.dumps(vars(result), ensure_ascii=False) for result in results)
        chosen.rows.write_text("\n".join(lines) + "\n", "utf-8")
    return results


def _overall(scores: dict[str, Score], figure: str) -> float | None:
    """The mean over kinds."""
    return _mean([value for score in scores.values() if (value := getattr(score, figure)) is not None])


if __name__ == "__main__":
    main()
