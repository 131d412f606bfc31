"""Knowledge: bases of documents, their index and retrieval, and answers that stand on evidence."""

from weir.knowledge.detection import (
    LIKELY,
    Checked,
    Dispute,
    Judge,
    Reason,
    State,
    Support,
    answer_risk,
    check,
    check_answer,
    dispute,
)
from weir.knowledge.evaluate import evaluate
from weir.knowledge.evidence import Evidence
from weir.knowledge.folder import FolderReport
from weir.knowledge.grounding import Answer, Cited, Kind, Question, Term, analyse, answer_from
from weir.knowledge.index import Health, IndexDriver
from weir.knowledge.knowledge import Knowledge
from weir.knowledge.records import KnowledgeBase, Place, StoredDocument

__all__ = [
    "LIKELY",
    "Answer",
    "Checked",
    "Cited",
    "Dispute",
    "Evidence",
    "FolderReport",
    "Health",
    "IndexDriver",
    "Judge",
    "Kind",
    "Knowledge",
    "KnowledgeBase",
    "Place",
    "Question",
    "Reason",
    "State",
    "StoredDocument",
    "Support",
    "Term",
    "analyse",
    "answer_from",
    "answer_risk",
    "check",
    "check_answer",
    "dispute",
    "evaluate",
]
