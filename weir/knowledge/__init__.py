"""Knowledge: bases of documents, their index and retrieval, and answers that stand on evidence."""

from weir.knowledge.evidence import Evidence
from weir.knowledge.grounding import Answer, Cited, Kind, Question, Support, analyse, answer_from, check

__all__ = ["Answer", "Cited", "Evidence", "Kind", "Question", "Support", "analyse", "answer_from", "check"]
