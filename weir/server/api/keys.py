"""API keys: create, list, revoke."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from weir.core.auth import Key, Resource, allowed, authorize
from weir.server.api.caller import House, Moment, Who

router = APIRouter(tags=["keys"])


class NewKey(BaseModel):
    """A key to be made: for oneself, or by an administrator for another principal."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    principal: str | None = None
    expires_at: Moment | None = Field(None, gt=0)


@router.get("/keys")
def list_keys(
    who: Who, gateway: House, limit: Annotated[int, Query(ge=1, le=500)] = 100, cursor: str | None = None
) -> dict[str, Any]:
    """Keys, newest first, without their secrets."""
    owner = None if allowed(who, "see", Resource("key")) else who.id
    found = gateway.keys.list(owner, limit, cursor)
    return {"items": [shown(key) for key in found], "next": found[-1].id if len(found) == limit else None}


@router.post("/keys", status_code=201)
def create_key(asked: NewKey, who: Who, gateway: House) -> dict[str, Any]:
    """Make a key; the answer holds its secret, this one time."""
    holder = asked.principal or who.id
    authorize(
        who,
        "create",
        Resource("key", owner=holder) if holder == who.id else Resource("key", holder, owner=holder),
    )
    key, secret = gateway.keys.create(holder, asked.name, actor=who.id, expires_at=asked.expires_at)
    return {**shown(key), "secret": secret}


@router.delete("/keys/{id}")
def revoke_key(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """Revoke a key for good."""
    authorize(who, "delete", Resource("key", id, owner=gateway.keys.get(id).principal))
    return shown(gateway.keys.revoke(id, actor=who.id))


def shown(key: Key) -> dict[str, Any]:
    """A key as clients see it."""
    return {**asdict(key), "quota": key.quota.model_dump() if key.quota else None}
