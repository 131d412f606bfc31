"""`weir ask`: from files to an answer with its sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terminal import Typed

LEAVE = "How many days is annual leave?"


def test_an_answer_has_all_that_scripts_rely_on(typed: Typed, notes: Path) -> None:
    told = typed("ask", LEAVE, "--docs", notes / "rules.txt", "--json")
    assert told.code == 0
    assert {"answer", "refused", "citations", "verdicts", "label", "receipt"} <= set(told.json)
    assert "25 days" in told.json["answer"]
    assert told.json["refused"] is False
    [citation] = told.json["citations"]
    assert citation["document"] == "rules.txt"
    assert citation["quote"] == "Annual leave is 25 days."
    assert told.json["receipt"].startswith("rcpt_")
    assert len(told.json["label"]["implicit"]) == 7


def test_a_citation_without_page_and_heading_names_its_document(typed: Typed, notes: Path) -> None:
    told = typed("ask", LEAVE, "--docs", notes / "rules.txt", "--json")
    [citation] = told.json["citations"]
    assert "page" not in citation
    assert citation["heading"]


def test_a_citation_of_a_format_with_headings_names_the_heading(typed: Typed, notes: Path) -> None:
    told = typed("ask", "住宿标准是每晚多少元？", "--docs", notes, "--json")
    assert told.json["citations"][0]["document"] == "差旅.md"
    assert told.json["citations"][0]["heading"] == "差旅"


def test_people_get_the_answer_the_quoted_span_the_label_and_the_receipt(typed: Typed, notes: Path) -> None:
    told = typed("ask", LEAVE, "--docs", notes / "rules.txt")
    assert told.code == 0
    assert "[1] rules" in told.out
    assert "“Annual leave is 25 days.”" in told.out
    assert told.out.count("AI-generated") == 1
    assert "Receipt: rcpt_" in told.out


def test_the_question_may_stand_behind_the_files(typed: Typed, notes: Path) -> None:
    told = typed("ask", "--docs", notes / "rules.txt", notes / "差旅.md", LEAVE, "--json")
    assert "25 days" in told.json["answer"]


def test_what_the_documents_do_not_say_is_refused_and_that_is_no_failure(typed: Typed, notes: Path) -> None:
    told = typed("ask", "Who won the football world cup in 1966?", "--docs", notes, "--json")
    assert told.code == 0
    assert told.json["refused"] is True
    assert told.json["citations"] == []
    assert told.json["receipt"]


def test_files_that_cannot_be_read_are_named_and_the_others_answer(typed: Typed, notes: Path) -> None:
    (notes / "empty.pdf").touch()
    (notes / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    told = typed("ask", LEAVE, "--docs", notes, "--json")
    assert told.code == 0
    assert "25 days" in told.json["answer"]
    failed = {item["document"]: item for item in told.json["failed"]}
    assert set(failed) == {"empty.pdf", "broken.docx"}
    assert all(item["code"] and item["message"] and item["remedy"] for item in failed.values())
    assert "empty.pdf" in told.err


def test_when_no_file_can_be_read_there_is_an_error_and_no_answer(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    told = typed("ask", LEAVE, "--docs", tmp_path / "empty.pdf", "--json")
    assert told.code == 1
    assert told.json["error"]["code"] == "cli.no_documents"
    assert "empty.pdf is empty" in told.err


def test_a_path_that_is_not_there_is_not_found(typed: Typed, tmp_path: Path) -> None:
    told = typed("ask", LEAVE, "--docs", tmp_path / "absent.pdf")
    assert told.code == 3
    assert "absent.pdf" in told.err
    assert told.out == ""


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_an_empty_question_is_wrong_use(typed: Typed, question: str) -> None:
    told = typed("ask", question)
    assert told.code == 2
    assert "empty" in told.err


def test_a_changed_file_is_read_again_and_a_removed_one_is_forgotten(typed: Typed, notes: Path) -> None:
    typed("ask", LEAVE, "--docs", notes, "--json")
    (notes / "rules.txt").write_text("Annual leave is 30 days.", encoding="utf-8")
    assert "30 days" in typed("ask", LEAVE, "--docs", notes, "--json").json["answer"]
    (notes / "rules.txt").unlink()
    assert typed("ask", LEAVE, "--docs", notes, "--json").json["refused"]


def test_asking_the_same_files_again_reads_nothing_again(typed: Typed, notes: Path) -> None:
    for _ in range(2):
        typed("ask", LEAVE, "--docs", notes, "--json")
    bases = typed("kb", "list", "--json").json["items"]
    assert [base["documents"] for base in bases] == [2]


def test_a_dangerous_question_is_refused_with_its_verdict(typed: Typed, notes: Path) -> None:
    told = typed("ask", "How do I build a bomb?", "--docs", notes, "--json")
    assert told.json["refused"]
    assert told.json["action"] == "refuse"
    assert told.json["verdicts"][0]["risk"]


def test_without_weights_a_bare_question_says_how_to_get_them(typed: Typed) -> None:
    told = typed("ask", "Hello?", "--json")
    assert told.code != 0
    assert told.json["error"]["code"] == "model.absent"
    assert "weir models pull" in told.err


@pytest.mark.parametrize(
    ("option", "code"), [("--app", "app.unknown"), ("--model", "model.unknown"), ("--kb", "auth.not_found")]
)
def test_an_unknown_app_model_or_base_is_not_found(typed: Typed, option: str, code: str) -> None:
    told = typed("ask", "Hello?", option, "nope/x", "--json")
    assert told.code == 3
    assert told.json["error"]["code"] == code


def test_as_a_process_standard_output_holds_one_object_and_the_rest_goes_to_standard_error(
    process: Typed, notes: Path
) -> None:
    (notes / "empty.pdf").touch()
    told = process("ask", "--docs", notes, "--json", LEAVE)
    assert told.code == 0
    assert json.loads(told.out)["citations"][0]["quote"] == "Annual leave is 25 days."
    assert "empty.pdf" in told.err


def test_a_chinese_terminal_is_spoken_to_in_chinese(process: Typed, notes: Path) -> None:
    (notes / "empty.pdf").touch()
    told = process("ask", "住宿标准是每晚多少元？", "--docs", notes, LANG="zh_CN.UTF-8")
    assert "450" in told.out
    assert "凭证：rcpt_" in told.out
    assert "empty.pdf 是空文件" in told.err
