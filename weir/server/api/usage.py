"""What was used: requests, tokens, cost."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from weir.server.api.caller import House, Moment, Who

router = APIRouter(tags=["usage"])

_MONTH_MS = 30 * 86_400_000


@router.get("/usage")
def usage(
    who: Who,
    gateway: House,
    since: Annotated[Moment | None, Query(alias="from", ge=0)] = None,
    until: Annotated[Moment | None, Query(alias="to", ge=0)] = None,
    by: Literal["day", "principal", "model", "app"] = "day",
) -> dict[str, Any]:
    """Usage of the last thirty days or another span: one's own, or everybody's for those who may see it."""
    now = time.time_ns() // 1_000_000
    items = gateway.history.usage(
        who, since=now - _MONTH_MS if since is None else since, until=until or now + 1, by=by
    )
    return {"items": items, "next": None}
