"""Sources that feed a knowledge base, and the report on how fresh it is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from weir.core.auth import Principal, Resource, authorize
from weir.core.errors import Language, WeirError
from weir.gateway import Gateway
from weir.knowledge import KnowledgeBase, Source, SourceItem, StoredDocument, staleness
from weir.server.api.caller import House, Speaks, Who
from weir.server.api.knowledge import base_for, note

router = APIRouter(tags=["sources"])


class NewSource(BaseModel):
    """A source to be added. `spec` is by its `kind`: folder, urls, s3, sql or git."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    spec: dict[str, Any]
    every_s: int | None = Field(None, ge=60, description="Seconds between refreshes; none: by hand alone.")


class Asked(BaseModel):
    """How to refresh."""

    model_config = ConfigDict(extra="forbid")

    remove: bool = Field(False, description="Also remove documents when most of the source is gone.")


@router.get("/kb/{id}/sources")
def list_sources(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """What feeds a base."""
    base = base_for(gateway, who, id, "see")
    authorize(who, "see", _resource(base, ""))
    return {"items": [shown(source, language) for source in gateway.sources.list(id)], "next": None}


@router.post("/kb/{id}/sources", status_code=201)
def add_source(id: str, asked: NewSource, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """Let a source feed a base; its first refresh starts at once. The settings say where it may reach."""
    base_for(gateway, who, id, "change")
    source = gateway.sources.add(id, asked.name, asked.spec, who.id, asked.every_s)
    note(gateway, who, "source.add", source.id, knowledge_base=id, kind=source.kind)
    job = gateway.sources.start(gateway.jobs, source.id, who.id)
    return {**shown(source, language), "job": job.id}


@router.get("/sources/{id}")
def get_source(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """One source and how its last refresh ended."""
    return shown(source_for(gateway, who, id, "see"), language)


@router.get("/sources/{id}/items")
def list_items(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """What a source held when it was last looked at."""
    source_for(gateway, who, id, "see")
    return {"items": [shown_item(item, language) for item in gateway.sources.items(id)], "next": None}


@router.post("/sources/{id}/refresh", status_code=202)
def refresh(id: str, asked: Asked, who: Who, gateway: House) -> dict[str, Any]:
    """Look at a source now, in a durable job."""
    source_for(gateway, who, id, "change")
    job = gateway.sources.start(gateway.jobs, id, who.id, remove=asked.remove)
    note(gateway, who, "source.refresh", id, remove=asked.remove)
    return {"id": id, "job": job.id}


@router.delete("/sources/{id}")
def remove_source(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """Forget a source; its documents stay."""
    source_for(gateway, who, id, "delete")
    gateway.sources.remove(id)
    note(gateway, who, "source.remove", id)
    return {"id": id, "deleted": True}


@router.get("/kb/{id}/report")
def report(
    id: str, who: Who, gateway: House, language: Speaks, days: Annotated[int, Query(ge=1, le=3650)] = 90
) -> dict[str, Any]:
    """Dead links, what could not be fetched or read, and documents unconfirmed for `days` days."""
    base = base_for(gateway, who, id, "see")
    found = staleness(gateway.store, base.id, base.number, days)
    return {
        "documents": found.documents,
        "fresh": round(found.fresh, 4),
        "failed": [_document(document, language) for document in found.failed],
        "stale": [_document(document, language) for document in found.stale],
        "dead": [shown_item(item, language) for item in found.dead],
        "unfetched": [shown_item(item, language) for item in found.unfetched],
    }


def source_for(gateway: Gateway, who: Principal, id: str, action: str) -> Source:
    """The source, if the caller may do this to it; it is whose its base is."""
    source = gateway.sources.get(id)
    authorize(who, action, _resource(gateway.knowledge.get(source.base), id))
    return source


def shown(source: Source, language: Language) -> dict[str, Any]:
    """A source as clients see it: without its secret."""
    return {
        "id": source.id,
        "kb": source.base,
        "name": source.name,
        "kind": source.kind,
        "spec": {name: value for name, value in source.spec.items() if name != "trusted"},
        "every_s": source.every_s,
        "status": source.status,
        "error": _error(source.error, language),
        "created_at": source.created_at,
        "refreshed_at": source.refreshed_at,
        "due_at": source.due_at,
    }


def shown_item(item: SourceItem, language: Language) -> dict[str, Any]:
    """One thing that a source holds, as clients see it."""
    return {
        "source": item.source,
        "key": item.key,
        "name": item.name,
        "document": item.document_id,
        "revision": item.revision,
        "status": item.status,
        "error": _error(item.error, language),
        "modified_at": item.modified_at,
        "changed_at": item.changed_at,
        "seen_at": item.seen_at,
    }


def _resource(base: KnowledgeBase, id: str) -> Resource:
    return Resource("source", id or base.id, base.owner, base.readers, base.public)


def _document(document: StoredDocument, language: Language) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "updated_at": document.updated_at,
        "error": _error(document.error, language),
    }


def _error(error: WeirError | None, language: Language) -> dict[str, str] | None:
    if error is None:
        return None
    return {"code": error.code, "message": error.text(language), "remedy": error.remedy(language)}
