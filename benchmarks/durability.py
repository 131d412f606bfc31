"""Kill a process that takes in documents, renews files and encodes anew: `python -m benchmarks.durability`.

Each round starts a worker, kills it with SIGKILL at a random moment, opens what it left as a server does at
its start, and verifies every knowledge base. Nothing that was acknowledged may be missing, nothing may be
there twice, every index must agree with the store. Ends with one line of JSON.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge
from weir.knowledge.index.dense import building

_FEW = 40  # chunks from which on there are files, so that they are renewed all the time


class Hashed:
    """An encoder whose vectors follow from the text alone."""

    dimensions = 64

    def __init__(self, name: str) -> None:
        self.name = name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        made = np.array([self._one(text) for text in texts], np.float32).reshape(-1, self.dimensions)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True))

    def _one(self, text: str) -> NDArray[np.float32]:
        seed = crc32(f"{self.name} {text}".encode())
        return np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)


ENCODERS = (Hashed("one"), Hashed("two"))


@dataclass
class Outcome:
    """What the rounds found."""

    kills: int = 0
    unclean: list[str] = field(default_factory=list)
    lost: int = 0
    documents: int = 0
    during: Counter[str] = field(default_factory=Counter)


def work(url: str, home: Path, base: str, first: int) -> None:
    """Take in, rebuild and encode anew until killed; each finished document is told, and each phase."""
    building.FEW = _FEW
    with Parsers(workers=1) as parsers:
        store = Store.open(url)
        houses = [Knowledge(store, home, parsers, encoders=pair) for pair in (ENCODERS, ENCODERS[::-1])]
        for number in itertools.count(first):
            knowledge = houses[number // 4 % 2]
            tell("phase", "ingest")
            text = "\n\n".join(
                f"# 第{n}节\n\n第{number}号文件第{n}节规定{number * n}天。" * 8 for n in range(12)
            )
            document = knowledge.add_document(base, f"{number}.md", text.encode())
            knowledge.ingest(document.id)
            tell("done", document.id)
            tell("phase", "re-encoding" if number % 4 == 0 else "compaction")
            knowledge.tend()
            if number % 6 == 5:
                tell("phase", "rebuild")
                knowledge.rebuild()


def tell(kind: str, what: str) -> None:
    print(kind, what, flush=True)


def trial(url: str, home: Path, kills: int, seed: int = 1) -> Outcome:
    """`kills` rounds on a store that is empty and has the current schema."""
    rng, outcome, told = random.Random(seed), Outcome(), set[str]()
    with Parsers(workers=1) as parsers:
        store = Store.open(url)
        knowledge = Knowledge(store, home, parsers, encoders=ENCODERS)
        base = knowledge.create("durability", "pr_1").id
        for _ in range(kills):
            first = len(told) + outcome.kills
            lines = _round(url, home, base, first, rng.randint(1, 12), rng.uniform(0, 0.2))
            outcome.kills += 1
            phases = [what for kind, what in lines if kind == "phase"]
            outcome.during[phases[-1] if phases else "start"] += 1
            told |= {what for kind, what in lines if kind == "done"}
            knowledge.sweep()
            health = knowledge.verify(base)
            if not health.clean:
                outcome.unclean.append(repr(health)[:500])
            ready = {each.id for each in knowledge.documents(base) if each.status == "ready"}
            outcome.lost = len(told - ready)
        outcome.documents = len(told)
        store.close()
    return outcome


def _round(url: str, home: Path, base: str, first: int, words: int, seconds: float) -> list[tuple[str, str]]:
    """Start a worker, kill it `seconds` after it has told so many things, and give what it told."""
    command = [sys.executable, "-m", "benchmarks.durability", "--work", url, str(home), base, str(first)]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as worker:
        assert worker.stdout is not None
        lines = [worker.stdout.readline() for _ in range(words)]
        time.sleep(seconds)
        os.killpg(worker.pid, signal.SIGKILL)  # with the processes that parse for it
        lines += worker.stdout.readlines()
    told = [line.strip().partition(" ") for line in lines]
    return [(kind, what) for kind, _, what in told if what]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", nargs=4)
    parser.add_argument("--kills", type=int, default=200)
    chosen = parser.parse_args()
    if chosen.work:
        url, home, base, first = chosen.work
        work(url, Path(home), base, int(first))
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        outcome = trial(f"sqlite:///{folder}/weir.db", Path(folder), chosen.kills)
    result = {
        "kills": outcome.kills,
        "during": dict(outcome.during),
        "unclean": len(outcome.unclean),
        "lost": outcome.lost,
        "documents": outcome.documents,
    }
    for problem in outcome.unclean[:5]:
        print(problem, file=sys.stderr)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
