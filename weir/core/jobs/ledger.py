"""The ledger: one row a job, readable by every process without starting anything."""

from __future__ import annotations

import builtins
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    case,
    delete,
    insert,
    null,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from weir.core.errors import Language
from weir.core.jobs.job import UNAVAILABLE, Job, JobError, Status, job_from_row
from weir.core.jobs.place import Place

_WAITS: dict[Language, str] = {
    "en": "The server that ran this job stopped; it goes on with the next free worker.",
    "zh": "运行该任务的服务器已停止；有空闲工作线程时会接着做。",
}


def jobs_table(schema: str | None) -> Table:
    """`server` and `claim` say who runs the job; every write of a runner is conditional on its claim."""
    return Table(
        "jobs",
        MetaData(schema=schema),
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("owner", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("args", Text, nullable=False),
        Column("done", Integer, nullable=False, default=0),
        Column("total", Integer, nullable=False, default=0),
        Column("note", Text, nullable=False, default=""),
        Column("reason", Text),
        Column("error", Text),
        Column("server", Integer),
        Column("claim", Text),
        Column("cancel", Integer, nullable=False, default=0),
        Column("attempts", Integer, nullable=False, default=0),
        Column("created_at", BigInteger, nullable=False),
        Column("updated_at", BigInteger, nullable=False),
        Index("jobs_by_status", "status", "created_at"),
        Index("jobs_by_owner", "owner", "created_at"),
    )


class Ledger:
    """Rows of jobs in their place. Methods are short transactions; they may be called from any thread."""

    def __init__(self, place: Place) -> None:
        self.engine = place.engine()
        self._table = jobs_table(place.schema)
        with self._writing() as connection:
            _create(connection, self._table, place)

    def close(self) -> None:
        self.engine.dispose()

    def add(self, id: str, name: str, args: Mapping[str, Any], owner: str) -> bool:
        """Record a queued job; False if the id is taken."""
        now = _now()
        row = {"id": id, "name": name, "owner": owner, "args": orjson.dumps(dict(args)).decode()}
        try:
            with self._writing() as connection:
                connection.execute(
                    insert(self._table).values(**row, status="queued", created_at=now, updated_at=now)
                )
        except IntegrityError:
            return False
        return True

    def get(self, id: str) -> Job | None:
        with self._reading() as connection:
            row = connection.execute(select(self._table).where(self._table.c.id == id)).mappings().first()
        return job_from_row(row) if row else None  # type: ignore[arg-type]

    def list(self, owner: str | None, status: Status | None, limit: int, before: int | None) -> list[Job]:
        table = self._table
        query = select(table).order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
        if owner is not None:
            query = query.where(table.c.owner == owner)
        if status is not None:
            query = query.where(table.c.status == status)
        if before is not None:
            query = query.where(table.c.created_at < before)
        with self._reading() as connection:
            return [job_from_row(row) for row in connection.execute(query).mappings()]  # type: ignore[arg-type]

    def claim(self, server: int, names: Iterable[str]) -> tuple[Job, str, int] | None:
        """Take the oldest queued job of these kinds: the job, the claim and how often it was claimed."""
        table = self._table
        waiting = table.c.status == "queued"
        oldest = select(table).where(waiting, table.c.name.in_(list(names))).limit(1)
        with self._reading() as connection:
            row = connection.execute(oldest.order_by(table.c.created_at, table.c.id)).mappings().first()
        if row is None:
            return None
        claim = secrets.token_hex(8)
        values = {"status": "running", "server": server, "claim": claim, "attempts": row["attempts"] + 1}
        if not self._update(table.c.id == row["id"], waiting, reason=None, **values):
            return self.claim(server, names)  # another server was quicker
        return job_from_row(row), claim, row["attempts"] + 1  # type: ignore[arg-type]

    def report(self, id: str, claim: str, done: int, total: int, note: str, reason: str | None) -> bool:
        """Write progress; False if the claim is lost. Progress clears the count of attempts."""
        values = {"done": done, "total": total, "note": note, "reason": reason, "attempts": 0}
        return self._update(self._table.c.id == id, self._table.c.claim == claim, **values)

    def finish(self, id: str, claim: str, status: Status, error: JobError | None = None) -> bool:
        """End a claimed job; False if the claim is lost."""
        values = {"status": status, "error": _error_text(error), "reason": None}
        mine = (self._table.c.id == id, self._table.c.claim == claim)
        return self._update(*mine, **values, claim=None, server=None)

    def release(self, id: str, claim: str) -> bool:
        """Give a claimed job back, for another worker or another day."""
        mine = (self._table.c.id == id, self._table.c.claim == claim)
        return self._update(*mine, **self._given_back(), attempts=self._table.c.attempts - 1)

    def release_server(self, server: int) -> bool:
        """Give back everything that a dead server was running."""
        return self._update(
            self._table.c.status == "running", self._table.c.server == server, **self._given_back()
        )

    def running_servers(self) -> set[int]:
        query = select(self._table.c.server).where(self._table.c.status == "running").distinct()
        with self._reading() as connection:
            return set(connection.scalars(query))

    def ask_to_cancel(self, id: str) -> None:
        """End a queued job at once; mark a running one so that its runner ends it."""
        table = self._table
        if not self._update(table.c.id == id, table.c.status == "queued", status="cancelled", reason=None):
            self._update(table.c.id == id, table.c.status == "running", cancel=1)

    def asked_to_cancel(self, ids: Iterable[str]) -> set[str]:
        query = select(self._table.c.id).where(self._table.c.id.in_(list(ids)), self._table.c.cancel == 1)
        with self._reading() as connection:
            return set(connection.scalars(query))

    def requeue(self, id: str) -> bool:
        """Queue a failed or cancelled job again."""
        table = self._table
        values = {"status": "queued", "cancel": 0, "error": None, "attempts": 0, "reason": None}
        return self._update(table.c.id == id, table.c.status.in_(("failed", "cancelled")), **values)

    def forget(self, before: int) -> int:
        """Delete the rows of jobs that ended before `before` (milliseconds); how many."""
        table = self._table
        ended = table.c.status.in_(("done", "failed", "cancelled"))
        with self._writing() as connection:
            return connection.execute(delete(table).where(ended, table.c.updated_at < before)).rowcount

    def rows(self) -> builtins.list[dict[str, Any]]:
        """Every row as it is, for a backup."""
        with self._reading() as connection:
            query = select(self._table).order_by(self._table.c.created_at, self._table.c.id)
            names = [str(column.name) for column in self._table.c]
            return [dict(zip(names, row, strict=True)) for row in connection.execute(query)]

    def load(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows of a backup; what was running waits in the queue again."""
        for row in rows:
            values = {column.name: row[column.name] for column in self._table.c}
            if values["status"] == "running":
                values |= {"status": "queued", "server": None, "claim": None, "attempts": 0}
            with self._writing() as connection:
                connection.execute(insert(self._table).values(**values))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _as_weir_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _as_weir_errors(), self.engine.begin() as connection:
            yield connection

    def _given_back(self) -> dict[str, Any]:
        asked = self._table.c.cancel == 1
        waits = orjson.dumps(_WAITS).decode()
        return {
            "status": case((asked, "cancelled"), else_="queued"),
            "reason": case((asked, null()), else_=waits),
            "server": None,
            "claim": None,
        }

    def _update(self, *conditions: Any, **values: Any) -> bool:
        with self._writing() as connection:
            change = update(self._table).where(*conditions).values(**values, updated_at=_now())
            return connection.execute(change).rowcount > 0


@contextmanager
def _as_weir_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout) as error:
        reason = " ".join(str(getattr(error, "orig", error)).split())
        raise UNAVAILABLE(reason=reason) from error


def _create(connection: Connection, table: Table, place: Place) -> None:
    if place.schema is not None:
        # Two servers may start at the same moment; IF NOT EXISTS alone races in PostgreSQL.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": place.schema})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {place.schema}"))
    else:
        connection.execute(text("BEGIN IMMEDIATE"))
    table.metadata.create_all(connection)


def _error_text(error: JobError | None) -> str | None:
    return orjson.dumps(error).decode() if error else None


def _now() -> int:
    return time.time_ns() // 1_000_000
