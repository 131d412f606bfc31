"""The gateway: every room of the house, opened once, and the way that an exchange takes through them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import text

from weir.apps import App, Apps, Release
from weir.core import audit
from weir.core.audit import AuditEntry
from weir.core.auth import Caller, Directory, Keys, Principal, Principals, Resource, Role, Sessions, authorize
from weir.core.commit import GroupCommit
from weir.core.config import Config
from weir.core.errors import Language, WeirError
from weir.core.jobs import Jobs
from weir.core.quotas import Quotas
from weir.core.secrets import Secrets
from weir.core.signing import Signer
from weir.core.store import Store
from weir.documents import Limits, Parsers
from weir.gateway import conversations, recovery
from weir.gateway.conversations import Conversations
from weir.gateway.exchange import Exchange, Flow, Surface, Way
from weir.gateway.freshness import keep_fresh, keep_graphs, keep_pictured
from weir.gateway.gatekeeper import Gatekeeper
from weir.gateway.guards import Guards
from weir.gateway.history import History
from weir.gateway.retention import keep_within
from weir.gateway.rows import close_rows, insert_rows, open_rows
from weir.gateway.stages.admit import Admit
from weir.gateway.stages.generate import Generate
from weir.gateway.stages.ground import Ground
from weir.gateway.stages.label import Label
from weir.gateway.stages.recall import Recall
from weir.gateway.stages.record import Record
from weir.gateway.stages.resolve import Resolve, find_base
from weir.gateway.stages.retrieve import Retrieve
from weir.gateway.stages.screen import ScreenAnswer, ScreenQuestion
from weir.knowledge import (
    Gallery,
    Graph,
    Judge,
    Knowledge,
    Permission,
    Sources,
    Waiting,
    encoders,
    index_for,
    search_tools,
)
from weir.models import Adapter, ChatRequest, Models, Timeouts

logger = logging.getLogger(__name__)

T = TypeVar("T")

OPERATOR = Principal("operator", "operator", Role.admin, "unlimited")
"""Who works at the command line of the machine: whoever can read the store's files can do anything anyway."""

OPERATOR_CALLER = Caller(OPERATOR, "command-line", None, None)


class Gateway:
    """The open house. The server and each command open one and close it when they are done.

    ::

        gateway = Gateway.open(load_config())
        flow = await gateway.start(Exchange(request, "cli", "en", caller=gateway.operator_caller))
        async for delta in flow:
            print(delta.text, end="")
    """

    operator = OPERATOR
    operator_caller = OPERATOR_CALLER

    def __init__(self, config: Config) -> None:
        self.config = config
        self._open_ground()
        self._open_rooms()
        self.record = self._make_record()
        self.way = self._make_way()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def open(cls, config: Config) -> Gateway:
        """Open the store (migrating it) and every room. Errors: `store.*`, `secrets.*`, `policy.*`."""
        config.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(config)

    def _open_ground(self) -> None:
        """Store, secrets, who may come in, and the one writer."""
        config = self.config
        self.store = Store.open(config.store.url, config.store.durability)
        self.secrets = Secrets.open(config.home)
        self.signer = Signer.open(config.home, self.secrets)
        self.directory = Directory(self.store, self.secrets)
        self.principals = Principals(self.directory)
        self.keys = Keys(self.directory)
        self.sessions = Sessions(self.directory, self.keys, config.server.session_hours)
        self.gatekeeper = Gatekeeper(self.keys, self.sessions)
        self.quotas = Quotas(self.store, config.quotas)
        self.commits = GroupCommit(
            self.store,
            {
                "opened": open_rows,
                "exchange": insert_rows,
                "closed": close_rows,
                "said": conversations.write,
                "usage": self.quotas.record,
                "audit": audit.append,
            },
        )
        self.jobs = Jobs(config.store.url, concurrency=config.jobs.workers)

    def _open_rooms(self) -> None:
        """Models, documents, knowledge, guards, apps, and what was said."""
        config = self.config
        self.models = _models(config, self.store, self.secrets)
        self.parsers = Parsers(config.documents.workers, _limits(config))
        self.waiting = Waiting()
        with suppress(RuntimeError):  # opened without a running loop, it starts its own
            self.waiting.bind(asyncio.get_running_loop())
        self.knowledge = Knowledge(
            self.store,
            config.home,
            self.parsers,
            index_for(config.knowledge.index, config.home, config.knowledge.milvus_url),
            workers=config.documents.workers,
            encoders=encoders(config.knowledge.encoder, self.models, self.waiting),
            tools=search_tools(
                config.knowledge.reranker, config.knowledge.decomposer, self.models, self.waiting
            ),
        )
        self.knowledge.register(self.jobs)
        allowed = Permission(config.sources.hosts, config.sources.folders)
        self.sources = Sources(self.store, self.secrets, self.knowledge, allowed, config.documents.max_bytes)
        self.sources.register(self.jobs)
        self.gallery = Gallery(self.store, self.knowledge.files, self.parsers)
        self.graph = Graph(self.store)
        self.guards = Guards(config.guard.policy)
        self.apps = Apps(self.store)
        self.conversations = Conversations(self.store)
        self.history = History(self.store)

    def _make_record(self) -> Record:
        return Record(
            self.commits,
            self.signer,
            self.quotas,
            recovery.instance_name(),
            content=self.config.trace.content,
            off="record" in self.config.gateway.stages_off,
        )

    def _judge(self) -> Judge | None:
        """Who gives a second opinion on doubtful sentences, where the operator named a model."""
        name = self.config.grounding.judge
        return Judge(self.models.chat(name)) if name else None

    def _make_way(self) -> Way:
        """The stages in their order."""
        return Way(
            gates=(
                Admit(self.gatekeeper, self.quotas),
                Resolve(self.apps, self.models, self.knowledge, self.guards, self.conversations),
                ScreenQuestion(),
                Recall(),
                Retrieve(self.knowledge),
            ),
            source=Generate(),
            pipes=(Ground(self.knowledge, self._judge), ScreenAnswer(), Label(self.config.label)),
            record=self.record,
            off=frozenset(self.config.gateway.stages_off),
        )

    async def launch(self) -> None:
        """Begin what runs beside the requests: jobs, signed heads, retention; mark what a crash cut short."""
        self.waiting.bind(asyncio.get_running_loop())
        await asyncio.to_thread(recovery.close_interrupted, self.store)
        await asyncio.to_thread(self.knowledge.sweep)
        await asyncio.to_thread(self.jobs.launch)
        heads = audit.sign_heads(self.store, self.signer, self.config.audit.head_interval_s)
        retention = keep_within(self.store, self.config.trace.retention_days)
        documents = recovery.keep_documents_going(self.knowledge, self.jobs, self.operator.id)
        sources = keep_fresh(self.sources, self.jobs, self.config.sources.look_s)
        pictures = keep_pictured(self.gallery)
        graphs = keep_graphs(self.graph, self.config.knowledge.graph_s)
        for work in (heads, retention, documents, sources, pictures, graphs):
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """End everything; what was taken in is committed first, and a server signs the end of the chain."""
        launched = bool(self._tasks)
        for task in tuple(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.record.settled()
        await self.models.aclose()
        await asyncio.to_thread(self.close, sign=launched)

    def close(self, *, sign: bool = False) -> None:
        """`aclose` for a command without a running event loop."""
        self.jobs.close()
        self.waiting.close(self.models.aclose())
        self.parsers.close()
        self.commits.close()
        if sign:
            self._sign_head()
        self.directory.close()
        self.store.close()

    async def start(self, exchange: Exchange) -> Flow:
        """Begin an exchange; the answer flows out of what comes back. Errors: those of every stage."""
        return await self.way.start(exchange)

    def admit(self, credential: str | None, session: str | None = None) -> Caller:
        """Identify a caller. Errors: `auth.*`."""
        return self.gatekeeper.identify(credential, session)

    async def serve(
        self,
        caller: Caller,
        surface: Surface,
        model: str,
        language: Language,
        work: Callable[[], Awaitable[T]],
    ) -> T:
        """Run work that is no conversation (embeddings, reranking, moderation) under quota and on record."""
        exchange = Exchange(ChatRequest(model, []), surface, language, caller=caller)
        async with self.record.keeping(exchange):
            authorize(caller.principal, "use", Resource("model"))
            exchange.reservation = self.quotas.reserve(caller)
            result = await work()
        exchange.usage = getattr(result, "usage", exchange.usage)
        await self.record.close(exchange, "done")
        return result

    def publish(self, app: App, who: Principal) -> Release:
        """Publish an app: its name and its bases must be the publisher's to use; the audit log notes it."""
        self._authorize_app(who, app.name)
        for name in app.knowledge_bases:
            authorize(who, "use", find_base(self.knowledge, name, who).resource)
        self.guards.get(app.policy)
        release = self.apps.publish(app, who.id)
        self._note(who, "app.publish", app.name, {"version": release.version, "digest": app.digest})
        return release

    def roll_back(self, name: str, version: int, who: Principal) -> Release:
        """Make a former version of an app the active one; the audit log notes it."""
        self._authorize_app(who, name)
        release = self.apps.roll_back(name, version)
        self._note(who, "app.roll_back", name, {"version": version})
        return release

    def _authorize_app(self, who: Principal, name: str) -> None:
        """Whether `who` may publish under this name: nobody's, or an app of his own."""
        there = [release.owner for release in self.apps.active() if release.app.name == name]
        owner = there[0] if there else who.id
        authorize(who, "publish", Resource("app", name, owner=owner, public=True))

    def not_ready(self) -> str | None:
        """Why requests cannot be answered now; None when they can."""
        try:
            with self.store.read() as connection:
                connection.execute(text("SELECT 1"))
        except WeirError as error:
            return error.code
        return None

    def _sign_head(self) -> None:
        try:
            audit.sign_head(self.store, self.signer)
        except WeirError as error:  # a full disk must not keep the server from ending
            logger.warning("the audit head was not signed: %s", error)

    def _note(self, who: Principal, action: str, object: str, details: dict[str, object]) -> None:
        self.commits.commit_and_wait(audit=AuditEntry(who.id, action, object, details))


def _models(config: Config, store: Store, secrets: Secrets) -> Models:
    settings = config.models
    timeouts = Timeouts(
        connect=settings.connect_timeout_s,
        first_byte=min(Timeouts().first_byte, settings.request_timeout_s),
        idle=settings.stall_timeout_s,
        total=settings.request_timeout_s,
    )
    return Models(
        config.home,
        store,
        seal=secrets.seal,
        unseal=secrets.unseal,
        default=settings.default,
        context=settings.context_tokens,
        parallel=settings.parallel,
        threads=settings.threads,
        timeouts=timeouts,
        retries=settings.retries,
        adapters={
            name: tuple(Adapter(adapter, path) for adapter, path in files.items())
            for name, files in settings.adapters.items()
        },
    )


def _limits(config: Config) -> Limits:
    settings = config.documents
    return Limits(
        max_bytes=settings.max_bytes,
        max_pages=settings.max_pages,
        timeout_s=settings.timeout_s,
        memory_mb=settings.memory_mb,
    )
