"""Knowledge: bases of documents, their index and retrieval, and answers that stand on evidence."""

from weir.knowledge.chunks import AUTO, TEMPLATES
from weir.knowledge.chunks import size as text_size
from weir.knowledge.compress import Excerpt, compress, compressed
from weir.knowledge.detection import (
    LIKELY,
    Checked,
    Checker,
    Dispute,
    Judge,
    Reason,
    State,
    Support,
    answer_risk,
    check,
    dispute,
)
from weir.knowledge.dumps import read_dump, write_dump
from weir.knowledge.encoder import Encoder
from weir.knowledge.evaluate import evaluate
from weir.knowledge.evidence import Evidence
from weir.knowledge.folder import FolderReport
from weir.knowledge.graph import (
    Beside,
    Community,
    Conflict,
    Edge,
    Entity,
    Extracted,
    Graph,
    GraphFormat,
    Neighbourhood,
    Provenance,
    Size,
    pack_names,
)
from weir.knowledge.grounding import Answer, Cited, Kind, Question, Term, analyse, answer_from
from weir.knowledge.images import FoundImage, Gallery, ImageKind, StoredImage
from weir.knowledge.index import Condition, Health, IndexDriver, condition_from, index_for
from weir.knowledge.knowledge import Knowledge
from weir.knowledge.passages import passages_of
from weir.knowledge.questions import MadeQuestion, questions_of
from weir.knowledge.records import KnowledgeBase, Place, StoredDocument, reader_of
from weir.knowledge.retrieval import ModelEncoder, encoders, search_tools
from weir.knowledge.sources import (
    ItemStatus,
    Permission,
    Refresh,
    Source,
    SourceItem,
    Sources,
    SourceStatus,
    Staleness,
    staleness,
)
from weir.knowledge.waiting import Waiting

__all__ = [
    "AUTO",
    "LIKELY",
    "TEMPLATES",
    "Answer",
    "Beside",
    "Checked",
    "Checker",
    "Cited",
    "Community",
    "Condition",
    "Conflict",
    "Dispute",
    "Edge",
    "Encoder",
    "Entity",
    "Evidence",
    "Excerpt",
    "Extracted",
    "FolderReport",
    "FoundImage",
    "Gallery",
    "Graph",
    "GraphFormat",
    "Health",
    "ImageKind",
    "IndexDriver",
    "ItemStatus",
    "Judge",
    "Kind",
    "Knowledge",
    "KnowledgeBase",
    "MadeQuestion",
    "ModelEncoder",
    "Neighbourhood",
    "Permission",
    "Place",
    "Provenance",
    "Question",
    "Reason",
    "Refresh",
    "Size",
    "Source",
    "SourceItem",
    "SourceStatus",
    "Sources",
    "Staleness",
    "State",
    "StoredDocument",
    "StoredImage",
    "Support",
    "Term",
    "Waiting",
    "analyse",
    "answer_from",
    "answer_risk",
    "check",
    "compress",
    "compressed",
    "condition_from",
    "dispute",
    "encoders",
    "evaluate",
    "index_for",
    "pack_names",
    "passages_of",
    "questions_of",
    "read_dump",
    "reader_of",
    "search_tools",
    "staleness",
    "text_size",
    "write_dump",
]
