"""Files inside a file: each under a heading with its path. One that cannot be read is a warning."""

from __future__ import annotations

import time
from dataclasses import replace

from weir.core.errors import WeirError
from weir.documents.elements import Element, ElementKind
from weir.documents.parsers.contract import Draft, EngineFailed, Source

_DEEPEST_LEVEL = 6


def add_member(source: Source, draft: Draft, path: str, data: bytes, level: int = 1) -> None:
    """Read a file that lies inside `source` and add its elements to `draft`, below a heading of `level`.

    Raises only what ends the whole file: `document.hostile` when the limits of unpacking are reached.
    """
    if time.monotonic() > source.deadline:
        draft.warnings.append(f"{path} was not read: the time was up.")
        return
    try:
        inner = source.read_inner(data, path)
    except WeirError as error:
        if source.expansion.exhausted:
            raise
        draft.warnings.append(f"{path} was not read: {error.text('en')}")
        return
    except EngineFailed as error:
        draft.warnings.append(f"{path} was not read: {error}.")
        return
    draft.elements.append(Element(ElementKind.HEADING, path, level=level))
    draft.elements.extend(_lower(element, level) for element in inner.elements)
    draft.warnings.extend(f"{path}: {warning}" for warning in inner.warnings)


def _lower(element: Element, by: int) -> Element:
    """A heading of the file inside stands below the heading of the file itself."""
    if element.kind is not ElementKind.HEADING:
        return element
    return replace(element, level=min((element.level or 1) + by, _DEEPEST_LEVEL))
