"""What the command line accepts beyond what its parser knows."""

from __future__ import annotations

from pathlib import Path


def spread_docs(arguments: list[str]) -> list[str]:
    """`--docs A B C` as `--docs A --docs B --docs C`, so that a shell's `*.pdf` can follow one `--docs`.

    Everything up to the next option belongs to it, but for a last word that is no file while no question
    was given before: that one is the question.
    """
    if "--docs" not in arguments or arguments[:1] != ["ask"]:
        return arguments
    out: list[str] = []
    position = 0
    while position < len(arguments):
        word = arguments[position]
        position += 1
        if word != "--docs":
            out.append(word)
            continue
        paths = []
        while position < len(arguments) and not arguments[position].startswith("-"):
            paths.append(arguments[position])
            position += 1
        asked = any(not a.startswith("-") for a in out[1:])
        question = [paths.pop()] if len(paths) > 1 and not asked and not Path(paths[-1]).exists() else []
        out += [part for path in paths for part in ("--docs", path)] + question
    return out
