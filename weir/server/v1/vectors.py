"""`POST /v1/embeddings` and `POST /v1/rerank`."""

from __future__ import annotations

import base64
from typing import Any

from starlette.types import Receive, Scope, Send

from weir.server.v1.door import Door
from weir.server.v1.wire import INVALID, send_json

_MOST_TEXTS = 2048


class Embeddings(Door):
    """Vectors of texts, in OpenAI's shape, as numbers or base64."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self.body(scope, receive)
        texts = read_texts(body.get("input"), "input")
        form = body.get("encoding_format") or "float"
        if form not in ("float", "base64"):
            raise INVALID(param="encoding_format", reason="it must be float or base64")
        name = read_model(body) or self.gateway.config.models.embedding
        if not name:
            raise INVALID(param="model", reason="name an embedding model; none is set as the default")
        made = await self.serve(
            scope, "embeddings", name, lambda: self.gateway.models.embedding(name).embed(texts)
        )
        data = [
            {"object": "embedding", "index": n, "embedding": _encoded(vector, form)}
            for n, vector in enumerate(made.vectors)
        ]
        usage = {"prompt_tokens": made.usage.prompt_tokens, "total_tokens": made.usage.prompt_tokens}
        await send_json(send, 200, {"object": "list", "data": data, "model": name, "usage": usage})


class Rerank(Door):
    """Documents ordered by how well they answer a query, in the shape that Jina and Cohere share."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self.body(scope, receive)
        if not isinstance(body.get("query"), str) or not body["query"].strip():
            raise INVALID(param="query", reason="it must be a text")
        documents = read_texts(_plain(body.get("documents")), "documents")
        top = body.get("top_n")
        if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
            raise INVALID(param="top_n", reason="it must be a positive integer")
        name = read_model(body) or self.gateway.config.models.reranker
        ranked = await self.serve(
            scope,
            "rerank",
            name,
            lambda: self.gateway.models.reranker(name).rerank(body["query"], documents, top),
        )
        results = [
            {
                "index": item.index,
                "relevance_score": item.score,
                **({"document": {"text": documents[item.index]}} if body.get("return_documents") else {}),
            }
            for item in ranked
        ]
        await send_json(send, 200, {"model": name, "results": results, "usage": {"total_tokens": 0}})


def read_model(body: dict[str, Any]) -> str:
    name = body.get("model") or ""
    if not isinstance(name, str):
        raise INVALID(param="model", reason="it must be a string")
    return "" if name == "default" else name


def read_texts(value: Any, param: str) -> list[str]:
    """One text or a list of them; never empty."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
        raise INVALID(param=param, reason="it must be a text or a list of texts, none of them empty")
    if len(texts) > _MOST_TEXTS:
        raise INVALID(param=param, reason=f"at most {_MOST_TEXTS} texts at once")
    return texts


def _plain(documents: Any) -> Any:
    """Documents as texts, where they come as objects that hold one."""
    if not isinstance(documents, list):
        return None
    return [item.get("text") if isinstance(item, dict) else item for item in documents]


def _encoded(vector: Any, form: str) -> Any:
    if form == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode()
    return vector.tolist()
