"""`weir parse`: one file, read and printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from weir.cli.frame import Home, console, load, note, show
from weir.cli.speech import say

if TYPE_CHECKING:
    from weir.documents import Document

HELP = "读取一个文件，打印为 Markdown、JSON 或纯文本；警告写到标准错误。"


def parse(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            allow_dash=True,
            help=say("The file; `-` reads standard input.", "文件；`-` 读标准输入。"),
        ),
    ],
    to: Annotated[
        Literal["md", "json", "text"],
        typer.Option(
            help=say(
                "md: Markdown; json: one object with elements, metadata and warnings; text: plain text.",
                "md：Markdown；json：一个对象，含元素、元数据和警告；text：纯文本。",
            )
        ),
    ] = "md",
    name: Annotated[
        str | None,
        typer.Option(
            help=say("Name of what comes from standard input.", "标准输入内容的文件名。"),
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Read one file and print it as Markdown, JSON or text; warnings go to standard error."""
    from weir.documents import Limits, to_markdown
    from weir.documents import parse as read

    limits = Limits(**load(home).documents.model_dump(exclude={"workers"}))
    data = sys.stdin.buffer.read() if str(file) == "-" else file
    with console().status(say("Reading ...", "正在读取……")):
        document = read(data, name or ("document" if str(file) == "-" else file.name), limits)
    for warning in document.warnings:
        note(warning)
    if to == "json":
        show(_plain(document), True, str)
    else:
        sys.stdout.buffer.write((to_markdown(document) if to == "md" else f"{document.text}\n").encode())
        sys.stdout.buffer.flush()


def _plain(document: Document) -> dict[str, Any]:
    """The document as plain data."""
    from dataclasses import asdict

    told = asdict(document)
    for element, plain in zip(document.elements, told["elements"], strict=True):
        plain["end"] = element.end
        plain.pop("look", None)
    return told
