"""`weir ground`: an answer checked at the command line, and a detector measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terminal import Typed

EVIDENCE = "云顶寺发生踩踏事件，造成12人死亡、14人受伤。\nThe warranty lasts 24 months.\n"


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "evidence.txt"
    path.write_text(EVIDENCE, encoding="utf-8")
    return path


def answer(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "answer.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_that_is_supported_passes(typed: Typed, evidence: Path, tmp_path: Path) -> None:
    done = typed(
        "ground",
        "check",
        "--evidence",
        evidence,
        "--answer",
        answer(tmp_path, "The warranty lasts 24 months."),
    )
    assert done.code == 0
    assert "✓ The warranty lasts 24 months." in done.out


def test_each_sentence_gets_its_state_its_span_and_its_reasons(
    typed: Typed, evidence: Path, tmp_path: Path
) -> None:
    text = "云顶寺踩踏事件造成13人死亡。The warranty lasts 24 months. The canteen serves lobster."
    done = typed("ground", "check", "--evidence", evidence, "--answer", answer(tmp_path, text), "--json")
    assert done.code == 1
    states = [row["state"] for row in done.json["sentences"]]
    assert states == ["contradicted", "supported", "not_in_evidence"]
    assert not done.json["supported"]
    wrong = done.json["sentences"][0]
    assert text[wrong["start"] : wrong["end"]] == wrong["sentence"]
    assert wrong["reasons"] == [{"kind": "number", "said": "13人", "found": "12人"}]
    assert wrong["evidence"]["document"] == "evidence.txt"
    assert "12人死亡" in wrong["evidence"]["quote"]


def test_people_read_it_in_chinese(typed: Typed, evidence: Path, tmp_path: Path) -> None:
    path = answer(tmp_path, "云顶寺踩踏事件造成13人死亡。")
    done = typed("ground", "check", "--evidence", evidence, "--answer", path, LANG="zh_CN.UTF-8")
    assert "与依据矛盾" in done.out
    assert "数值 13人（依据：12人）" in done.out


def test_an_answer_that_is_no_text_is_refused(typed: Typed, evidence: Path, tmp_path: Path) -> None:
    path = tmp_path / "answer.bin"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    done = typed("ground", "check", "--evidence", evidence, "--answer", path, "--json")
    assert done.code == 2
    assert done.json["error"]["code"] == "cli.not_text"


def test_a_detector_is_measured_on_rows(typed: Typed, tmp_path: Path) -> None:
    rows = [
        {"evidence": "The library opened in 1998.", "answer": "The library opened in 1998.", "label": 0},
        {"evidence": ["年假为15天。"], "answer": "食堂供应龙虾，欢迎品尝！", "label": 1},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = typed("ground", "eval", path, "--json")
    assert done.code == 0
    assert done.json["auroc"] == 1
    assert done.json["n"] == 2
    assert "AUROC: 1.0000" in typed("ground", "eval", path).out


@pytest.mark.parametrize(
    "line", ['{"evidence": "x", "answer": "y"}', '{"evidence": 3, "answer": "y", "label": 1}', "[1]"]
)
def test_a_row_that_lacks_something_is_named(typed: Typed, tmp_path: Path, line: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"evidence": "x", "answer": "y", "label": 0}}\n{line}\n', encoding="utf-8")
    done = typed("ground", "eval", path, "--json")
    assert done.code == 2
    assert done.json["error"]["code"] == "cli.not_grounding_rows"
    assert "2" in done.json["error"]["message"]
