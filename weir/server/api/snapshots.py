"""Snapshots of knowledge bases, and merges of two."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from weir.server.api.caller import House, Who
from weir.server.api.knowledge import base_for, note

router = APIRouter(tags=["knowledge bases"])


class NewSnapshot(BaseModel):
    """A snapshot to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)


class Merge(BaseModel):
    """A base to copy from."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(min_length=1, max_length=100, description="Id of the base to copy from.")


@router.get("/kb/{id}/snapshots")
def list_snapshots(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """The snapshots of a base, the oldest first."""
    base_for(gateway, who, id, "see")
    return {"items": [asdict(point) for point in gateway.knowledge.snapshots(id)], "next": None}


@router.post("/kb/{id}/snapshots", status_code=201)
def make_snapshot(id: str, asked: NewSnapshot, who: Who, gateway: House) -> dict[str, Any]:
    """Keep what a base holds now under a name."""
    base_for(gateway, who, id, "change")
    point = gateway.knowledge.snapshot(id, asked.name)
    note(gateway, who, "knowledge_base.snapshot", id, snapshot=point.id, name=point.name)
    return asdict(point)


@router.post("/kb/{id}/snapshots/{name}/restore")
def restore_snapshot(id: str, name: str, who: Who, gateway: House) -> dict[str, Any]:
    """Make a base hold again what it held at a snapshot, by its name or id."""
    base_for(gateway, who, id, "change")
    changed = gateway.knowledge.restore(id, name)
    note(gateway, who, "knowledge_base.restore", id, snapshot=name, **asdict(changed))
    return asdict(changed)


@router.delete("/kb/{id}/snapshots/{name}")
def delete_snapshot(id: str, name: str, who: Who, gateway: House) -> dict[str, Any]:
    """Forget a snapshot."""
    base_for(gateway, who, id, "change")
    gateway.knowledge.drop_snapshot(id, name)
    note(gateway, who, "knowledge_base.snapshot_delete", id, snapshot=name)
    return {"name": name, "deleted": True}


@router.post("/kb/{id}/merge")
def merge(id: str, asked: Merge, who: Who, gateway: House) -> dict[str, Any]:
    """Copy into a base what another holds and it lacks; nothing is read or encoded anew."""
    base_for(gateway, who, id, "change")
    base_for(gateway, who, asked.source, "use")
    copied = gateway.knowledge.merge(asked.source, id)
    note(gateway, who, "knowledge_base.merge", id, source=asked.source, copied=copied)
    return {"copied": copied}
