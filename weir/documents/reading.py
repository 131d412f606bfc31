"""Bytes to a `Document`: recognise, refuse what is dangerous, parse, clean. Runs inside a worker."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

from weir.core.errors import WeirError
from weir.documents import kinds
from weir.documents.cleaning import clean_elements, clean_text
from weir.documents.containers import check_container, check_xml
from weir.documents.elements import Document, Element, ElementKind, placed
from weir.documents.errors import BROKEN, NO_TEXT
from weir.documents.furniture import without_furniture
from weir.documents.kinds import Kind
from weir.documents.language import detect_language
from weir.documents.limits import Limits
from weir.documents.parsers import Draft, EngineFailed, Source, parsers_for
from weir.documents.sniff import Content, sniff

Announce = Callable[[str, bool], None]
"""Called with the name of the parser that begins, and whether another one could follow it."""

_ENGINE_SHARE = 0.5
"""Of the time limit: after that, a parser that can stop early goes on in its simplest way."""
_SHEETS = frozenset({kinds.XLSX, kinds.XLS, kinds.ODS, kinds.CSV, kinds.TSV})
_POOR_TITLE = re.compile(
    r"(untitled|microsoft (word|powerpoint|excel)|无标题|未命名|新建|powerpoint|slide \d+$)", re.I
)
_HTML_START = re.compile(r"<(html|head|body)\b", re.I)


def read(data: bytes, name: str, limits: Limits, excluded: Iterable[str], announce: Announce) -> Document:
    """Parse `data`, leaving out the parsers named in `excluded`; raises a `document.*` error."""
    started = time.monotonic()
    content = sniff(data, name)
    _refuse_hostile(data, name, content, limits)
    source = Source(
        data,
        name,
        content.kind,
        limits,
        text=content.decoded.text if content.decoded else "",
        encoding=content.decoded.encoding if content.decoded else "",
        deadline=started + limits.timeout_s * _ENGINE_SHARE,
    )
    draft, parser = _first_that_reads(source, frozenset(excluded), announce)
    draft.warnings[:0] = content.warnings
    draft.metadata["parser"] = parser
    if source.encoding:
        draft.metadata["encoding"] = source.encoding
    return _finished(draft, source)


def _refuse_hostile(data: bytes, name: str, content: Content, limits: Limits) -> None:
    if data.startswith(b"PK"):
        check_container(data, name, content.kind, limits)
    elif content.decoded and content.kind in (kinds.JATS, kinds.USPTO):
        check_xml(content.decoded.text.encode("utf-8", "replace"), name)
    elif content.decoded and content.kind is kinds.HTML:
        # Only before the page begins: further on, the words may be part of a text about XML.
        prolog = _HTML_START.split(content.decoded.text, maxsplit=1)[0]
        check_xml(prolog.encode("utf-8", "replace"), name)


def _first_that_reads(source: Source, excluded: frozenset[str], announce: Announce) -> tuple[Draft, str]:
    """The draft of the first parser that copes, with its name."""
    candidates = [parser for parser in parsers_for(source.kind) if parser.name not in excluded]
    notes = [f"The parser {name} failed on this file; another one was used." for name in sorted(excluded)]
    reason = "no parser is left for it"
    for position, parser in enumerate(candidates):
        announce(parser.name, position + 1 < len(candidates))
        try:
            draft = parser.parse(source)
        except (WeirError, MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except EngineFailed as error:
            reason = str(error)
            continue
        except BaseException as error:  # a panic of a Rust engine is no Exception
            reason = f"{type(error).__name__}: {error}"[:200].rstrip(". \n")
            notes.append(f"The parser {parser.name} failed on this file ({reason}); another one was used.")
            continue
        draft.warnings[:0] = notes
        return draft, parser.name
    raise BROKEN(name=source.name, kind=source.kind.title, reason=reason)


def _finished(draft: Draft, source: Source) -> Document:
    elements = without_furniture(list(clean_elements(draft.elements)), draft.pages)
    elements = _bounded(elements, source.limits.max_characters, draft.warnings)
    if not elements:
        raise NO_TEXT(name=source.name)
    return Document(
        name=source.name,
        media_type=source.kind.media_type,
        sha256=hashlib.sha256(source.data).hexdigest(),
        elements=placed(elements),
        pages=draft.pages,
        language=detect_language("\n".join(element.text for element in elements)),
        title=_title(draft, elements, source.name, source.kind),
        metadata=_clean_values(draft.metadata),
        warnings=tuple(clean_text(warning) for warning in draft.warnings),
    )


def _bounded(elements: list[Element], most: int, warnings: list[str]) -> list[Element]:
    total = 0
    for index, element in enumerate(elements):
        total += len(element.text)
        if total > most:
            warnings.append(f"The text was cut after {most} characters.")
            return elements[:index]
    return elements


def _title(draft: Draft, elements: list[Element], name: str, kind: Kind) -> str:
    """A first-level heading near the start, else what the file says, else any heading, else the name."""
    stated = " ".join(clean_text(draft.title).split())
    headings = [] if kind in _SHEETS else [e for e in elements[:50] if e.kind is ElementKind.HEADING]
    candidates = (
        next((heading.text for heading in headings if heading.level == 1), ""),
        "" if _POOR_TITLE.match(stated) else stated,
        headings[0].text if headings else "",
    )
    return next((candidate[:300] for candidate in candidates if candidate), PurePath(name).stem)


def _clean_values(metadata: dict[str, Any]) -> dict[str, Any]:
    """Plain values only, with clean text."""
    clean: dict[str, Any] = {}
    for key, value in metadata.items():
        if isinstance(value, str):
            clean[clean_text(key)] = clean_text(value)[:2000]
        elif isinstance(value, list):
            clean[clean_text(key)] = [clean_text(str(item))[:500] for item in value[:200]]
        elif isinstance(value, bool | int | float):
            clean[clean_text(key)] = value
    return clean
