"""Documents: bytes of any format in, structured elements out.

Files are read by worker processes that can be killed: a server opens one `Parsers` and closes it, a script
calls `parse`. What a file may cost is in `Limits`.
"""

from weir.documents.elements import Box, Cell, Document, Element, ElementKind
from weir.documents.kinds import KINDS, Kind
from weir.documents.language import detect_language
from weir.documents.limits import Limits
from weir.documents.markdown import to_markdown
from weir.documents.parse import parse, parse_async
from weir.documents.parsers import Draft, EngineFailed, Parser, Source, all_parsers, parsers_for
from weir.documents.pool import Parsers
from weir.documents.structure import section_summaries, summarise

__all__ = [
    "KINDS",
    "Box",
    "Cell",
    "Document",
    "Draft",
    "Element",
    "ElementKind",
    "EngineFailed",
    "Kind",
    "Limits",
    "Parser",
    "Parsers",
    "Source",
    "all_parsers",
    "detect_language",
    "parse",
    "parse_async",
    "parsers_for",
    "section_summaries",
    "summarise",
    "to_markdown",
]
