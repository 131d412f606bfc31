"""`weir retrieve eval`: figures for good rows, a clear word for bad ones."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from terminal import Typed

CORPUS = [
    {"id": 1, "title": "休假", "text": "满一年的员工有五天年假。"},
    {"id": "b", "text": "Rooms cost 450 a night."},
]
QUESTIONS = [
    {"id": 1, "question": "年假有几天？", "passage": "1"},
    {"id": 2, "question": "What do rooms cost?", "passage": "b"},
]


def _file(path: Path, rows: list[object]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def test_figures_are_printed_as_the_contract_says(typed: Typed, tmp_path: Path) -> None:
    corpus, questions = _file(tmp_path / "c", [*CORPUS]), _file(tmp_path / "q", [*QUESTIONS])
    told = typed("retrieve", "eval", "--corpus", corpus, "--questions", questions, "--json")
    result = orjson.loads(told.out)
    assert told.code == 0
    assert result["ndcg_at_10"] == result["recall_at_1"] == result["recall_at_10"] == result["mrr"] == 1.0
    assert (result["n"], set(result["latency_ms"])) == (2, {"p50", "p95"})
    assert "nDCG@10" in typed("retrieve", "eval", "--corpus", corpus, "--questions", questions).out


@pytest.mark.parametrize(
    ("corpus", "questions", "code", "says"),
    [
        ([{"id": 1}], QUESTIONS, "cli.bad_row", "Line 1"),
        ([*CORPUS, ["a"]], QUESTIONS, "cli.bad_row", "Line 3"),
        (CORPUS, [{"id": 1, "question": "a"}], "cli.bad_row", "passage"),
        ([CORPUS[0], CORPUS[0]], QUESTIONS, "retrieval.id_twice", "1"),
        (CORPUS, [{"id": 7, "question": "a", "passage": "zz"}], "retrieval.no_passage", "zz"),
        (CORPUS, [], "retrieval.nothing_to_measure", "nothing"),
        ([], QUESTIONS, "retrieval.nothing_to_measure", "nothing"),
    ],
)
def test_rows_that_cannot_be_used_are_named(
    typed: Typed, tmp_path: Path, corpus: list[object], questions: list[object], code: str, says: str
) -> None:
    files = _file(tmp_path / "c", corpus), _file(tmp_path / "q", questions)
    told = typed("retrieve", "eval", "--corpus", files[0], "--questions", files[1])
    assert told.code == 2
    assert code in told.err
    assert says in told.err


def test_a_file_that_is_no_json_is_named_with_its_line(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(orjson.dumps(CORPUS[0]) + b"\n\n{half")
    told = typed("retrieve", "eval", "--corpus", tmp_path / "c", "--questions", _file(tmp_path / "q", []))
    assert told.code == 2
    assert "cli.not_json" in told.err
    assert "line 3" in told.err


@pytest.mark.parametrize("mode", ["dense", "hybrid"])
def test_search_by_meaning_needs_an_encoder(typed: Typed, tmp_path: Path, mode: str) -> None:
    files = _file(tmp_path / "c", [*CORPUS]), _file(tmp_path / "q", [*QUESTIONS])
    told = typed("retrieve", "eval", "--corpus", files[0], "--questions", files[1], "--mode", mode)
    assert told.code == 2
    assert "retrieval.no_encoder" in told.err
