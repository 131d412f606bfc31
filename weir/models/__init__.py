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
from weir.models.estimate import estimate_prompt, estimate_tokens
from weir.models.gather import gather_reply
from weir.models.lexical import rank
from weir.models.local.engine import Adapter
from weir.models.offer import Offer, World
from weir.models.records import Pull
from weir.models.registry import Models
from weir.models.remote.endpoint import Timeouts
from weir.models.routing.budget import cost
from weir.models.trial import Trial

__all__ = [
    "Adapter",
    "ChatModel",
    "ChatReply",
    "ChatRequest",
    "Delta",
    "EmbeddingModel",
    "Embeddings",
    "ModelCard",
    "Models",
    "Offer",
    "Pull",
    "Ranked",
    "RerankModel",
    "Timeouts",
    "Trial",
    "Usage",
    "World",
    "cost",
    "estimate_prompt",
    "estimate_tokens",
    "gather_reply",
    "rank",
]
