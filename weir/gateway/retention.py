"""Exchanges are kept as long as the operator says, and no longer. The audit chain keeps its entries."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import delete

from weir.core.errors import WeirError
from weir.core.store import Store, now_ms
from weir.gateway.tables import exchanges

log = logging.getLogger("weir.gateway")

_EVERY_S = 3600
_DAY_MS = 86_400_000


async def keep_within(store: Store, days: int) -> None:
    """Delete exchanges older than `days`, now and every hour; 0 keeps them for ever."""
    while days:
        try:
            await asyncio.to_thread(forget_before, store, now_ms() - days * _DAY_MS)
        except WeirError as error:
            log.warning("old exchanges stay for now: %s", error)
        await asyncio.sleep(_EVERY_S)


def forget_before(store: Store, time_ms: int) -> int:
    """Delete the exchanges that began before a time; returns how many."""
    with store.write() as connection:
        return int(connection.execute(delete(exchanges).where(exchanges.c.created_at < time_ms)).rowcount)
