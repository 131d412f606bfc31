"""What every command shares: its options, its output, and how errors look in a terminal."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from weir.core.errors import Language, WeirError

if TYPE_CHECKING:
    from rich.console import Console

    from weir.core.config import Config
    from weir.gateway import Gateway

T = TypeVar("T")

Home = Annotated[
    Path | None, typer.Option("--home", envvar="WEIR_HOME", help="Folder of the store, files and models.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]

FAILED, WRONG_USE, NOT_FOUND, NOT_ALLOWED = 1, 2, 3, 4


def language() -> Language:
    """The language of the terminal, unless WEIR_LANGUAGE names one."""
    named = os.environ.get("WEIR_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if named.lower().startswith("zh") else "en"


def say(en: str, zh: str) -> str:
    """The text in the terminal's language."""
    return zh if language() == "zh" else en


def load(home: Path | None, flags: Mapping[str, Any] | None = None) -> Config:
    """The configuration with the command's own flags on top."""
    from weir.core.config import load_config

    given = {key: value for key, value in (flags or {}).items() if value is not None}
    if home is not None:
        given["home"] = home
    return load_config(given, os.environ)


@contextmanager
def house(home: Path | None, flags: Mapping[str, Any] | None = None) -> Iterator[Gateway]:
    """The rooms, opened for one command and closed after it."""
    from weir.gateway import Gateway

    gateway = Gateway.open(load(home, flags))
    try:
        yield gateway
    finally:
        gateway.close()


def in_house(
    home: Path | None, work: Callable[[Gateway], Awaitable[T]], flags: Mapping[str, Any] | None = None
) -> T:
    """`house` for work that awaits."""

    async def run() -> T:
        from weir.gateway import Gateway

        gateway = Gateway.open(load(home, flags))
        try:
            return await work(gateway)
        finally:
            await gateway.aclose()

    return asyncio.run(run())


def console() -> Console:
    """The terminal for people, on standard error; without colour where NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=True, no_color="NO_COLOR" in os.environ, highlight=False)


def show(payload: Any, as_json: bool, text: Callable[[], str]) -> None:
    """The result: one JSON object, or a text for people."""
    if as_json:
        import orjson

        sys.stdout.write(orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS).decode() + "\n")
        return
    sys.stdout.write(text().rstrip("\n") + "\n")


def table(rows: list[dict[str, Any]], columns: list[str]) -> str:
    """Rows in aligned columns, plain enough for `grep` and `cut`; wide characters count as two."""
    cells = [columns, *([_cell(row.get(column)) for column in columns] for row in rows)]
    widths = [max(_width(row[n]) for row in cells) for n in range(len(columns))]
    lines = [
        "  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())


def _width(text: str) -> int:
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in text)


def explain(error: WeirError) -> int:
    """Tell a person what went wrong and what to do; returns the exit code."""
    lang = language()
    sys.stderr.write(f"weir: {error.text(lang)}\n  {error.remedy(lang)} [{error.code}]\n")
    if error.status == 404:
        return NOT_FOUND
    if error.status in (401, 403):
        return NOT_ALLOWED
    return WRONG_USE if error.status in (400, 422) else FAILED
