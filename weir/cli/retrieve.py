"""`weir retrieve`: how well the right passage is found, on anybody's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, console, from_json, house, show
from weir.cli.speech import chinese, say
from weir.core.errors import error_kind

if TYPE_CHECKING:
    from weir.knowledge import Encoder


class Mode(StrEnum):
    """Which way of searching is measured."""

    lexical = "lexical"
    dense = "dense"
    hybrid = "hybrid"


app = typer.Typer(no_args_is_help=True, help=say("Measure retrieval.", "评测检索。"))

BAD_ROW = error_kind(
    "cli.bad_row",
    400,
    en="Line {line} of {name} cannot be used: it needs {needed}.",
    zh="{name} 第 {line} 行不可用：需要 {needed}。",
    do_en="Give JSON lines in UTF-8, each an object with these fields; ids are texts or numbers.",
    do_zh="请提供 UTF-8 编码的 JSON 行，每行一个含有这些字段的对象；id 为文本或数字。",
)
_PASSAGE: Mapping[str, tuple[type, ...]] = {"id": (str, int), "text": (str,)}
_QUESTION: Mapping[str, tuple[type, ...]] = {"id": (str, int), "question": (str,), "passage": (str, int)}


@app.command("eval", help=chinese("为语料建立索引，逐题检索：nDCG@10、召回率、MRR 与延迟。"))
def eval_(
    corpus: Annotated[
        Path,
        typer.Option(
            exists=True,
            dir_okay=False,
            help=say(
                "Passages: JSON lines with id, text and perhaps title.",
                "段落：含 id、text，可含 title 的 JSON 行。",
            ),
        ),
    ],
    questions: Annotated[
        Path,
        typer.Option(
            exists=True,
            dir_okay=False,
            help=say(
                "Questions: JSON lines with id, question and passage.",
                "问题：含 id、question、passage 的 JSON 行。",
            ),
        ),
    ],
    mode: Annotated[
        Mode,
        typer.Option(
            help=say("Search by words, by meaning, or both.", "按词检索、按语义检索，或两者结合。"),
        ),
    ] = Mode.lexical,
    encoder: Annotated[
        str,
        typer.Option(
            help=say(
                "Embedding model; knowledge.encoder without it.", "嵌入模型；不写则用 knowledge.encoder。"
            )
        ),
    ] = "",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Index a corpus, ask every question: nDCG@10, recall, MRR and latency."""
    from weir.knowledge import evaluate

    passages, asked = _rows(corpus, _PASSAGE), _rows(questions, _QUESTION)
    told = console().status(say("Indexing and asking ...", "正在索引与检索……"))
    with _encoder(encoder, home, mode) as chosen, told:
        result = evaluate(passages, asked, mode.value, chosen)
    show(result, as_json, lambda: _text(result))


@contextmanager
def _encoder(name: str, home: Path | None, mode: Mode) -> Iterator[Encoder | None]:
    """The encoder that is named, or that of the configuration, open while it is used."""
    if mode is Mode.lexical:
        yield None
        return
    from weir.knowledge import encoders

    with house(home) as gateway:
        named = encoders(name or gateway.config.knowledge.encoder, gateway.models, gateway.waiting)
        yield named[0] if named else None


def _rows(file: Path, needed: Mapping[str, tuple[type, ...]]) -> list[dict[str, Any]]:
    """The rows of a file, each with the fields that it needs. Errors: ``cli.not_json``, ``cli.bad_row``."""
    rows: list[dict[str, Any]] = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            row = from_json(line, say(f"line {number} of {file}", f"{file} 第 {number} 行"))
            if not (isinstance(row, dict) and all(isinstance(row.get(k), t) for k, t in needed.items())):
                raise BAD_ROW(line=number, name=str(file), needed=", ".join(needed))
            rows.append(row)
    return rows


def _text(result: dict[str, Any]) -> str:
    latency = result["latency_ms"]
    lines = [
        f"nDCG@10    {result['ndcg_at_10']:.4f}",
        f"recall@1   {result['recall_at_1']:.4f}",
        f"recall@10  {result['recall_at_10']:.4f}",
        f"MRR        {result['mrr']:.4f}",
        say(
            f"latency    {latency['p50']:.1f} ms median, {latency['p95']:.1f} ms at the 95th percentile",
            f"延迟       中位数 {latency['p50']:.1f} 毫秒，95 分位 {latency['p95']:.1f} 毫秒",
        ),
        say(f"questions  {result['n']}", f"题数       {result['n']}"),
    ]
    return "\n".join(lines)
