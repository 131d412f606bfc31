"""Sources: places outside Weir that feed knowledge bases and are looked at again."""

from weir.knowledge.sources.permission import Permission
from weir.knowledge.sources.records import ItemStatus, Refresh, Source, SourceItem, SourceStatus
from weir.knowledge.sources.report import Staleness, staleness
from weir.knowledge.sources.sources import Sources
from weir.knowledge.sources.spec import Spec

__all__ = [
    "ItemStatus",
    "Permission",
    "Refresh",
    "Source",
    "SourceItem",
    "SourceStatus",
    "Sources",
    "Spec",
    "Staleness",
    "staleness",
]
