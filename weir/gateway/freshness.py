"""Sources are looked at again when their time has come."""

from __future__ import annotations

import asyncio
import logging

from weir.core.errors import WeirError
from weir.core.jobs import Jobs
from weir.knowledge import Sources

log = logging.getLogger("weir.gateway")


async def keep_fresh(sources: Sources, jobs: Jobs, every_s: float) -> None:
    """Start the refreshes that are due, now and every `every_s` seconds."""
    while True:
        try:
            await asyncio.to_thread(sources.start_due, jobs)
        except WeirError as error:
            log.warning("sources wait for now: %s", error)
        await asyncio.sleep(every_s)
