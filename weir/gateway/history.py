"""What passed: the exchanges on record, one in full, and the usage they add up to."""

from __future__ import annotations

import re
from typing import Any, Literal

import orjson
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from weir.core.auth import Principal, Resource, allowed, authorize
from weir.core.errors import WeirError, error_kind
from weir.core.store import Store
from weir.core.tables import principals
from weir.gateway.receipt import exchange_of
from weir.gateway.tables import exchanges

UNKNOWN = error_kind(
    "exchange.unknown",
    404,
    en="There is no exchange or receipt {id}.",
    zh="没有编号为 {id} 的交互或凭证。",
    do_en="Check the id; GET /api/exchanges lists what you may see.",
    do_zh="请检查编号；GET /api/exchanges 会列出您可以查看的记录。",
)
_DAY_MS = 86_400_000
_BRIEF = [
    "id",
    "created_at",
    "surface",
    "principal",
    "app",
    "model",
    "conversation",
    "status",
    "action",
    "refused",
    "error",
    "question",
    "duration_us",
    "receipt_id",
    "prompt_tokens",
    "completion_tokens",
]


class History:
    """Reads the record. Everybody sees their own exchanges; administrators and auditors see all."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def latest(
        self, who: Principal, *, limit: int = 50, before: str | None = None, text: str | None = None
    ) -> list[dict[str, Any]]:
        """The latest exchanges that `who` may see; `before` is the id that the last page ended with."""
        query = select(*(exchanges.c[name] for name in _BRIEF)).order_by(exchanges.c.id.desc()).limit(limit)
        if not allowed(who, "see", Resource("exchange")):
            query = query.where(exchanges.c.principal == who.id)
        if before:
            query = query.where(exchanges.c.id < before)
        if text:
            like = "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
            query = query.where(
                or_(
                    exchanges.c.question.ilike(like, escape="\\"),
                    exchanges.c.answer.ilike(like, escape="\\"),
                    exchanges.c.id == exchange_of(text),
                    exchanges.c.model == text,
                    exchanges.c.app == text,
                    exchanges.c.principal.in_(select(principals.c.id).where(principals.c.name == text)),
                )
            )
        with self.store.read() as connection:
            return [_brief(dict(row)) for row in connection.execute(query).mappings()]

    def get(self, id: str, who: Principal) -> dict[str, Any]:
        """One exchange in full; `exchange.unknown` also where it is another's."""
        row = self._row(exchanges.c.id == id, id, who)
        trace = orjson.loads(row.pop("trace") or "{}")
        receipt = orjson.loads(row.pop("receipt") or "null")
        return {**_brief(row), **row, **trace, "receipt": receipt}

    def receipt(self, id: str, who: Principal) -> dict[str, Any]:
        """A receipt by its own id or its exchange's."""
        row = self._row(exchanges.c.id == exchange_of(id), id, who)
        if not row["receipt"]:
            raise UNKNOWN(id=id)
        receipt: dict[str, Any] = orjson.loads(row["receipt"])
        return receipt

    def usage(
        self,
        who: Principal,
        *,
        since: int,
        until: int,
        by: Literal["day", "principal", "model", "app"] = "day",
    ) -> list[dict[str, Any]]:
        """Requests, tokens, cost, refusals and blocks in a time span (milliseconds, `until` not included)."""
        table = exchanges.c
        group = {
            "day": table.created_at // _DAY_MS,
            "principal": table.principal,
            "model": table.model,
            "app": table.app,
        }[by]
        query = (
            select(
                group.label(by),
                func.count().label("requests"),
                func.coalesce(func.sum(table.prompt_tokens), 0).label("prompt_tokens"),
                func.coalesce(func.sum(table.completion_tokens), 0).label("completion_tokens"),
                func.coalesce(func.sum(table.cost_micros), 0).label("cost_micros"),
                func.sum(case((table.action == "block", 1), else_=0)).label("blocked"),
                func.sum(case((table.refused, 1), else_=0)).label("refused"),
            )
            .where(and_(table.created_at >= since, table.created_at < until))
            .group_by(group)
            .order_by(group)
        )
        if not allowed(who, "see", Resource("exchange")):
            query = query.where(table.principal == who.id)
        with self.store.read() as connection:
            return [_usage(dict(row), by) for row in connection.execute(query).mappings()]

    def _row(self, condition: ColumnElement[bool], id: str, who: Principal) -> dict[str, Any]:
        with self.store.read() as connection:
            found = connection.execute(select(exchanges).where(condition)).mappings().first()
        if found is None:
            raise UNKNOWN(id=id)
        row = dict(found)
        try:
            authorize(who, "see", Resource("exchange", id, owner=row["principal"]))
        except WeirError:
            raise UNKNOWN(id=id) from None
        return row


def _brief(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _BRIEF if name not in ("duration_us", "receipt_id")},
        "duration_ms": round(row["duration_us"] / 1000, 3) if row["duration_us"] is not None else None,
        "receipt": row["receipt_id"],
    }


def _usage(row: dict[str, Any], by: str) -> dict[str, Any]:
    row["cost"] = int(row.pop("cost_micros")) / 1_000_000
    if by == "day":
        row["day"] = row["day"] * _DAY_MS
    return row
