"""The life of one exchange, from the question to the record, read top to bottom.

A request walks through the *gates* in order; each may look, add, redirect, or refuse. Then the model (or the
evidence, or a standard answer) makes a *flow* of pieces, and the flow runs through the *pipes* in order on
its way to the caller. Streamed or not, all answers take the same way: a whole one is a flow of one piece.

    gates   admit, resolve, screen the question, recall, retrieve
    source  generate
    pipes   ground, screen the answer, label, record

The order is data (`Way`), so that a stage can be switched off and its price measured.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from weir.apps import App
from weir.core.auth import Caller, Principal
from weir.core.errors import Language, WeirError, error_kind
from weir.core.ids import new_id
from weir.core.quotas import Reservation
from weir.core.tracing import Trace
from weir.guard import Action, Guard, Label, Side, Verdict
from weir.knowledge import Answer, Evidence
from weir.models import ChatModel, ChatRequest, Delta, ModelCard, Usage

log = logging.getLogger("weir.gateway")

UNEXPECTED = error_kind(
    "exchange.unexpected",
    500,
    en="Something went wrong inside Weir (incident {incident}); nothing more of this answer was let out.",
    zh="Weir 内部出错（事件号 {incident}），此回答的其余内容未放行。",
    do_en="Try again; if it stays, give the incident number to the operator.",
    do_zh="请重试；若仍出现，请把事件号告知运维人员。",
)

Flow = AsyncGenerator[Delta, None]
"""An answer on its way, in order. One piece, perhaps not the last, carries the finish reason."""

Status = Literal["open", "done", "failed", "cancelled"]
Surface = Literal["chat", "responses", "messages", "cli", "embeddings", "rerank", "moderations"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of evidence that supports the answer at marker ``[n]``; offsets are into the evidence's text."""

    n: int
    evidence: int
    start: int
    end: int
    quote: str
    page: int | None = None
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """The label of an answer before it is bound to the text: for people, and for machines."""

    explicit: str
    implicit: Label


@dataclass(slots=True)
class Exchange:
    """One request and its answer, with everything that was decided on the way."""

    request: ChatRequest
    surface: Surface
    language: Language
    credential: str | None = None
    stream: bool = False
    knowledge_bases: tuple[str, ...] = ()  # asked for by the caller, on top of the app's
    conversation: str | None = None  # an id, or `new`
    continues: str | None = None  # the exchange whose conversation goes on from there
    added: list[dict[str, Any]] = field(default_factory=list)  # messages that are new in the conversation
    remember: bool = True  # whether what is said is added to the conversation
    trace: Trace = field(default_factory=Trace)
    id: str = field(default_factory=lambda: new_id("ex"))
    asked: str = ""  # the model's name as the caller gave it
    created_at: int = field(default_factory=lambda: time.time_ns() // 1_000_000)

    # admit
    session: str | None = None  # the console's token, in place of a key
    caller: Caller | None = None
    reservation: Reservation | None = None

    # resolve
    app: App | None = None
    model: ChatModel | None = None
    card: ModelCard | None = None
    guard: Guard | None = None
    bases: tuple[str, ...] = ()
    question: str = ""

    # screen, recall
    verdicts: list[tuple[Side, Verdict]] = field(default_factory=list)
    action: Action = Action.PASS
    criteria: tuple[str, ...] = ()
    approved: str | None = None  # the standard answer to this question
    reply: str | None = None  # a text that answers instead of the model

    # retrieve, generate, ground
    evidence: list[Evidence] = field(default_factory=list)
    extract: Answer | None = None
    citations: list[Citation] = field(default_factory=list)
    text: str = ""
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    finish_reason: str = "stop"
    usage: Usage = field(default_factory=Usage)
    refused: bool = False

    # label, record
    notice: Notice | None = None
    label: dict[str, Any] | None = None
    receipt: dict[str, Any] | None = None
    status: Status = "open"
    error: WeirError | None = None
    waited_ns: int = 0  # time spent waiting for a model; the rest is Weir's own

    def __post_init__(self) -> None:
        self.asked = self.asked or self.request.model

    @property
    def who(self) -> Principal:
        """The principal; only after `admit`."""
        assert self.caller is not None
        return self.caller.principal

    def find(self, side: Side, verdicts: Sequence[Verdict], action: Action) -> None:
        """Note what a guard found; the strongest action so far stands."""
        self.verdicts.extend((side, verdict) for verdict in verdicts)
        if action.rank > self.action.rank:
            self.action = action


class Gate(Protocol):
    """A stage before the answer."""

    @property
    def name(self) -> str: ...

    async def run(self, exchange: Exchange) -> None: ...


class Source(Protocol):
    """The stage that makes the answer."""

    @property
    def name(self) -> str: ...

    def flow(self, exchange: Exchange) -> Flow: ...


class Pipe(Protocol):
    """A stage on the answer's way out."""

    @property
    def name(self) -> str: ...

    def pipe(self, exchange: Exchange, flow: Flow) -> Flow: ...


class Recorder(Pipe, Protocol):
    """The last pipe, which also records what ended before there was an answer."""

    def keeping(self, exchange: Exchange) -> AbstractAsyncContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class Way:
    """The stages in their order."""

    gates: tuple[Gate, ...]
    source: Source
    pipes: tuple[Pipe, ...]
    record: Recorder
    off: frozenset[str] = frozenset()  # stages switched off; the trace says so

    async def start(self, exchange: Exchange) -> Flow:
        """Take the exchange through the gates; what comes back is the answer, flowing through the pipes.

        The caller reads the flow to its end, or closes it. Errors come from here or from the flow; either way
        they are recorded before they are raised.
        """
        async with self.record.keeping(exchange):
            for gate in self.gates:
                if gate.name in self.off:
                    exchange.trace.off(gate.name, "switched off")
                    continue
                with exchange.trace.span(gate.name):
                    await gate.run(exchange)
        flow = self.source.flow(exchange)
        for pipe in self.pipes:
            if pipe.name in self.off:
                exchange.trace.off(pipe.name, "switched off")
            else:
                flow = pipe.pipe(exchange, flow)
        return self.record.pipe(exchange, flow)


def incident(problem: Exception) -> WeirError:
    """What a caller is told of a mistake of ours: a number. The details stay in the log."""
    number = new_id("inc")
    log.error("incident %s", number, exc_info=problem)
    return UNEXPECTED(incident=number)
