"""Models: chat, embeddings and rerank, local or remote, behind one contract."""

from weir.models.contract import (
    ChatModel,
    ChatReply,
    ChatRequest,
    Delta,
    EmbeddingModel,
    Embeddings,
    ModelCard,
    Ranked,
    RerankModel,
    Usage,
)

__all__ = [
    "ChatModel",
    "ChatReply",
    "ChatRequest",
    "Delta",
    "EmbeddingModel",
    "Embeddings",
    "ModelCard",
    "Ranked",
    "RerankModel",
    "Usage",
]
