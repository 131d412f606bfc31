"""The caller's own conversations."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from weir.server.api.caller import House, Moment, Who

router = APIRouter(tags=["conversations"])


@router.get("/conversations")
def list_conversations(
    who: Who, gateway: House, limit: Annotated[int, Query(ge=1, le=500)] = 50, cursor: Moment | None = None
) -> dict[str, Any]:
    """One's conversations, latest first."""
    found = gateway.conversations.latest(who, limit, cursor)
    return {"items": found, "next": found[-1]["updated_at"] if len(found) == limit else None}


@router.get("/conversations/{id}")
def get_conversation(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """One conversation with its messages."""
    found = gateway.conversations.get(id, who)
    said = [turn for turn in found["messages"] if turn["role"] in ("user", "assistant") and turn["content"]]
    for turn in said:
        del turn["message"]  # the form for models
    return {**found, "messages": said}


@router.delete("/conversations/{id}")
def delete_conversation(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """Forget a conversation; the exchanges behind it stay on record."""
    gateway.conversations.delete(id, who)
    return {"id": id, "deleted": True}
