"""JSON and JSON lines: laid out for reading, one element for each top-level entry or line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.errors import BROKEN
from weir.documents.parsers.contract import Draft, Source

_MOST_ENTRIES = 100_000


class JsonText:
    name = "json"
    kinds = (kinds.JSON,)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        try:
            entries = list(_entries(source.text))
        except (ValueError, RecursionError) as error:
            raise BROKEN(name=source.name, kind=source.kind.title, reason=str(error)[:200]) from error
        draft = Draft([_element(entry) for entry in entries[:_MOST_ENTRIES]])
        if len(entries) > _MOST_ENTRIES:
            draft.warnings.append(f"Only the first {_MOST_ENTRIES} of {len(entries)} entries were read.")
        return draft


def _entries(text: str) -> Iterator[Any]:
    """The entries of a list, the fields of an object, or the objects of JSON lines."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        yield from ({key: inner} for key, inner in value.items())
    else:
        yield value


def _element(value: Any) -> Element:
    if isinstance(value, str):
        return Element(ElementKind.PARAGRAPH, value)
    return Element(ElementKind.CODE, json.dumps(value, ensure_ascii=False, indent=1))
