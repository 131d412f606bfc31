"""What passed: exchanges stage by stage, and their receipts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from weir.core.auth import Resource, authorize
from weir.gateway import valid_receipt
from weir.server.api.caller import House, Who

router = APIRouter(tags=["exchanges"])


@router.get("/exchanges")
def list_exchanges(
    who: Who,
    gateway: House,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: str | None = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """Exchanges, newest first; `q` looks into questions, answers and ids."""
    found = gateway.history.latest(who, limit=limit, before=cursor, text=q)
    return {"items": found, "next": found[-1]["id"] if len(found) == limit else None}


@router.get("/exchanges/{id}")
def get_exchange(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """One exchange in full: its stages, verdicts, evidence, label, usage and receipt."""
    return gateway.history.get(id, who)


@router.get("/receipts/{id}")
def get_receipt(id: str, who: Who, gateway: House) -> dict[str, Any]:
    """A signed receipt, by its id or its exchange's."""
    return gateway.history.receipt(id, who)


@router.post("/receipts/verify")
def verify_receipt(receipt: Annotated[dict[str, Any], Body()], who: Who, gateway: House) -> dict[str, Any]:
    """Whether a receipt is one of this store's, unchanged."""
    authorize(who, "verify", Resource("receipt"))
    valid = valid_receipt(receipt, gateway.signer.public_key)
    reason = None if valid else "changed, or signed by another key"
    return {"valid": valid, "reason": reason, "public_key": gateway.signer.public_key}
