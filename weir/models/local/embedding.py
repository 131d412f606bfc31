"""An embedding model that runs in this process."""

from __future__ import annotations

import asyncio
from typing import Any

from weir.models.contract import Embeddings, Usage
from weir.models.local.engine import Engine, Plan, vectors
from weir.models.local.engines import Engines
from weir.models.local.output import TOO_LONG, failure

_BATCH = 32  # texts a call of the engine
_LETTERS_A_TOKEN = 6  # more than any language needs: a text within context * this may fit


class LocalEmbedding:
    """Sentence embeddings by llama.cpp, mean pooled, of length one.

    A text longer than the context is cut at its end. One difference to the tokenizer that the model was
    trained with: words of more than 100 letters are cut in pieces instead of becoming one unknown token.
    """

    def __init__(self, plan: Plan, dimensions: int, engines: Engines) -> None:
        self.name = plan.name
        self.plan = plan
        self.dimensions = dimensions
        self._engines = engines

    async def embed(self, texts: list[str]) -> Embeddings:
        import numpy as np

        if not texts:
            return Embeddings(np.zeros((0, self.dimensions), np.float32), Usage())
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        loop = asyncio.get_running_loop()
        async with self._engines.use(self.plan) as engine:
            answers = [await loop.run_in_executor(engine.pool, _embed, engine, batch) for batch in batches]
        tokens = sum(int(answer["usage"]["prompt_tokens"]) for answer in answers)
        return Embeddings(np.concatenate([vectors(answer) for answer in answers]), Usage(tokens))


def _embed(engine: Engine, texts: list[str]) -> dict[str, Any]:
    """The answer for a batch. When one text is too long, each is embedded alone, cut as much as it needs."""
    limit = engine.plan.context * _LETTERS_A_TOKEN
    answer = engine.embed([text[:limit] or " " for text in texts])
    if "error" not in answer:
        return answer
    if failure(answer["error"], engine.plan.name).kind is not TOO_LONG:
        raise failure(answer["error"], engine.plan.name)
    alone = [_embed_cut(engine, text[:limit] or " ") for text in texts]
    rows = [{**each["data"][0], "index": index} for index, each in enumerate(alone)]
    used = sum(int(each["usage"]["prompt_tokens"]) for each in alone)
    return {"data": rows, "usage": {"prompt_tokens": used}}


def _embed_cut(engine: Engine, text: str) -> dict[str, Any]:
    """Embed as much of `text` as fits, cutting in proportion to how far it was over."""
    while True:
        answer = engine.embed([text])
        if "error" not in answer:
            return answer
        error = failure(answer["error"], engine.plan.name)
        if error.kind is not TOO_LONG or len(text) < 2:
            raise error
        text = text[: int(len(text) * error.params["limit"] / error.params["tokens"] * 0.98)]
