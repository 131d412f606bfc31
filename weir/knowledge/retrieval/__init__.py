"""From a question to evidence: understanding, searching, fusing, reranking, explaining."""

from weir.knowledge.retrieval.asking import question_terms
from weir.knowledge.retrieval.query import Intent, Query, understand
from weir.knowledge.retrieval.retrieve import retrieve
from weir.knowledge.retrieval.tools import TEXT_ALONE, Tools

__all__ = ["TEXT_ALONE", "Intent", "Query", "Tools", "question_terms", "retrieve", "understand"]
