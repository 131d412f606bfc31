"""Principals: the people and services that have keys."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from weir.core.auth import Resource, Role, allowed, authorize
from weir.server.api.caller import House, Who
from weir.server.api.session import shown

router = APIRouter(tags=["principals"])


class NewPrincipal(BaseModel):
    """A principal to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    role: Role = Role.user
    tier: str = "standard"
    groups: list[str] = []


class Changes(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    tier: str | None = None
    groups: list[str] | None = None
    disabled: bool | None = None


@router.get("/principals")
def list_principals(
    who: Who, gateway: House, limit: Annotated[int, Query(ge=1, le=500)] = 100, cursor: str = ""
) -> dict[str, Any]:
    """All principals by name for those who may see them; otherwise oneself."""
    if not allowed(who, "see", Resource("principal")):
        return {"items": [shown(who)], "next": None}
    found = gateway.principals.list(limit, cursor)
    return {"items": [shown(item) for item in found], "next": found[-1].name if len(found) == limit else None}


@router.post("/principals", status_code=201)
def create_principal(asked: NewPrincipal, who: Who, gateway: House) -> dict[str, Any]:
    """Make a principal."""
    authorize(who, "create", Resource("principal"))
    return shown(
        gateway.principals.create(asked.name, asked.role, asked.tier, actor=who.id, groups=asked.groups)
    )


@router.patch("/principals/{id}")
def change_principal(id: str, asked: Changes, who: Who, gateway: House) -> dict[str, Any]:
    """Change a principal's role, tier or groups, or disable it; its keys follow within a second."""
    authorize(who, "change", Resource("principal", id, owner=id))
    return shown(gateway.principals.change(id, actor=who.id, **asked.model_dump(exclude_none=True)))
