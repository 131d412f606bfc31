"""Knowledge bases: create, share, search, check."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from weir.core.audit import AuditEntry
from weir.core.auth import Principal, Resource, allowed, authorize
from weir.gateway import Gateway
from weir.knowledge import AUTO, Evidence, KnowledgeBase, condition_from, reader_of
from weir.server.api.caller import House, Who

router = APIRouter(tags=["knowledge bases"])


class NewBase(BaseModel):
    """A base to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=2000)
    template: str = AUTO


class Changes(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=200)
    description: str | None = Field(None, max_length=2000)
    public: bool | None = None
    readers: list[str] | None = None
    template: str | None = None


class Search(BaseModel):
    """A question to search with."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=4000)
    limit: int = Field(12, ge=1, le=50)
    filter: dict[str, Any] | None = Field(
        None,
        description='What documents and chunks must meet: `{"field": "language", "eq": "zh"}` and the like.',
    )


def base_for(gateway: Gateway, who: Principal, id: str, action: str) -> KnowledgeBase:
    """The base, if the caller may do this to it. Errors: `auth.not_found`, `auth.forbidden`."""
    base = gateway.knowledge.get(id)
    authorize(who, action, base.resource)
    return base


@router.get("/kb")
def list_bases(who: Who, gateway: House) -> dict[str, Any]:
    """The bases that the caller may see, the oldest first."""
    found = [base for base in gateway.knowledge.list() if allowed(who, "see", base.resource)]
    return {"items": [shown(base) for base in found], "next": None}


@router.post("/kb", status_code=201)
def create_base(asked: NewBase, who: Who, gateway: House) -> dict[str, Any]:
    """Make an empty base."""
    authorize(who, "create", Resource("knowledge_base"))
    base = gateway.knowledge.create(asked.name, who.id, asked.description, template=asked.template)
    note(gateway, who, "knowledge_base.create", base.id, name=base.name)
    return shown(base)


@router.get("/kb/{id}")
def get_base(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """One base."""
    return shown(base_for(gateway, who, id, "see"))


@router.patch("/kb/{id}")
def change_base(id: str, asked: Changes, who: Who, gateway: House) -> dict[str, Any]:
    """Rename, describe or share a base, or choose how what is read from now on is cut."""
    sharing = asked.public is not None or asked.readers is not None
    base_for(gateway, who, id, "share" if sharing else "change")
    changes = asked.model_dump(exclude_none=True)
    base = gateway.knowledge.change(id, **changes)
    note(gateway, who, "knowledge_base.change", id, **changes)
    return shown(base)


@router.delete("/kb/{id}")
def delete_base(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """Delete a base with its documents."""
    base_for(gateway, who, id, "delete")
    gateway.knowledge.delete(id)
    note(gateway, who, "knowledge_base.delete", id)
    return {"id": id, "deleted": True}


@router.post("/kb/{id}/search")
def search(id: str, asked: Search, who: Who, gateway: House) -> dict[str, Any]:
    """The chunks that may hold the answer to a question, best first, and why each was found."""
    base_for(gateway, who, id, "use")
    condition = condition_from(asked.filter) if asked.filter is not None else None
    found = gateway.knowledge.retrieve(
        asked.question, [id], asked.limit, condition=condition, reader=reader_of(who)
    )
    return {"items": [shown_evidence(item) for item in found], "next": None}


@router.post("/kb/{id}/verify")
def verify(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """Compare the base's index with the store."""
    base_for(gateway, who, id, "see")
    health = gateway.knowledge.verify(id)
    return {**asdict(health), "clean": health.clean}


def note(gateway: Gateway, who: Principal, action: str, object: str, **details: Any) -> None:
    """An entry in the audit log about a change."""
    gateway.commits.commit_and_wait(audit=AuditEntry(who.id, action, object, details))


def shown(base: KnowledgeBase) -> dict[str, Any]:
    """A base as clients see it."""
    return {
        "id": base.id,
        "name": base.name,
        "description": base.description,
        "owner": base.owner,
        "public": base.public,
        "readers": sorted(base.readers),
        "documents": base.documents,
        "chunks": base.chunks,
        "template": base.template or AUTO,
        "status": "ready",
        "created_at": base.created_at,
        "updated_at": base.updated_at,
    }


def shown_evidence(item: Evidence) -> dict[str, Any]:
    """Evidence as clients see it."""
    return {
        "id": item.id,
        "document": item.document,
        "document_id": item.document_id,
        "page": item.page,
        "headings": list(item.headings),
        "text": item.text,
        "score": item.score,
        "why": dict(item.why),
    }
