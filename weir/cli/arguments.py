"""What the command line accepts beyond what its parser knows."""

from __future__ import annotations

import os.path
from collections import deque

_TAKES_A_VALUE = frozenset(("--home", "--kb", "--app", "--model"))


def spread_docs(arguments: list[str]) -> list[str]:
    """`--docs A B C` as `--docs A --docs B --docs C`, so that a shell's `*.pdf` can follow one `--docs`.

    Everything up to the next option belongs to it, but for a last word that is no file while no question
    was given elsewhere: that one is the question.
    """
    if arguments[:1] != ["ask"] or "--docs" not in arguments:
        return arguments
    others, paths, groups = _sorted_out(arguments[1:])
    asked = any(not word.startswith("-") for word in others)
    question: list[str] = []
    if not asked and paths and groups[-1] > 1 and not os.path.exists(paths[-1]):
        question = [paths.pop()]
    options, rest = _before_the_dashes(others)
    return ["ask", *(part for path in paths for part in ("--docs", path)), *options, *question, *rest]


def _sorted_out(words: list[str]) -> tuple[list[str], list[str], list[int]]:
    """The words that have nothing to do with documents, the paths, and how many each `--docs` had."""
    others: list[str] = []
    paths: list[str] = []
    groups: list[int] = []
    waiting = deque(words)
    while waiting:
        word = waiting.popleft()
        if word == "--":
            others += [word, *waiting]
            break
        if word == "--docs":
            before = len(paths)
            while waiting and not waiting[0].startswith("-"):
                paths.append(waiting.popleft())
            groups.append(len(paths) - before)
            if groups[-1] == 0:
                others.append(word)  # nothing follows it: the parser says so
        elif word in _TAKES_A_VALUE and waiting:
            others.append(f"{word}={waiting.popleft()}")
        else:
            others.append(word)
    return others, paths, groups


def _before_the_dashes(words: list[str]) -> tuple[list[str], list[str]]:
    """The words before `--`, and those from it on."""
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at:]
