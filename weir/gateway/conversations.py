"""Conversations that people keep: what was said, in order, with the exchange behind each answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select

from weir.core.auth import Principal
from weir.core.errors import error_kind
from weir.core.ids import new_id
from weir.core.store import Store, insert_into, now_ms
from weir.gateway.exchange import Exchange
from weir.gateway.facts import facts
from weir.gateway.tables import conversations, exchanges, turns

UNKNOWN = error_kind(
    "conversation.unknown",
    404,
    en="There is no conversation {id}.",
    zh="没有会话 {id}。",
    do_en="Start a new one, or list yours with GET /api/conversations.",
    do_zh="请新建会话，或用 GET /api/conversations 查看已有会话。",
)
NEW = "new"
_INSTRUCTIONS = ("system", "developer")
_TITLE = 60  # characters of the first question


class Conversations:
    """Each belongs to one principal; nobody else learns that it exists."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def latest(self, owner: Principal, limit: int = 50, before: int | None = None) -> list[dict[str, Any]]:
        """The owner's conversations, latest first."""
        query = select(conversations).where(conversations.c.owner == owner.id)
        if before is not None:
            query = query.where(conversations.c.updated_at < before)
        with self.store.read() as connection:
            rows = connection.execute(
                query.order_by(conversations.c.updated_at.desc()).limit(limit)
            ).mappings()
            return [dict(row) for row in rows]

    def get(self, id: str, owner: Principal) -> dict[str, Any]:
        """One conversation with its messages; `conversation.unknown` where it is not the owner's."""
        with self.store.read() as connection:
            found = connection.execute(
                select(conversations).where(conversations.c.id == id, conversations.c.owner == owner.id)
            ).mappings()
            row = found.first()
            if row is None:
                raise UNKNOWN(id=id)
            said = connection.execute(
                select(turns).where(turns.c.conversation == id).order_by(turns.c.id)
            ).mappings()
            return {**row, "messages": [_message(dict(turn)) for turn in said]}

    def delete(self, id: str, owner: Principal) -> None:
        """Forget a conversation. The exchanges behind it stay on record."""
        with self.store.write() as connection:
            gone = connection.execute(
                delete(conversations).where(conversations.c.id == id, conversations.c.owner == owner.id)
            )
            if not gone.rowcount:
                raise UNKNOWN(id=id)

    def place(self, exchange: Exchange) -> None:
        """Put an exchange into its conversation, with what was said before in front of its messages.

        Errors: `conversation.unknown` for one that is not the caller's, or an exchange that was not kept.
        """
        if exchange.continues is not None:
            exchange.conversation = self._of(exchange.continues, exchange.who)
        request = exchange.request
        exchange.added = [message for message in request.messages if message["role"] not in _INSTRUCTIONS]
        if exchange.conversation == NEW:
            exchange.conversation = new_id("conv")
            return
        if exchange.conversation is None:
            return
        said = self.get(exchange.conversation, exchange.who)["messages"]
        if exchange.continues is not None:
            last = max(n for n, turn in enumerate(said) if turn["exchange"] == exchange.continues)
            said = said[: last + 1]
        head = [message for message in request.messages if message["role"] in _INSTRUCTIONS]
        request.messages = [*head, *(turn["message"] for turn in said), *exchange.added]

    def begin(self, id: str, owner: Principal) -> dict[str, Any]:
        """An empty conversation."""
        now = now_ms()
        row = {"id": id, "created_at": now, "updated_at": now, "owner": owner.id, "app": None, "title": ""}
        with self.store.write() as connection:
            connection.execute(conversations.insert(), [row])
        return row

    def turns_of(self, exchange: str, owner: Principal) -> list[dict[str, Any]]:
        """Question and answer of one exchange, with the model's name; empty where they were not kept."""
        query = (
            select(turns, exchanges.c.model)
            .join(conversations, conversations.c.id == turns.c.conversation)
            .join(exchanges, exchanges.c.id == turns.c.exchange)
            .where(turns.c.exchange == exchange, conversations.c.owner == owner.id)
            .order_by(turns.c.id)
        )
        with self.store.read() as connection:
            rows = connection.execute(query).mappings()
            return [
                {**_message(dict(row)), "model": row["model"], "conversation": row["conversation"]}
                for row in rows
            ]

    def forget_turns(self, exchange: str, owner: Principal) -> None:
        """Take the question and the answer of one exchange out of its conversation."""
        mine = select(conversations.c.id).where(conversations.c.owner == owner.id)
        with self.store.write() as connection:
            gone = connection.execute(
                delete(turns).where(turns.c.exchange == exchange, turns.c.conversation.in_(mine))
            )
            if not gone.rowcount:
                raise UNKNOWN(id=exchange)

    def _of(self, exchange: str, owner: Principal) -> str:
        query = (
            select(turns.c.conversation)
            .join(conversations, conversations.c.id == turns.c.conversation)
            .where(turns.c.exchange == exchange, conversations.c.owner == owner.id)
        )
        with self.store.read() as connection:
            found = connection.execute(query.limit(1)).scalar()
        if found is None:
            raise UNKNOWN(id=exchange)
        return str(found)


def said(exchange: Exchange) -> dict[str, Any]:
    """What an exchange adds to its conversation, for `write`."""
    answer: dict[str, Any] = {"role": "assistant", "content": exchange.text}
    if exchange.tool_calls:
        calls = [{k: v for k, v in call.items() if k != "index"} for call in exchange.tool_calls]
        answer = {"role": "assistant", "content": exchange.text or None, "tool_calls": calls}
    now = now_ms()
    messages = [*exchange.added, answer]
    told: list[str | None] = [None] * len(exchange.added) + [orjson.dumps(facts(exchange)).decode()]
    spoken = [
        {
            "id": f"{exchange.id.replace('ex_', 'turn_', 1)}_{n:04d}",  # in the order of time, then of saying
            "conversation": exchange.conversation,
            "role": message["role"],
            "content": text_of(message),
            "message": orjson.dumps(message).decode(),
            "exchange": exchange.id,
            "facts": told[n],
            "created_at": now,
        }
        for n, message in enumerate(messages)
    ]
    conversation = {
        "id": exchange.conversation,
        "created_at": exchange.created_at,
        "updated_at": now,
        "owner": exchange.who.id,
        "app": exchange.app.name if exchange.app else None,
        "title": " ".join(exchange.question.split())[:_TITLE],
    }
    return {"conversation": conversation, "turns": spoken}


def write(connection: Connection, items: Sequence[dict[str, Any]]) -> None:
    """The group-commit handler: begin or touch each conversation, and append its turns."""
    for item in items:
        statement = insert_into(connection, conversations).values(item["conversation"])
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["id"], set_={"updated_at": item["conversation"]["updated_at"]}
            )
        )
    connection.execute(turns.insert(), [turn for item in items for turn in item["turns"]])


def _message(turn: dict[str, Any]) -> dict[str, Any]:
    told = orjson.loads(turn["facts"]) if turn["facts"] else {}
    return {
        "role": turn["role"],
        "content": turn["content"],
        "message": orjson.loads(turn["message"]),
        "exchange": turn["exchange"],
        "citations": told.get("citations", []),
        **{name: told[name] for name in ("action", "refused", "verdicts", "label") if name in told},
        "created_at": turn["created_at"],
    }


def text_of(message: dict[str, Any]) -> str:
    """The text of a message, for people; its parts one below the other."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "\n".join(str(part["text"]) for part in content or () if isinstance(part.get("text"), str))
