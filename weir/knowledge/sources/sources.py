"""`Sources`: what feeds the knowledge bases, and when it is looked at again."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path

import orjson
from pydantic import SecretStr, TypeAdapter, ValidationError
from sqlalchemy import delete, select, update

from weir.core.auth import NOT_FOUND
from weir.core.errors import WeirError, error_kind
from weir.core.ids import new_id
from weir.core.jobs import Job, JobContext, Jobs
from weir.core.secrets import Secrets
from weir.core.store import Store, now_ms
from weir.knowledge.bases import get_base
from weir.knowledge.records import packed_error
from weir.knowledge.sources.contract import Origin
from weir.knowledge.sources.folder import Folder
from weir.knowledge.sources.git import Git
from weir.knowledge.sources.permission import Permission
from weir.knowledge.sources.records import (
    Refresh,
    Source,
    SourceItem,
    SourceStatus,
    stored_item,
    stored_source,
)
from weir.knowledge.sources.refresh import Refresher, Shelf
from weir.knowledge.sources.s3 import S3
from weir.knowledge.sources.spec import (
    SECRET_FIELDS,
    FolderSpec,
    GitSpec,
    S3Spec,
    Spec,
    SqlSpec,
    UrlsSpec,
)
from weir.knowledge.sources.sql import Sql
from weir.knowledge.sources.tables import items, sources
from weir.knowledge.sources.web import Web
from weir.knowledge.tables import bases

JOB = "knowledge.refresh"
SHORTEST_S = 60

INVALID = error_kind(
    "source.invalid",
    422,
    en="The source is not valid: {reason}.",
    zh="来源定义无效：{reason}。",
    do_en="Correct the named field.",
    do_zh="请修正所指字段。",
)

_SPEC: TypeAdapter[Spec] = TypeAdapter(Spec)


class Sources:
    """The sources of the bases. Thread-safe; every method blocks.

    Access is the caller's business: who may change a base may change what feeds it.
    """

    def __init__(
        self, store: Store, secrets: Secrets, shelf: Shelf, allowed: Permission, max_bytes: int
    ) -> None:
        self.store = store
        self.secrets = secrets
        self.shelf = shelf
        self.allowed = allowed
        self.max_bytes = max_bytes

    def add(
        self,
        base_id: str,
        name: str,
        spec: dict[str, object],
        owner: str,
        every_s: int | None = None,
        *,
        trusted: bool = False,
    ) -> Source:
        """Let a source feed a base, every `every_s` seconds or by hand alone. Nothing is read yet.

        `trusted` is for whoever works at the command line of the machine: any place may be named.
        ``source.invalid``, ``source.not_allowed``, ``auth.not_found``.
        """
        parsed = _parsed(spec)
        if not trusted:
            self.allowed.check(parsed)
        if every_s is not None and every_s < SHORTEST_S:
            raise INVALID(reason=f"every_s: at least {SHORTEST_S}")
        if not name.strip():
            raise INVALID(reason="name: is empty")
        id = new_id("src")
        open_part, secret = _parts(parsed, trusted)
        now = now_ms()
        with self.store.write() as connection:
            get_base(connection, base_id)
            connection.execute(
                sources.insert().values(
                    id=id, base=base_id, name=name.strip(), spec=orjson.dumps(open_part).decode(),
                    secret=self.secrets.seal(secret.encode(), f"source/{id}") if secret else None,
                    owner=owner, every_s=every_s, status=SourceStatus.NEW, created_at=now,
                    due_at=now if every_s else None,
                )
            )  # fmt: skip
        return self.get(id)

    def get(self, id: str) -> Source:
        """The source; ``auth.not_found``."""
        with self.store.read() as connection:
            row = connection.execute(select(sources).where(sources.c.id == id)).first()
        if row is None:
            raise NOT_FOUND(kind="source", id=id)
        return stored_source(row)

    def list(self, base_id: str) -> builtins.list[Source]:
        """The sources of a base, the oldest first."""
        query = select(sources).where(sources.c.base == base_id).order_by(sources.c.created_at)
        with self.store.read() as connection:
            return [stored_source(row) for row in connection.execute(query)]

    def items(self, id: str) -> builtins.list[SourceItem]:
        """What a source held when it was last looked at, by key."""
        query = select(items).where(items.c.source == id).order_by(items.c.key)
        with self.store.read() as connection:
            return [stored_item(row) for row in connection.execute(query)]

    def remove(self, id: str) -> None:
        """Forget a source. Its documents stay in the base."""
        self.get(id)
        with self.store.write() as connection:
            connection.execute(delete(sources).where(sources.c.id == id))

    def refresh(
        self,
        id: str,
        *,
        remove: bool = False,
        told: Callable[[int, int, str], None] = lambda done, total, name: None,
    ) -> Refresh:
        """Look at a source now; blocks. A source that cannot be reached raises, and is marked so."""
        source = self.get(id)
        try:
            origin = self._open(id)
            try:
                done = Refresher(self.store, self.shelf, id, source.base, origin, told).run(remove)
            finally:
                origin.close()
        except WeirError as error:
            self._mark(source, SourceStatus.FAILED, error)
            raise
        self._mark(source, SourceStatus.HELD if done.held else SourceStatus.READY)
        return done

    # Jobs

    def register(self, jobs: Jobs) -> None:
        """Let these jobs refresh sources. Call before they are launched."""
        jobs.register(JOB, self._run)

    def start(self, jobs: Jobs, id: str, owner: str, *, remove: bool = False) -> Job:
        """A durable job that refreshes a source."""
        self.get(id)
        return jobs.start(JOB, {"source": id, "remove": remove}, owner=owner)

    def start_due(self, jobs: Jobs) -> int:
        """Start a job for each source whose time has come; how many. Several servers start one job in all."""
        now = now_ms()
        query = (
            select(sources.c.id, sources.c.due_at, sources.c.every_s, sources.c.owner)
            .join(bases, bases.c.id == sources.c.base)
            .where(sources.c.due_at <= now, bases.c.deleted_at.is_(None))
        )
        with self.store.read() as connection:
            due = connection.execute(query).all()
        for row in due:
            jobs.start(JOB, {"source": row.id}, owner=row.owner, id=f"{row.id}-{row.due_at}")
            with self.store.write() as connection:
                mine = sources.c.id == row.id, sources.c.due_at == row.due_at
                connection.execute(update(sources).where(*mine).values(due_at=now + row.every_s * 1000))
        return len(due)

    def _run(self, context: JobContext, source: str, remove: bool = False) -> None:
        def told(done: int, total: int, name: str) -> None:
            context.progress(done, total, name)

        self.refresh(source, remove=remove, told=told)

    def _mark(self, source: Source, status: SourceStatus, error: WeirError | None = None) -> None:
        values: dict[str, object] = {"status": status, "error": packed_error(error) if error else None}
        if error is None:
            values["refreshed_at"] = now_ms()
        with self.store.write() as connection:
            connection.execute(update(sources).where(sources.c.id == source.id).values(**values))

    def _open(self, id: str) -> Origin:
        with self.store.read() as connection:
            row = connection.execute(select(sources).where(sources.c.id == id)).one()
        written = orjson.loads(row.spec)
        trusted = bool(written.pop("trusted"))
        if row.secret is not None:
            written[SECRET_FIELDS[written["kind"]]] = self.secrets.unseal(row.secret, f"source/{id}").decode()
        spec = _parsed(written)
        allowed = Permission(anything=True) if trusted else self.allowed
        allowed.check(spec)  # the settings may have changed since it was added
        return _origin(spec, self.max_bytes, allowed)


def _origin(spec: Spec, max_bytes: int, allowed: Permission) -> Origin:
    match spec:
        case FolderSpec():
            return Folder(spec, max_bytes)
        case UrlsSpec():
            return Web(spec, max_bytes, allowed.check_host)
        case S3Spec():
            return S3(spec, max_bytes)
        case SqlSpec():
            return Sql(spec)
        case GitSpec():
            return Git(spec, max_bytes)


def _parsed(spec: dict[str, object]) -> Spec:
    try:
        parsed = _SPEC.validate_python(spec)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "spec"
        raise INVALID(reason=f"{where}: {first['msg']}") from None
    if isinstance(parsed, FolderSpec) and not parsed.path.is_absolute():
        return parsed.model_copy(update={"path": Path.cwd() / parsed.path})
    return parsed


def _parts(spec: Spec, trusted: bool) -> tuple[dict[str, object], str]:
    """What may be shown of a source, and its secret."""
    field = SECRET_FIELDS.get(spec.kind, "")
    secret = getattr(spec, field) if field else SecretStr("")
    shown = spec.model_dump(mode="json", exclude={field} if field else set())
    return {**shown, "trusted": trusted}, secret.get_secret_value()
