"""After a crash: open exchanges are marked as interrupted, documents that nobody works on are taken up."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import socket
from pathlib import Path

from sqlalchemy import select, update

from weir.core.audit import AuditEntry, append
from weir.core.errors import WeirError
from weir.core.jobs import Jobs
from weir.core.store import Store, now_ms
from weir.gateway.tables import exchanges
from weir.knowledge import Knowledge

logger = logging.getLogger(__name__)

_JOBS = 1000  # of the latest jobs; a document that waits is younger than that
_TEND = 12  # looks between two that see to the index as well
_LOOK_S = 5
_FORGET_MS = 24 * 3_600_000  # a server elsewhere that we cannot look at gets a day


def instance_name() -> str:
    """This server process, as its open exchanges name it."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def close_interrupted(store: Store) -> int:
    """Mark as *interrupted* what no living server still holds open; returns how many there were."""
    with store.write() as connection:
        rows = connection.execute(
            select(exchanges.c.id, exchanges.c.principal, exchanges.c.instance, exchanges.c.created_at).where(
                exchanges.c.status == "open"
            )
        ).all()
        dead = [row for row in rows if not _alive(row.instance, row.created_at)]
        if dead:
            connection.execute(
                update(exchanges)
                .where(exchanges.c.id.in_([row.id for row in dead]))
                .values(status="interrupted")
            )
            append(
                connection,
                [AuditEntry(row.principal, "exchange", row.id, {"status": "interrupted"}) for row in dead],
            )
    return len(dead)


async def keep_documents_going(knowledge: Knowledge, jobs: Jobs, owner: str) -> None:
    """Take up documents that nobody works on, and what the index left for later, again and again.

    A crash may come between an upload and its job, and a job that has seen too many crashes is given up. A
    document counts as left once two looks have found it so: what was uploaded a moment ago gets its job now.
    """
    left: set[str] = set()
    for look in itertools.count(1):
        try:
            left = await asyncio.to_thread(take_up_documents, knowledge, jobs, owner, left)
            if look % _TEND == 0:
                await asyncio.to_thread(knowledge.tend)
        except WeirError as error:
            logger.warning("documents wait for now: %s", error)
        await asyncio.sleep(_LOOK_S)


def take_up_documents(knowledge: Knowledge, jobs: Jobs, owner: str, known: set[str]) -> set[str]:
    """Start a job for documents that have none, if they are `known` to be left; those that are left now."""
    unfinished = knowledge.unfinished()
    going = [job for job in jobs.list(limit=_JOBS) if not job.finished] if unfinished else []
    held = {id for job in going for id in job.args.get("documents", ())}
    left = {id for id in unfinished if id not in held}
    forgotten = sorted(left & known)
    if forgotten:
        knowledge.start_ingest(jobs, forgotten, owner)
    return left - known


def _alive(instance: str, created_at: int) -> bool:
    host, pid, started = [*instance.rsplit(":", 2), "", ""][:3]
    if host != socket.gethostname() or not pid.isdigit():
        return now_ms() - created_at < _FORGET_MS
    if int(pid) == os.getpid():
        return False  # a former process with our number: this one has only just started
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's process: alive, and perhaps with a number used again
    return _started(int(pid)) == started


def _started(pid: int) -> str:
    """When a process began, as the kernel counts: a number used again has another. Empty where none tells."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
