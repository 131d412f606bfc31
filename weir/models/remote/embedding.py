"""An embedding model behind an OpenAI-compatible endpoint."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from weir.models.contract import Embeddings, Usage
from weir.models.estimate import estimate_tokens
from weir.models.remote.connections import Connections
from weir.models.remote.endpoint import Endpoint, Wire
from weir.models.remote.failures import GARBAGE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 64  # texts a request


class RemoteEmbedding:
    """One embedding model of one endpoint. `dimensions` is 0 until declared or seen in an answer."""

    def __init__(self, endpoint: Endpoint, connections: Connections, dimensions: int = 0) -> None:
        self.name = endpoint.name
        self.endpoint = endpoint
        self.dimensions = dimensions
        self._wire = Wire(endpoint, connections)

    async def embed(self, texts: list[str]) -> Embeddings:
        import numpy as np

        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        answers = [await self._embed(batch) for batch in batches]
        if not answers:
            return Embeddings(np.zeros((0, self.dimensions), np.float32), Usage())
        prompt = sum(answer.usage.prompt_tokens for answer in answers)
        usage = Usage(prompt, estimated=any(answer.usage.estimated for answer in answers))
        return Embeddings(np.concatenate([answer.vectors for answer in answers]), usage)

    async def _embed(self, texts: list[str]) -> Embeddings:
        body = {"model": self.endpoint.model, "input": texts, "encoding_format": "base64"}
        answer = await self._wire.ask("/embeddings", body)
        vectors = self._vectors(answer, len(texts))
        self.dimensions = vectors.shape[1]
        if tokens := int((answer.get("usage") or {}).get("prompt_tokens") or 0):
            return Embeddings(vectors, Usage(tokens))
        return Embeddings(vectors, Usage(sum(map(estimate_tokens, texts)), estimated=True))

    def _vectors(self, answer: dict[str, Any], count: int) -> NDArray[np.float32]:
        """[count, d] float32 of length one, in the order of the texts."""
        import numpy as np

        try:
            rows = {int(row["index"]): _numbers(row["embedding"]) for row in answer["data"]}
            vectors = np.stack([rows[index] for index in range(count)])
        except (KeyError, TypeError, ValueError):
            raise GARBAGE(model=self.name, what="not an embedding of each text") from None
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and vectors.shape[1]):
            raise GARBAGE(model=self.name, what="embeddings that are no numbers")
        return vectors / np.maximum(lengths, 1e-12)  # type: ignore[no-any-return]


def _numbers(embedding: Any) -> NDArray[np.float32]:
    """A vector from base64 (little-endian float32) or, from servers that do not know it, a list."""
    import numpy as np

    if isinstance(embedding, str):
        return np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
    return np.asarray(embedding, dtype=np.float32)
