"""Models as tools of retrieval: an embedding model, a reranker and a chat model, from `weir.models`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import orjson

from weir.knowledge.retrieval.tools import Decompose, Reranker, Tools
from weir.knowledge.waiting import Waiting
from weir.models import ChatModel, ChatRequest, EmbeddingModel, Models, RerankModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PARTS = 4  # questions that one is taken apart into, at most
_LONGEST = 600  # characters of a text that a reranker is given
_SCHEMA = {
    "type": "object",
    "properties": {"questions": {"type": "array", "items": {"type": "string"}, "maxItems": _PARTS}},
    "required": ["questions"],
    "additionalProperties": False,
}
_PROMPT = (
    "Take the question apart into the simpler questions whose answers together answer it. Each must stand on "
    "its own and be in the language of the question. A question that is simple already gives an empty list. "
    'Answer with JSON only: {"questions": [...]}\n\nQuestion: '
)


class ModelEncoder:
    """An embedding model as an `Encoder`; it is looked up when it is used, so that one may be added later.

    Its dimensions are asked of it when it has not declared them.
    """

    def __init__(self, name: str, model: Callable[[str], EmbeddingModel], waiting: Waiting) -> None:
        self.name = name
        self._model, self._waiting = model, waiting

    @property
    def dimensions(self) -> int:
        return self._model(self.name).dimensions or int(self.encode(["?"]).shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._waiting.result(self._model(self.name).embed([*texts])).vectors


def encoders(name: str, models: Models, waiting: Waiting) -> tuple[ModelEncoder, ...]:
    """The encoders that a configuration names: one or none."""
    return (ModelEncoder(name, models.embedding, waiting),) if name else ()


def search_tools(rerank: str, decompose: str, models: Models, waiting: Waiting) -> Tools:
    """The tools that a configuration names; an empty name is no tool."""
    return Tools(
        rerank=reranker(lambda: models.reranker(rerank), waiting) if rerank else None,
        decompose=decomposer(lambda: models.chat(decompose), waiting) if decompose else None,
    )


def reranker(model: Callable[[], RerankModel], waiting: Waiting) -> Reranker:
    """A rerank model as a tool; it is looked up when it is used, so that one may be added later."""

    def rerank(question: str, texts: Sequence[str]) -> list[float]:
        ranked = waiting.result(model().rerank(question, [text[:_LONGEST] for text in texts]))
        scores = {each.index: each.score for each in ranked}
        lowest = min(scores.values(), default=0.0)
        return [scores.get(at, lowest) for at in range(len(texts))]

    return rerank


def decomposer(model: Callable[[], ChatModel], waiting: Waiting) -> Decompose:
    """A chat model as a tool. What it says that is no list of questions counts as nothing said."""

    def decompose(question: str) -> list[str]:
        chat = model()
        shape = {"type": "json_schema", "json_schema": {"name": "questions", "schema": _SCHEMA}}
        params = {"temperature": 0, "max_tokens": 300, "response_format": shape}
        asked = ChatRequest(chat.name, [{"role": "user", "content": _PROMPT + question}], params)
        return _questions(waiting.result(chat.chat(asked)).text)

    return decompose


def _questions(text: str) -> list[str]:
    try:
        given = orjson.loads(text)["questions"]
        return [each.strip() for each in given if isinstance(each, str) and each.strip()][:_PARTS]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return []
