"""An exchange as a row of the store, and the trace that is kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from weir.core.store import insert_into
from weir.gateway.exchange import Exchange
from weir.gateway.facts import citations, verdicts
from weir.gateway.tables import exchanges


def opened_row(exchange: Exchange, instance: str, *, content: bool) -> dict[str, Any]:
    """The row of a streamed exchange before its first piece leaves."""
    return {
        "id": exchange.id,
        "created_at": exchange.created_at,
        "surface": exchange.surface,
        "principal": exchange.who.id,
        "key": exchange.caller.key_id if exchange.caller else None,
        "app": exchange.app.name if exchange.app else None,
        "model": exchange.request.model,
        "conversation": exchange.conversation,
        "instance": instance,
        "status": "open",
        "question": exchange.question if content else None,
    }


def finished_row(exchange: Exchange, instance: str, *, content: bool) -> dict[str, Any]:
    """The row of an exchange that has ended, with its trace and receipt."""
    duration = exchange.trace.duration_us
    row = opened_row(exchange, instance, content=content)
    row.update(
        status=exchange.status,
        action=exchange.action.value,
        refused=exchange.refused,
        error=exchange.error.code if exchange.error else None,
        answer=exchange.text if content else None,
        prompt_tokens=exchange.usage.prompt_tokens,
        completion_tokens=exchange.usage.completion_tokens,
        cost_micros=cost_micros(exchange),
        duration_us=duration,
        overhead_us=max(0, duration - exchange.waited_ns // 1000),
        receipt_id=exchange.receipt["id"] if exchange.receipt else None,
        receipt=orjson.dumps(exchange.receipt).decode() if exchange.receipt else None,
        trace=orjson.dumps(_trace(exchange, content=content)).decode(),
    )
    return row


def insert_rows(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """The group-commit handler of whole answers."""
    connection.execute(exchanges.insert(), list(rows))


def open_rows(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """The group-commit handler of streams that begin; one that has ended meanwhile keeps its end."""
    connection.execute(insert_into(connection, exchanges).on_conflict_do_nothing(), list(rows))


def close_rows(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """The group-commit handler of streams that have ended, whether or not their beginning was written."""
    statement = insert_into(connection, exchanges)
    ended = {column.name: statement.excluded[column.name] for column in exchanges.c if column.name != "id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=ended), list(rows))


def cost_micros(exchange: Exchange) -> int:
    """What the exchange cost, in millionths of the operator's currency: tokens times price per million."""
    if exchange.card is None:
        return 0
    usage, card = exchange.usage, exchange.card
    return round(usage.prompt_tokens * card.price_in + usage.completion_tokens * card.price_out)


def _trace(exchange: Exchange, *, content: bool) -> dict[str, Any]:
    cited = {citation.evidence for citation in exchange.citations}
    return {
        "stages": exchange.trace.spans(),
        "verdicts": verdicts(exchange),
        "evidence": [
            {
                "id": item.id,
                "document": item.document,
                "document_id": item.document_id,
                "page": item.page,
                "headings": item.headings,
                "text": item.text if content else None,
                "sha256": item.sha256,
                "score": item.score,
                "cited": n in cited,
                "why": item.why,
            }
            for n, item in enumerate(exchange.evidence)
        ],
        "citations": citations(exchange),
        "label": exchange.label,
        "finish_reason": exchange.finish_reason,
    }
