"""What every command shares: its options, the open house, its output, and how errors look in a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from weir.cli.speech import language, say
from weir.core.errors import WeirError, error_kind

if TYPE_CHECKING:
    from rich.console import Console

    from weir.core.config import Config
    from weir.gateway import Gateway

T = TypeVar("T")

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="WEIR_HOME",
        help=say("Folder of the store, files and models.", "存放数据库、文件和模型的目录。"),
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json", help=say("Print one JSON object on standard output.", "在标准输出打印一个 JSON 对象。")
    ),
]

FAILED, USED_WRONGLY, NOT_FOUND, NOT_ALLOWED, INTERRUPTED = 1, 2, 3, 4, 130

NOT_JSON = error_kind(
    "cli.not_json",
    400,
    en="{name} is not JSON: {reason}.",
    zh="{name} 不是 JSON：{reason}。",
    do_en="Check that it is the right file, and whole.",
    do_zh="请确认文件正确且完整。",
)


def load(home: Path | None, flags: Mapping[str, Any] | None = None) -> Config:
    """The configuration with the command's own flags on top."""
    from weir.core.config import load_config

    given = {key: value for key, value in (flags or {}).items() if value is not None}
    if home is not None:
        given["home"] = home
    return load_config(given, os.environ)


@contextmanager
def house(home: Path | None) -> Iterator[Gateway]:
    """The rooms, opened for one command and closed after it."""
    from weir.gateway import Gateway

    gateway = Gateway.open(load(home))
    try:
        yield gateway
    finally:
        gateway.close()


def in_house(home: Path | None, work: Callable[[Gateway], Awaitable[T]]) -> T:
    """`house` for work that awaits."""
    import asyncio

    async def run() -> T:
        from weir.gateway import Gateway

        gateway = Gateway.open(load(home))
        try:
            return await work(gateway)
        finally:
            await gateway.aclose()

    return asyncio.run(run())


def console() -> Console:
    """The terminal for people, on standard error; without colour where NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=True, no_color="NO_COLOR" in os.environ, highlight=False)


def note(text: str) -> None:
    """Tell a person something beside the result."""
    sys.stderr.write(text + "\n")


def show(payload: Any, as_json: bool, text: Callable[[], str]) -> None:
    """The result: one JSON object in UTF-8, or a text for people."""
    if as_json:
        import orjson

        sys.stdout.flush()
        sys.stdout.buffer.write(orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS) + b"\n")
        sys.stdout.buffer.flush()
    elif shown := text().rstrip("\n"):
        sys.stdout.write(shown + "\n")


def failures(report_failed: Any, key: str) -> list[dict[str, str]]:
    """Files that could not be read, as `--json` prints them; `key` names the file."""
    lang = language()
    return [
        {key: name, "code": error.code, "message": error.text(lang), "remedy": error.remedy(lang)}
        for name, error in report_failed
    ]


@contextmanager
def reading() -> Iterator[Callable[[int, int, str], None]]:
    """Shows on a terminal which document is being read; silent elsewhere."""
    with console().status(say("Reading documents ...", "正在读取文档……")) as status:

        def told(done: int, total: int, file: str) -> None:
            status.update(say(f"Reading {file} ({done}/{total})", f"正在读取 {file}（{done}/{total}）"))

        yield told


def from_json(text: str | bytes, name: str) -> Any:
    """The value; raises ``cli.not_json``."""
    import orjson

    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NOT_JSON(name=name, reason=str(error)) from None


def explain(error: WeirError, as_json: bool = False) -> int:
    """Tell a person what went wrong and what to do, and a script in JSON; returns the exit code."""
    lang = language()
    sys.stderr.write(f"weir: {error.text(lang)}\n  {error.remedy(lang)} [{error.code}]\n")
    if as_json:
        show(error.body(lang), True, str)
    if error.status == 404:
        return NOT_FOUND
    if error.status in (401, 403):
        return NOT_ALLOWED
    return USED_WRONGLY if error.status in (400, 422) else FAILED
