"""`weir kb import` and `weir kb export`: bases from and for other systems."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import FAILED, Home, Json, failures, house, show
from weir.cli.kb import Base, find
from weir.cli.speech import say

IMPORT_HELP = "导入 LangChain、Dify、RAGFlow 或 Weir 导出的文档片段（JSON、JSON Lines）。"
EXPORT_HELP = "导出知识库的片段，每行一个 JSON 对象。"


class Format(StrEnum):
    """How an export is written."""

    weir = "weir"
    langchain = "langchain"


def import_(
    base: Base,
    files: Annotated[
        list[Path], typer.Argument(help=say("Files to read.", "要读取的文件。"), exists=True, dir_okay=False)
    ],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Take in chunks that LangChain, Dify, RAGFlow or Weir wrote (JSON, JSON lines), a document each."""
    from weir.knowledge import read_dump

    dumped = [document for file in files for document in read_dump(file.read_bytes(), file.name)]
    with house(home) as gateway:
        found = find(gateway, base)
        taken = [
            gateway.knowledge.ingest(
                gateway.knowledge.add_document(found.id, document.name, document.text.encode()).id
            )
            for document in dumped
        ]
    failed = [(document.name, document.error) for document in taken if document.error]
    added = [document.name for document in taken if not document.error]
    payload = {"added": added, "failed": failures(failed, "name")}
    lines = [f"+ {name}" for name in added] + [f"✗ {name}" for name, _ in failed]
    show(payload, as_json, lambda: "\n".join(lines))
    if failed:
        raise typer.Exit(FAILED)


def export(
    base: Base,
    to: Annotated[
        Path | None,
        typer.Option(help=say("File to write; standard output without it.", "写入的文件；缺省为标准输出。")),
    ] = None,
    format: Annotated[
        Format, typer.Option(help=say("weir or langchain.", "weir 或 langchain。"))
    ] = Format.weir,
    home: Home = None,
) -> None:
    """Write the chunks of a base, a JSON object a line."""
    from weir.knowledge import passages_of, write_dump

    with house(home) as gateway:
        lines = write_dump(passages_of(gateway.store, find(gateway, base).id), format.value)
        if to is None:
            sys.stdout.buffer.writelines(lines)
        else:
            with to.open("wb") as file:
                file.writelines(lines)
