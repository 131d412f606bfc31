"""`--docs` takes what a shell makes of `*.pdf`, and the question wherever a person puts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.cli.arguments import spread_docs

WORDS = st.text("abcdefgh 文？.*", min_size=1, max_size=8)
PATHS = st.lists(WORDS.map(lambda word: f"/no/{word}"), min_size=1, max_size=4)


def docs(arguments: list[str]) -> list[str]:
    return [arguments[at + 1] for at, word in enumerate(arguments) if word == "--docs"]


@given(WORDS, PATHS)
def test_every_file_after_one_docs_gets_a_docs_of_its_own(question: str, paths: list[str]) -> None:
    spread = spread_docs(["ask", question, "--docs", *paths])
    assert docs(spread) == paths
    assert spread.count(question) == 1


@given(WORDS, PATHS)
def test_the_question_may_come_after_the_files(question: str, paths: list[str]) -> None:
    spread = spread_docs(["ask", "--docs", *paths, f"{question}?", "--json"])
    assert docs(spread) == paths
    assert spread[-1] == f"{question}?"


@given(st.lists(st.sampled_from(["--json", "--docs", "--home", "/h", "--kb", "b", "--", "q", "-x"])))
def test_no_word_is_lost_or_invented(words: list[str]) -> None:
    def counted(arguments: list[str]) -> list[str]:
        parts = [part for word in arguments for part in word.split("=", 1)]
        return sorted(part for part in parts if part != "--docs")

    assert counted(spread_docs(["ask", *words])) == counted(["ask", *words])


@given(WORDS, PATHS)
def test_spreading_twice_is_spreading_once(question: str, paths: list[str]) -> None:
    once = spread_docs(["ask", "--docs", *paths, "--home", "/h", question])
    assert spread_docs(once) == once


@given(st.lists(WORDS))
def test_other_commands_are_left_alone(words: list[str]) -> None:
    assert spread_docs(["kb", "add", "--docs", *words]) == ["kb", "add", "--docs", *words]


def test_the_value_of_another_option_is_not_taken_for_the_question() -> None:
    spread = spread_docs(["ask", "--home", "/h", "--docs", "/no/a.pdf", "How long?"])
    assert docs(spread) == ["/no/a.pdf"]
    assert spread[-1] == "How long?"


def test_a_last_word_that_is_a_file_stays_a_file(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).touch()
    paths = [str(tmp_path / "a.md"), str(tmp_path / "b.md")]
    assert docs(spread_docs(["ask", "--docs", *paths])) == paths


@pytest.mark.parametrize("question", ["问" * 400, "what\0ever", "?" * 5000])
def test_a_question_that_no_file_system_could_name_is_still_a_question(question: str) -> None:
    assert spread_docs(["ask", "--docs", "/no/a.pdf", question])[-1] == question


def test_docs_without_a_file_is_left_for_the_parser_to_complain_about() -> None:
    assert spread_docs(["ask", "q", "--docs", "--json"]) == ["ask", "q", "--docs", "--json"]
