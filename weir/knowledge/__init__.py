"""Knowledge: bases of documents, their index and retrieval, and answers that stand on evidence."""

from weir.knowledge.evaluate import evaluate
from weir.knowledge.evidence import Evidence
from weir.knowledge.folder import FolderReport
from weir.knowledge.grounding import Answer, Cited, Kind, Question, Support, Term, analyse, answer_from, check
from weir.knowledge.index import Health, IndexDriver
from weir.knowledge.knowledge import Knowledge
from weir.knowledge.records import KnowledgeBase, Place, StoredDocument

__all__ = [
    "Answer",
    "Cited",
    "Evidence",
    "FolderReport",
    "Health",
    "IndexDriver",
    "Kind",
    "Knowledge",
    "KnowledgeBase",
    "Place",
    "Question",
    "StoredDocument",
    "Support",
    "Term",
    "analyse",
    "answer_from",
    "check",
    "evaluate",
]
