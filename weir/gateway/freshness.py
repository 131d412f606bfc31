"""What follows documents beside the requests: sources looked at again, pictures taken, graphs read."""

from __future__ import annotations

import asyncio
import logging

from weir.core.errors import WeirError
from weir.core.jobs import Jobs
from weir.knowledge import Gallery, Graph, Sources

log = logging.getLogger("weir.gateway")

_AT_ONCE = 2
_BREATH_S, _REST_S = 0.2, 10


async def keep_fresh(sources: Sources, jobs: Jobs, every_s: float) -> None:
    """Start the refreshes that are due, now and every `every_s` seconds."""
    while True:
        try:
            await asyncio.to_thread(sources.start_due, jobs)
        except WeirError as error:
            log.warning("sources wait for now: %s", error)
        await asyncio.sleep(every_s)


async def keep_pictured(gallery: Gallery) -> None:
    """Take the pictures of new documents: at once while there are some, else every few seconds."""
    while True:
        try:
            taken = await asyncio.to_thread(gallery.tend, _AT_ONCE)
        except WeirError as error:
            log.warning("pictures wait for now: %s", error)
            taken = 0
        await asyncio.sleep(_BREATH_S if taken else _REST_S)


async def keep_graphs(graph: Graph, every_s: float) -> None:
    """Let the graphs read what is new in their bases, now and every `every_s` seconds; 0 is never."""
    while every_s > 0:
        try:
            await asyncio.to_thread(graph.tend)
        except WeirError as error:
            log.warning("graphs wait for now: %s", error)
        await asyncio.sleep(every_s)
