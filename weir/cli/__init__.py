"""The command line: ``weir <noun> <verb>``; ``weir ask`` and ``weir serve`` are the short ways in."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 failed, 2 wrong use, 3 not found, 4 not allowed."""
    from weir.cli.arguments import spread_docs
    from weir.cli.commands import run

    sys.exit(run(spread_docs(sys.argv[1:])))
