"""Every `weir` command line that a page or a message shows is one that the command tree takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
import typer
from pages import ROOT, Block, blocks, inline_code

from weir.cli.arguments import spread_docs

_ENDS = {"|", "||", "&&", ";", ">", ">>", "<"}
_IN_SOURCES = re.compile(r"`(weir [^`\n]+)`")


@cache
def _tree() -> Any:
    from weir.cli.commands import tree

    return typer.main.get_command(tree)


def _shown_in_shells() -> list[str]:
    return [line for block in blocks("bash") for line in _lines(block) if _words(line)]


def _lines(block: Block) -> Iterator[str]:
    yield from (line.strip() for line in block.text.splitlines())


def _words(line: str) -> list[str]:
    """The words of the `weir` command in a line of shell, without its name; empty where there is none."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:  # the first line of a command that goes on
        return []
    if "weir" not in words:
        return []
    words = words[words.index("weir") + 1 :]
    end = next((n for n, word in enumerate(words) if word in _ENDS), len(words))
    return words[:end]


def _find(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the words name, and the words that follow."""
    command, words = _tree(), list(words)
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no command {words[0]}"
        command = command.commands[words.pop(0)]
    return command, words


def _parse(command: Any, words: list[str]) -> dict[str, Any]:
    """What the parser makes of the words; fails for options that are not there and words too many."""
    context = command.context_class(command)
    values, rest, _ = command.make_parser(context).parse_args(list(words))
    assert rest == [], f"too much: {rest}"
    for parameter in command.params:
        choices = getattr(parameter.type, "choices", None)
        given = values.get(parameter.name)
        if choices and isinstance(given, str):
            assert given in [str(getattr(choice, "value", choice)) for choice in choices]
    found: dict[str, Any] = values
    return found


@pytest.mark.parametrize("line", sorted(set(_shown_in_shells())))
def test_a_command_line_of_a_shell_block_is_complete_and_parses(line: str) -> None:
    words = spread_docs(_words(line))
    command, rest = _find(words)
    assert not hasattr(command, "commands"), "a group of commands is no command"
    values = _parse(command, rest)
    missing = [p.name for p in command.params if p.required and not values.get(p.name)]
    assert missing == []


def test_every_command_named_in_a_sentence_exists() -> None:
    shown = [(block.page, block.text) for block in inline_code() if block.text.startswith("weir ")]
    assert len(shown) > 100
    assert _faults(shown) == []


def test_every_command_that_weir_itself_recommends_exists() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), text)
        for path in sorted((ROOT / "weir").rglob("*.py"))
        for text in _IN_SOURCES.findall(path.read_text(encoding="utf-8"))
        if not text.startswith("weir <")
    ]
    assert len(found) > 20
    assert _faults(found) == []


def _faults(shown: Iterable[tuple[str, str]]) -> list[str]:
    """What is wrong with each command; in a sentence it may leave out what it is given, but nothing else."""
    return [f"{place}: `{text}`: {fault}" for place, text in shown if (fault := _fault(text))]


def _wants_a_value(command: Any, word: str) -> bool:
    return any(word in p.opts and not getattr(p, "is_flag", True) for p in command.params)


def _fault(text: str) -> str | None:
    try:
        command, rest = _find(spread_docs(_words(text)))
        if not hasattr(command, "commands"):
            _parse(command, [*rest, "X"] if rest and _wants_a_value(command, rest[-1]) else rest)
        elif not all(word.startswith("-") for word in rest):
            return f"too much: {rest}"
    except Exception as problem:  # what a parser raises is its own affair
        return str(problem).splitlines()[0]
    return None
