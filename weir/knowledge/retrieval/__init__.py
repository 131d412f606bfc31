"""From a question to evidence: understanding, searching, fusing, reranking, explaining."""

from weir.knowledge.retrieval.asking import question_terms
from weir.knowledge.retrieval.modelled import ModelEncoder, encoders, search_tools
from weir.knowledge.retrieval.query import Intent, Query, understand
from weir.knowledge.retrieval.retrieve import retrieve
from weir.knowledge.retrieval.tools import TEXT_ALONE, Nearest, Tools

__all__ = [
    "TEXT_ALONE",
    "Intent",
    "ModelEncoder",
    "Nearest",
    "Query",
    "Tools",
    "encoders",
    "question_terms",
    "retrieve",
    "search_tools",
    "understand",
]
