"""Hybrid search and ingest at 100,000 and more chunks: `python -m benchmarks.index` (`make bench-index`).

    python -m benchmarks.index --chunks 100000 --peer-env /path/to/venv-with-lancedb-and-milvus-lite

The corpus is made (see `benchmarks.corpus`); questions have ten and more terms, frequent ones among them.
Ingest is what follows parsing: lexical forms, rows, text index, vectors, files of the dense index. Peers read
the same corpus in processes of their own. Ends with one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from sqlalchemy import insert

from benchmarks.corpus import Corpus, Floats
from benchmarks.processes import ROOT, resident_mb
from weir.core.store import Store
from weir.knowledge.bases import create_base, get_base
from weir.knowledge.index import EmbeddedIndex, Entry, Filter, condition_from
from weir.knowledge.index.dense.building import build
from weir.knowledge.index.dense.dense import enlist, serving
from weir.knowledge.index.dense.vectors import keep, known_encoder
from weir.knowledge.retrieval import question_terms
from weir.knowledge.shelf import shelve
from weir.knowledge.tables import chunks
from weir.knowledge.tokens import lexical

_PORTION = 1000
_DEPTH = 36  # hits of each kind, as retrieval asks for twelve pieces of evidence


class Given:
    """Stands for an encoder whose vectors are made with the corpus."""

    name = "bench/given"
    dimensions = 384

    def encode(self, texts: Any) -> Floats:
        raise NotImplementedError("the corpus brings its vectors")


@dataclass
class Asked:
    """A question with its vector, and the filter of each selectivity on the document's page."""

    text: str
    vector: Floats


def say(*words: object) -> None:
    print(*words, file=sys.stderr, flush=True)


def questions(corpus: Corpus, count: int, most: int) -> list[Asked]:
    """Questions about passages of the first tenth of the corpus."""
    rng = np.random.default_rng(3)
    asked: list[Asked] = []
    for passages, vectors in corpus.passages(min(count, most * _PORTION), _PORTION):
        for place in rng.integers(len(passages), size=max(1, most * _PORTION // count)):
            near = corpus.near(vectors[place : place + 1], rng)[0]
            asked.append(Asked(corpus.question(passages[int(place)], rng), near))
    return asked[:most]


class House:
    """A store with one base, filled portion by portion as ingest does it."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(f"sqlite:///{folder / 'weir.db'}")
        self.index = EmbeddedIndex(folder / "index")
        with self.store.write() as connection:
            self.base = get_base(connection, create_base(connection, "b", "", "", False, ())).number
            self.document = shelve(connection, self.base, "corpus", "", 0).id
            self.encoder = known_encoder(connection, Given())
            enlist(connection, self.base, self.encoder)
        self.number = 0

    def ingest(self, passages: list[Any], vectors: Floats) -> None:
        entries, rows, made = [], [], {}
        for passage, vector in zip(passages, vectors, strict=True):
            self.number += 1
            digest = blake2b(passage.text.encode(), digest_size=16).digest()
            entries.append(Entry(self.number, self.base, " ", lexical(passage.text)))
            made[digest] = vector
            rows.append(self._row(passage.text, digest))
        with self.store.write() as connection:
            keep(connection, self.encoder, made)
            connection.execute(insert(chunks), rows)
            self.index.upsert(connection, entries)
        self.index.tend(self.store, [Given()], [self.base])

    def _row(self, text: str, digest: bytes) -> dict[str, Any]:
        return {
            "number": self.number, "id": f"ck_{self.number}", "base": self.base, "document_id": self.document,
            "position": self.number, "kind": "paragraph", "context": "", "headings": "[]", "text": text,
            "lead": 0, "start": 0, "end": len(text), "page_from": self.number % 1000, "sha256": "",
            "passage": digest,
        }  # fmt: skip

    def hybrid(self, asked: Asked) -> None:
        """Both kinds of hits, one after the other, with the words of the question analysed."""
        where = Filter((self.base,))
        with self.store.read() as connection:
            self.index.search(connection, question_terms(asked.text), where, _DEPTH)
            self.index.search_dense(connection, {Given.name: asked.vector}, where, _DEPTH)

    def nearest(self, vector: Floats, where: Filter) -> list[int]:
        with self.store.read() as connection:
            hits = self.index.search_dense(connection, {Given.name: vector}, where, 10)
        return [hit.number for hit in hits]


def timed(work: Callable[[Asked], object], asked: list[Asked]) -> dict[str, float]:
    """Milliseconds of wall and processor time."""
    wall, processor = [], []
    for one in asked[:3]:
        work(one)
    for one in asked:
        started, used = time.perf_counter(), time.process_time()
        work(one)
        wall.append(1000 * (time.perf_counter() - started))
        processor.append(1000 * (time.process_time() - used))
    return {
        "p50_ms": round(float(np.quantile(wall, 0.5)), 1),
        "p95_ms": round(float(np.quantile(wall, 0.95)), 1),
        "cpu_p50_ms": round(float(np.quantile(processor, 0.5)), 1),
        "cpu_p95_ms": round(float(np.quantile(processor, 0.95)), 1),
    }


class Truth:
    """The ten truly nearest chunks to each question, without a filter and behind three of them."""

    shares: ClassVar = {"all": 1000, "10%": 100, "1%": 10, "0.1%": 1}

    def __init__(self, asked: list[Asked]) -> None:
        self.asked = asked
        self.matrix = np.array([one.vector for one in asked])
        self.best: dict[str, list[tuple[Floats, Any]]] = {share: [] for share in self.shares}

    def see(self, vectors: Floats, first: int) -> None:
        """Look at the chunks from this number on."""
        near = vectors.astype(np.float16).astype(np.float32) @ self.matrix.T
        numbers = np.arange(first, first + len(vectors))
        for share, most in self.shares.items():
            kept = numbers % 1000 < most
            self.best[share] = _merged(self.best[share], near[kept], numbers[kept])

    def recall(self, house: House) -> dict[str, float]:
        """Of these ten, how many are found."""
        found = {}
        for share, most in self.shares.items():
            condition = condition_from({"field": "page", "max": most - 1}) if share != "all" else None
            where = Filter((house.base,), condition=condition)
            ((_, numbers),) = self.best[share]
            rates = []
            for at, one in enumerate(self.asked):
                true = set(numbers[:, at].tolist())
                rates.append(len(true & set(house.nearest(one.vector, where))) / len(true))
            found[share] = round(float(np.mean(rates)), 4)
        return found


def _merged(best: list[tuple[Floats, Any]], near: Floats, numbers: Any) -> list[tuple[Floats, Any]]:
    """The ten best of each question so far: [10, questions] of likeness and of numbers."""
    tiled = np.repeat(numbers[:, None], near.shape[1], axis=1)
    if best:
        near, tiled = np.concatenate([best[0][0], near]), np.concatenate([best[0][1], tiled])
    order = np.argsort(-near, axis=0, kind="stable")[:10]
    return [(np.take_along_axis(near, order, 0), np.take_along_axis(tiled, order, 0))]


def weir(corpus: Corpus, count: int, asked: list[Asked], folder: Path) -> dict[str, Any]:
    house, truth = House(folder), Truth(asked[:50])
    wall = processor = 0.0
    for at, (passages, vectors) in enumerate(corpus.passages(count, _PORTION)):
        started, used = time.perf_counter(), time.process_time()
        house.ingest(passages, vectors)
        wall += time.perf_counter() - started
        processor += time.process_time() - used
        truth.see(vectors, house.number - len(vectors) + 1)
        if at % 100 == 99:
            held = resident_mb(os.getpid())
            say(f"  {house.number} chunks, {house.number / wall:.0f} a second, {held:.0f} MB")
    with house.store.read() as connection:
        row = serving(connection, [house.base])[0]
    started = time.perf_counter()
    build(house.store, house.index.dense, row)
    rebuilt = time.perf_counter() - started
    result = {
        "ingest_chunks_per_s": round(count / wall),
        "ingest_chunks_per_cpu_s": round(count / processor),
        "dense_rebuild_s": round(rebuilt, 1),
        "hybrid": timed(house.hybrid, asked),
        "lexical": timed(lambda one: _lexical(house, one), asked),
        "dense": timed(lambda one: house.nearest(one.vector, Filter((house.base,))), asked),
        "resident_mb": round(resident_mb(os.getpid())),
        "recall_at_10": truth.recall(house),
        "store_mb": round((folder / "weir.db").stat().st_size / 1e6),
        "files_mb": round(sum(path.stat().st_size for path in (folder / "index").glob("*")) / 1e6),
    }
    house.store.close()
    return result


def _lexical(house: House, asked: Asked) -> None:
    with house.store.read() as connection:
        house.index.search(connection, question_terms(asked.text), Filter((house.base,)), _DEPTH)


def peer(name: str, python: str, count: int) -> dict[str, Any]:
    """A peer in its own process and environment."""
    command = [python, str(ROOT / "benchmarks" / "index_peers.py"), name, str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3600)
    if done.returncode:
        say(done.stderr[-2000:])
        return {"failed": done.stderr.strip().splitlines()[-1][:300] if done.stderr else "no output"}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--peer-env", help="environment with lancedb, pymilvus and milvus-lite")
    chosen = parser.parse_args()
    corpus = Corpus()
    asked = questions(corpus, chosen.chunks, chosen.questions)
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        result = {"chunks": chosen.chunks, "weir": weir(corpus, chosen.chunks, asked, Path(folder))}
    say(result)
    if chosen.peer_env:
        for name in ("lancedb", "milvus-lite"):
            result[name] = peer(name, f"{chosen.peer_env}/bin/python", chosen.chunks)
            say(name, result[name])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
