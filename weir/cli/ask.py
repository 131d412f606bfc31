"""`weir ask`: a question, some files, and an answer with its sources."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, failures, in_house, note, reading, show
from weir.cli.speech import say
from weir.core.errors import error_kind

if TYPE_CHECKING:
    from weir.gateway import Exchange, Gateway

HELP = """就文档提问：解析、索引、带出处地回答、核对、标识、存证。

文件只读一次；再次就同样的文件提问，无需重新解析。不给文档时，由模型直接回答，无出处可查。
"""

NO_QUESTION = error_kind(
    "cli.no_question",
    400,
    en="The question is empty.",
    zh="问题为空。",
    do_en='Write it in quotes: weir ask "How long is the warranty?" --docs manual.pdf',
    do_zh="请把问题写在引号中：weir ask “保修期多长？” --docs 手册.pdf",
)
NO_DOCUMENTS = error_kind(
    "cli.no_documents",
    415,
    en="There is no document to answer from: {places}.",
    zh="没有可用于回答的文档：{places}。",
    do_en="Give files that Weir can read: PDF, Word, PowerPoint, Excel, HTML, Markdown, text or CSV.",
    do_zh="请提供可读取的文件：PDF、Word、PowerPoint、Excel、HTML、Markdown、文本或 CSV。",
)


def ask(
    question: Annotated[str, typer.Argument(help=say("The question.", "问题。"))],
    docs: Annotated[
        list[Path] | None,
        typer.Option(
            "--docs",
            help=say(
                "Files or folders to answer from; several may follow.", "依据的文件或目录，可连写多个。"
            ),
        ),
    ] = None,
    kb: Annotated[
        list[str] | None,
        typer.Option(help=say("Knowledge base to answer from; repeatable.", "依据的知识库，可重复。")),
    ] = None,
    app: Annotated[str | None, typer.Option(help=say("Assistant to ask.", "要提问的应用。"))] = None,
    model: Annotated[
        str | None,
        typer.Option(help=say("Model to ask; the default without it.", "要使用的模型；不写则用默认模型。")),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask a question about documents: parse, index, answer with citations, check, label, record.

    Files are read once; asking again about the same files takes no new parse. Without documents the model
    answers by itself, and nothing stands behind what it says.
    """
    import asyncio

    if not question.strip():
        raise NO_QUESTION()

    async def work(gateway: Gateway) -> dict[str, Any]:
        bases = list(kb or ())
        failed: list[dict[str, str]] = []
        if docs:
            base, failed = await asyncio.to_thread(_follow, gateway, docs)
            bases.append(base)
        exchange = await _exchange(gateway, question, bases, f"app/{app}" if app else model or "")
        if not exchange.bases:
            note(say(_UNCHECKED_EN, _UNCHECKED_ZH))
        return {**answer(exchange), "failed": failed}

    payload = in_house(home, work)
    show(payload, as_json, lambda: _text(payload))


_UNCHECKED_EN = "No documents were given: the model answered by itself. Add --docs to get sources."
_UNCHECKED_ZH = "未提供文档：以下由模型直接回答，没有出处。可用 --docs 提供文档。"


def _follow(gateway: Gateway, docs: list[Path]) -> tuple[str, list[dict[str, str]]]:
    """The base that holds exactly these files, brought up to date, and the files that could not be read."""
    places = "\n".join(sorted(str(path.resolve()) for path in docs))
    name = f"ask {hashlib.sha256(places.encode()).hexdigest()[:16]}"
    knowledge = gateway.knowledge
    base = next((b for b in knowledge.list() if b.name == name), None) or knowledge.create(
        name, gateway.operator.id, places
    )
    with reading() as told:
        report = knowledge.follow(base.id, docs, told)
    failed = failures(report.failed, "document")
    for item in failed:
        note(f"✗ {item['message']} {item['remedy']}")
    if not report.added and not report.unchanged:
        raise NO_DOCUMENTS(places=", ".join(str(path) for path in docs))
    return base.id, failed


async def _exchange(gateway: Gateway, question: str, bases: list[str], model: str) -> Exchange:
    from weir.gateway import Exchange
    from weir.guard import language_of
    from weir.models import ChatRequest

    request = ChatRequest(model, [{"role": "user", "content": question}])
    exchange = Exchange(
        request, "cli", language_of(question), caller=gateway.operator_caller, knowledge_bases=tuple(bases)
    )
    async for _ in await gateway.start(exchange):
        pass
    return exchange


def answer(exchange: Exchange) -> dict[str, Any]:
    """An exchange as the command prints it."""
    from weir.gateway import facts

    told = facts(exchange)
    return {
        "answer": exchange.text,
        "refused": exchange.refused,
        "citations": [_place(citation) for citation in told["citations"]],
        "verdicts": told["verdicts"],
        "action": told["action"],
        "label": told["label"],
        "receipt": told["receipt"],
        "exchange": exchange.id,
    }


def _place(citation: dict[str, Any]) -> dict[str, Any]:
    """A citation with its page or, where the format has no pages, its heading or else the document's name."""
    where: dict[str, Any] = {"page": citation["page"]}
    if citation["page"] is None:
        where = {"heading": citation["heading"] or citation["document"]}
    return {"n": citation["n"], "document": citation["document"], **where, "quote": citation["quote"]}


def _text(payload: dict[str, Any]) -> str:
    lines = [line.rstrip() for line in payload["answer"].splitlines()]
    if payload["citations"]:
        lines.append("")
    lines += [_source(citation) for citation in payload["citations"]]
    lines.append("")
    for verdict in payload["verdicts"]:
        lines.append(f"! {verdict['risk']} {verdict['level']}: {verdict['why']} → {verdict['action']}")
    label = payload["label"]
    if label and label["explicit"] not in payload["answer"]:
        lines.append(label["explicit"])
    lines.append(say(f"Receipt: {payload['receipt']}", f"凭证：{payload['receipt']}"))
    return "\n".join(lines)


def _source(citation: dict[str, Any]) -> str:
    page, heading = citation.get("page"), citation.get("heading")
    place = say(f"page {page}", f"第 {page} 页") if page is not None else heading
    where = citation["document"] + (f", {place}" if place != citation["document"] else "")
    return f"[{citation['n']}] {where}: “{' '.join(citation['quote'].split())}”"
