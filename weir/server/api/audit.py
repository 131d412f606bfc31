"""The audit chain."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from weir.core.audit import audit_entries, verify_audit
from weir.core.auth import Resource, authorize
from weir.server.api.caller import House, Moment, Who

router = APIRouter(tags=["audit"])


@router.get("/audit")
def list_entries(
    who: Who, gateway: House, limit: Annotated[int, Query(ge=1, le=1000)] = 50, cursor: Moment | None = None
) -> dict[str, Any]:
    """Entries, newest first."""
    authorize(who, "see", Resource("audit"))
    found = audit_entries(gateway.store, limit, cursor)
    return {"items": found, "next": found[-1]["seq"] if len(found) == limit else None}


@router.post("/audit/verify")
def verify(who: Who, gateway: House) -> dict[str, Any]:
    """Recompute the whole chain and check its signed heads."""
    authorize(who, "verify", Resource("audit"))
    return asdict(verify_audit(gateway.store, gateway.signer.public_key))
