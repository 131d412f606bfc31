"""The graph of a knowledge base: what its documents name and state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from weir.knowledge import GraphFormat, reader_of
from weir.server.api.caller import House, Who
from weir.server.api.knowledge import base_for

router = APIRouter(tags=["graph"])

_TYPES = {
    GraphFormat.turtle: "text/turtle",
    GraphFormat.ntriples: "application/n-triples",
    GraphFormat.graphml: "application/graphml+xml",
}


@router.get("/kb/{id}/graph")
def get_graph(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """How large the graph of a base is, and what belongs together in it."""
    base_for(gateway, who, id, "see")
    groups = gateway.graph.communities(id, reader=reader_of(who))
    return {**asdict(gateway.graph.size(id)), "communities": [asdict(group) for group in groups]}


@router.get("/kb/{id}/graph/search")
def search_graph(
    id: str,
    who: Who,
    gateway: House,
    q: Annotated[str, Query(max_length=200, description="Part of a name; empty: the most named.")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> dict[str, Any]:
    """Entities by their names, the most named first."""
    base_for(gateway, who, id, "see")
    found = gateway.graph.search(id, q, limit, reader=reader_of(who))
    return {"items": [asdict(entity) for entity in found], "next": None}


@router.get("/kb/{id}/graph/around")
def get_around(
    id: str,
    who: Who,
    gateway: House,
    entity: Annotated[int, Query(ge=0, le=2**63 - 1, description="Number of an entity.")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 40,
) -> dict[str, Any]:
    """An entity, what is stated of it with the words that state it, and what is named beside it."""
    base_for(gateway, who, id, "see")
    return asdict(gateway.graph.around(id, entity, limit, reader=reader_of(who)))


@router.get("/kb/{id}/graph/conflicts")
def get_conflicts(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """Attributes that documents give different values, each with its words."""
    base_for(gateway, who, id, "see")
    found = gateway.graph.conflicts(id, reader=reader_of(who))
    return {"items": [asdict(conflict) for conflict in found], "next": None}


@router.get("/kb/{id}/graph/export")
def export_graph(
    id: str, who: Who, gateway: House, format: GraphFormat = GraphFormat.turtle
) -> StreamingResponse:
    """The whole graph, for whoever may change the base."""
    base_for(gateway, who, id, "change")

    def lines() -> Iterator[str]:
        yield from gateway.graph.export(id, format)

    name = {"turtle": "ttl", "ntriples": "nt", "graphml": "graphml"}[format]
    headers = {"Content-Disposition": f'attachment; filename="graph.{name}"'}
    return StreamingResponse(lines(), media_type=_TYPES[format], headers=headers)
