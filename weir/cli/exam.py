"""`weir kb eval`: a knowledge base asked questions of its own documents."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from weir.cli.frame import Home, Json, house, show
from weir.cli.kb import Base, find
from weir.cli.speech import say
from weir.core.errors import error_kind

BAD_QUESTION = error_kind(
    "cli.question_invalid",
    422,
    en="{path}, line {line}: a question is an object with `question`, `answer` and `quote`.",
    zh="{path} 第 {line} 行：问题须为含 `question`、`answer` 与 `quote` 的对象。",
    do_en="Save one with `weir kb eval BASE --save FILE` and change it.",
    do_zh="可用 `weir kb eval 知识库 --save 文件` 保存一份再修改。",
)


HELP = "用知识库自身文档生成的问题评测检索与回答。"


def evaluate(
    base: Base,
    limit: Annotated[int, typer.Option(min=1, max=5000, help=say("How many questions.", "问题数量。"))] = 100,
    questions: Annotated[
        Path | None,
        typer.Option(
            help=say("Questions of your own, JSON lines.", "自备问题，JSON Lines。"),
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help=say("Write the questions here.", "将问题写入此文件。"))
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask a base questions made of its own documents: are they found, and answered?"""
    from weir.evals import examine
    from weir.knowledge import passages_of, questions_of

    with house(home) as gateway:
        found = find(gateway, base)
        asked = _read(questions) if questions else questions_of(passages_of(gateway.store, found.id), limit)
        report = examine(asked, lambda text: gateway.knowledge.retrieve(text, [found.id]))
    if save is not None:
        save.write_bytes(b"".join(orjson.dumps(asdict(made)) + b"\n" for made in asked))
    show(report, as_json, lambda: _said(report))


def _read(path: Path) -> list[Any]:
    from weir.knowledge import MadeQuestion

    made = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            made.append(
                MadeQuestion(
                    question=row["question"],
                    answer=row["answer"],
                    quote=row["quote"],
                    document=row.get("document", ""),
                    document_id=row.get("document_id"),
                    kind=row.get("kind", ""),
                )
            )
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            raise BAD_QUESTION(path=str(path), line=number) from None
    return made


def _said(report: dict[str, Any]) -> str:
    if not report["n"]:
        return say("No question could be made of these documents.", "这些文档无法生成问题。")
    names = {
        "found_at_1": say("found first", "首位命中"),
        "found_at_10": say("found among ten", "前十命中"),
        "answered": say("answered", "作答"),
        "correct": say("correct", "答对"),
    }
    lines = [
        say(
            f"{report['n']} questions made of the documents themselves",
            f"由文档自身生成 {report['n']} 个问题",
        )
    ]
    for name, title in names.items():
        low, high = report["intervals"][name]
        lines.append(f"  {title}: {report[name]:.1%}  ({low:.1%}–{high:.1%})")
    lines += [f"  ✗ {item['question']}  [{item['document']}]" for item in report["missed"][:10]]
    return "\n".join(lines)
