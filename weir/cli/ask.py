"""`weir ask`: a question, some files, and an answer with its sources."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, console, in_house, language, say, show

if TYPE_CHECKING:
    from weir.gateway import Exchange, Gateway


def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    docs: Annotated[
        list[Path] | None, typer.Option("--docs", help="Files or folders to answer from; several may follow.")
    ] = None,
    kb: Annotated[list[str] | None, typer.Option(help="Knowledge base to answer from; repeatable.")] = None,
    app: Annotated[str | None, typer.Option(help="Assistant to ask.")] = None,
    model: Annotated[str | None, typer.Option(help="Model to ask; the default without it.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask a question about documents: parse, index, answer with citations, check, label, record.

    Files are read once; asking again about the same files takes no new parse.
    """

    async def work(gateway: Gateway) -> dict[str, Any]:
        bases = list(kb or ())
        failed: list[dict[str, str]] = []
        if docs:
            base, failed = _follow(gateway, docs)
            bases.append(base)
        exchange = await _exchange(gateway, question, bases, f"app/{app}" if app else model or "")
        return {**answer(exchange), "failed": failed}

    payload = in_house(home, work)
    show(payload, as_json, lambda: _text(payload))


def _follow(gateway: Gateway, docs: list[Path]) -> tuple[str, list[dict[str, str]]]:
    """The base that holds exactly these files, brought up to date, and the files that could not be read."""
    places = "\n".join(sorted(str(path.resolve()) for path in docs))
    name = f"ask {hashlib.sha256(places.encode()).hexdigest()[:16]}"
    knowledge = gateway.knowledge
    base = next((b for b in knowledge.list() if b.name == name), None) or knowledge.create(
        name, gateway.operator.id, places
    )
    with console().status(say("Reading documents ...", "正在读取文档……")) as status:

        def told(done: int, total: int, file: str) -> None:
            status.update(say(f"Reading {file} ({done}/{total})", f"正在读取 {file}（{done}/{total}）"))

        report = knowledge.follow(base.id, docs, told)
    lang = language()
    failed = [
        {"document": file, "code": error.code, "message": error.text(lang), "remedy": error.remedy(lang)}
        for file, error in report.failed
    ]
    for item in failed:
        console().print(f"✗ {item['document']}: {item['message']} {item['remedy']}", markup=False)
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
    places = [_place(citation) for citation in told["citations"]]
    return {
        "answer": exchange.text,
        "refused": exchange.refused,
        "citations": places,
        "verdicts": told["verdicts"],
        "action": told["action"],
        "label": told["label"],
        "receipt": told["receipt"],
        "exchange": exchange.id,
    }


def _place(citation: dict[str, Any]) -> dict[str, Any]:
    """A citation with its page, or its heading where the format has no pages."""
    where = {"page": citation["page"]} if citation["page"] is not None else {"heading": citation["heading"]}
    return {"n": citation["n"], "document": citation["document"], **where, "quote": citation["quote"]}


def _text(payload: dict[str, Any]) -> str:
    lines = [payload["answer"], ""]
    for citation in payload["citations"]:
        page = citation.get("page")
        place = say(f"page {page}", f"第 {page} 页") if page is not None else citation.get("heading") or ""
        lines.append(f"[{citation['n']}] {citation['document']}" + (f", {place}" if place else ""))
    for verdict in payload["verdicts"]:
        lines.append(f"! {verdict['risk']} {verdict['level']}: {verdict['why']} → {verdict['action']}")
    if payload["label"]:
        lines.append(payload["label"]["explicit"])
    lines.append(say(f"Receipt: {payload['receipt']}", f"凭证：{payload['receipt']}"))
    return "\n".join(lines)
