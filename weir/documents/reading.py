"""Bytes to a `Document`: parse, clean, and say what it is. Runs inside a worker."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from typing import Any

from weir.documents import kinds
from weir.documents.cleaning import clean_text
from weir.documents.containers import Expansion
from weir.documents.elements import Document, Element, placed
from weir.documents.engines import Announce, Run
from weir.documents.errors import NO_TEXT
from weir.documents.language import detect_language
from weir.documents.limits import Limits
from weir.documents.parsers import Draft, Source
from weir.documents.structure import arranged, document_title, facts

_ENGINE_SHARE = 0.6
"""Of the time limit: after that, a parser that can stop early goes on in its simplest way."""
_WITHOUT_TITLE = frozenset(
    {
        kinds.XLSX,
        kinds.XLSB,
        kinds.XLS,
        kinds.ODS,
        kinds.CSV,
        kinds.TSV,
        kinds.TOML,
        kinds.INI,
        kinds.ICALENDAR,
    }
    | {kinds.VCARD, kinds.MBOX, *kinds.ARCHIVES}
)
"""Kinds whose headings name parts (a sheet, a section, a member), never the whole."""


def read(data: bytes, name: str, limits: Limits, excluded: Iterable[str], announce: Announce) -> Document:
    """Parse `data`, leaving out the parsers named in `excluded`; raises a `document.*` error."""
    deadline = time.monotonic() + limits.timeout_s * _ENGINE_SHARE
    run = Run(limits, deadline, frozenset(excluded), announce, Expansion(name, limits, len(data)))
    draft, source = run.draft(data, name)
    if source.encoding:
        draft.metadata["encoding"] = source.encoding
    return _finished(draft, source)


def _finished(draft: Draft, source: Source) -> Document:
    found = arranged(draft.elements, source.kind, draft.pages)
    elements = _bounded(found.elements, source.limits.max_characters, draft.warnings)
    if not any(element.text for element in elements) and source.kind not in kinds.IMAGES:
        raise NO_TEXT(name=source.name)  # a picture says something without words
    if found.furniture:
        draft.metadata["furniture"] = list(found.furniture)
    stated = " ".join(clean_text(draft.title).split())
    title = document_title(elements, stated, source.name, source.kind not in _WITHOUT_TITLE)
    language = detect_language("\n".join(element.text for element in elements))
    return Document(
        name=source.name,
        media_type=source.kind.media_type,
        sha256=hashlib.sha256(source.data).hexdigest(),
        elements=placed(elements),
        pages=draft.pages,
        language=language,
        title=title,
        metadata=facts(elements, _clean_values(draft.metadata), title, language),
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
