"""The command line: ``weir <noun> <verb>``; ``weir ask`` and ``weir serve`` are the short ways in."""

from __future__ import annotations

import io
import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 failed, 2 wrong use, 3 not found, 4 not allowed."""
    from weir.cli.speech import language

    if language() == "zh":
        from weir.cli.chinese import teach

        teach()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace"
            )  # a terminal without ✓ or Chinese still gets the rest
    from weir.cli.arguments import spread_docs
    from weir.cli.commands import run

    code = run(spread_docs(sys.argv[1:]))
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
