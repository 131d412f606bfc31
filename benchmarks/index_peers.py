"""The same corpus and questions in other engines: `PEER_ENV/bin/python -m benchmarks.index_peers NAME COUNT`.

Each engine gets Weir's lexical forms cut into single characters, pairs and words, so that none is measured by
its own analysis of Chinese. Nothing of Weir but the analysis and the corpus is imported. One line of JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import Corpus  # type: ignore[import-not-found] # `weir` is not installed where peers are

_PORTION = 1000
_QUESTIONS = 50
_DEPTH = 36


class Engine(Protocol):
    def add(self, rows: list[dict[str, Any]]) -> None: ...
    def finish(self) -> None: ...
    def words(self, text: str) -> object: ...
    def nearest(self, vector: Any, most: int | None = None) -> list[int]: ...


class Lance:
    """LanceDB: IVF_HNSW_SQ, full text without positions."""

    def __init__(self, folder: str) -> None:
        import lancedb

        self.database = lancedb.connect(folder)
        self.table: Any = None

    def add(self, rows: list[dict[str, Any]]) -> None:
        if self.table is None:
            self.table = self.database.create_table("t", rows)
        else:
            self.table.add(rows)

    def finish(self) -> None:
        self.table.create_fts_index("text", base_tokenizer="whitespace", with_position=False)
        self.table.create_index(metric="cosine", vector_column_name="vector", index_type="IVF_HNSW_SQ")
        self.table.create_scalar_index("page")

    def words(self, text: str) -> object:
        return self.table.search(text, query_type="fts").limit(_DEPTH).select(["id"]).to_list()

    def nearest(self, vector: Any, most: int | None = None) -> list[int]:
        search = self.table.search(vector).metric("cosine").limit(10 if most is not None else _DEPTH)
        if most is not None:
            search = search.where(f"page < {most}", prefilter=True)
        return [row["id"] for row in search.select(["id"]).to_list()]


class MilvusLite:
    """milvus-lite: HNSW and its own BM25 over the standard tokenizer."""

    def __init__(self, folder: str) -> None:
        from pymilvus import DataType, Function, FunctionType, MilvusClient

        self.client = MilvusClient(f"{folder}/milvus.db")
        schema = self.client.create_schema()
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("page", DataType.INT64)
        analyzer = {"tokenizer": "standard"}
        schema.add_field(
            "text", DataType.VARCHAR, max_length=8000, enable_analyzer=True, analyzer_params=analyzer
        )
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=384)
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(Function("bm25", FunctionType.BM25, ["text"], ["sparse"]))
        index = self.client.prepare_index_params()
        index.add_index(
            "vector", index_type="HNSW", metric_type="COSINE", params={"M": 16, "efConstruction": 100}
        )
        index.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
        self.client.create_collection("t", schema=schema, index_params=index)

    def add(self, rows: list[dict[str, Any]]) -> None:
        self.client.insert("t", rows)

    def finish(self) -> None:
        self.client.flush("t")
        self.client.load_collection("t")

    def words(self, text: str) -> object:
        return self.client.search("t", [text], anns_field="sparse", limit=_DEPTH)

    def nearest(self, vector: Any, most: int | None = None) -> list[int]:
        limit = 10 if most is not None else _DEPTH
        filter = f"page < {most}" if most is not None else ""
        (hits,) = self.client.search("t", [vector], anns_field="vector", limit=limit, filter=filter)
        return [hit["id"] for hit in hits]


ENGINES: dict[str, Callable[[str], Engine]] = {"lancedb": Lance, "milvus-lite": MilvusLite}


def terms(text: str) -> str:
    """Words, and Chinese characters with their pairs, between blanks."""
    out: list[str] = []
    for word in text.split():
        chinese = word >= "\u3005"
        out += [*word, *map("".join, pairwise(word))] if chinese else [word]
    return " ".join(out)


def rows(corpus: Corpus, count: int) -> Iterator[tuple[list[dict[str, Any]], Any, Any]]:
    number = 0
    for passages, vectors in corpus.passages(count, _PORTION):
        made = []
        for passage, vector in zip(passages, vectors, strict=True):
            number += 1
            made.append(
                {"id": number, "page": number % 1000, "text": terms(passage.text), "vector": vector.tolist()}
            )
        yield made, passages, vectors


def milliseconds(work: Callable[[Any], object], items: list[Any]) -> dict[str, float]:
    wall, processor = [], []
    for item in items[:2]:
        work(item)
    for item in items:
        started, used = time.perf_counter(), time.process_time()
        work(item)
        wall.append(1000 * (time.perf_counter() - started))
        processor.append(1000 * (time.process_time() - used))
    names = (
        ("p50_ms", wall, 0.5),
        ("p95_ms", wall, 0.95),
        ("cpu_p50_ms", processor, 0.5),
        ("cpu_p95_ms", processor, 0.95),
    )
    return {name: round(float(np.quantile(times, share)), 1) for name, times, share in names}


def main() -> None:
    name, count = sys.argv[1], int(sys.argv[2])
    corpus, rng = Corpus(), np.random.default_rng(3)
    asked: list[tuple[str, Any]] = []
    kept: list[tuple[Any, Any]] = []
    with tempfile.TemporaryDirectory(prefix="weir-peer-") as folder:
        engine = ENGINES[name](folder)
        wall = processor = 0.0
        first = 1
        for made, passages, vectors in rows(corpus, count):
            started, used = time.perf_counter(), time.process_time()
            engine.add(made)
            wall += time.perf_counter() - started
            processor += time.process_time() - used
            if len(asked) < _QUESTIONS:
                near = corpus.near(vectors[:1], rng)[0]
                asked.append((terms(corpus.question(passages[0], rng)), near))
            numbers = np.arange(first, first + len(vectors))
            first += len(vectors)
            kept.append((numbers[numbers % 1000 < 10], vectors[numbers % 1000 < 10]))
        started, used = time.perf_counter(), time.process_time()
        engine.finish()
        wall += time.perf_counter() - started
        processor += time.process_time() - used
        numbers, matrix = (np.concatenate(each) for each in zip(*kept, strict=True))
        rates = []
        for _, vector in asked:
            true = set(numbers[np.argsort(-(matrix @ vector))[:10]].tolist())
            rates.append(len(true & set(engine.nearest(vector, 10))) / len(true))
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line)
        result = {
            "ingest_chunks_per_s": round(count / wall),
            "ingest_chunks_per_cpu_s": round(count / processor),
            "hybrid": milliseconds(lambda one: (engine.words(one[0]), engine.nearest(one[1])), asked),
            "resident_mb": round(int(peak.split()[1]) / 1024),
            "recall_at_10": {"1%": round(float(np.mean(rates)), 4)},
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
