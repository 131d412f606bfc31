"""Every kind of file that can be read, with its parsers and the limits."""

from __future__ import annotations

from docs.reference_pages.markdown import code, head, page_of, table
from weir.core.config import DocumentSettings
from weir.documents import KINDS, ElementKind, Kind, Limits, parsers_for

_LEAD = """\
A file is recognised by its bytes; the name only decides between kinds of text that look alike. Of several
parsers for a kind the first is tried first, and the next when it cannot cope or what it read is not sound.
Packages may add parsers with the entry point `weir.parsers`. Pictures and scanned pages need the extra `ocr`.
"""


def page() -> str:
    return page_of(head("Kinds of documents", _LEAD), _kinds(), _endings(), _elements(), _limits())


def _kinds() -> str:
    columns = ("Kind", "Name", "File endings", "Media type", "Parsers")
    return page_of("## Kinds", table(columns, [_row(kind) for kind in KINDS.values()]))


def _row(kind: Kind) -> tuple[str, ...]:
    endings = ", ".join(code(f".{ending}") for ending in kind.extensions)
    return code(kind.name), kind.title, endings, code(kind.media_type), _parsers(kind)


def _endings() -> str:
    """Every ending in alphabetical order; one may stand for several kinds, told apart by their bytes."""
    pairs = sorted(
        ((ending, kind) for kind in KINDS.values() for ending in kind.extensions), key=lambda pair: pair[0]
    )
    lead = (
        f"{len({ending for ending, _ in pairs})} endings. Each is proved by the test of that name in "
        "`tests/documents/test_every_ending.py`, which reads a file of our own made by "
        "`tests/documents/samples.py`."
    )
    rows = [
        (code(f".{ending}"), kind.title, _parsers(kind), code(f"{kind.name}.{ending}"))
        for ending, kind in pairs
    ]
    return page_of("## Endings", lead, table(("Ending", "Kind", "Parsers", "Test"), rows))


def _parsers(kind: Kind) -> str:
    return ", ".join(code(parser.name) for parser in parsers_for(kind))


def _elements() -> str:
    names = ", ".join(code(kind.value) for kind in ElementKind)
    return page_of("## Elements", f"A parsed document is a list of elements in reading order: {names}.")


def _limits() -> str:
    lead = (
        "Bounds of reading one file. A script that calls `weir.documents.parse` has the first column, a "
        "server the second; those of a server that are keys of the section `documents` can be configured."
    )
    script, server = Limits(), DocumentSettings()
    rows = [
        (code(name), f"{getattr(script, name):,}", f"{getattr(server, name, getattr(script, name)):,}")
        for name in Limits.__dataclass_fields__
    ]
    return page_of("## Limits", lead, table(("Limit", "In a script", "On a server"), rows))
