"""The template ``paper``: sections as in a manual, the abstract by itself, the list of references apart.

References name every topic and explain none, so they are marked: retrieval puts them behind what explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from weir.documents import Document, Element, ElementKind
from weir.knowledge.chunks.groups import cut_groups
from weir.knowledge.chunks.pieces import REFERENCE, Piece

_NUMBERED = r"\s*(?:(?:\d+|[IVX]+|[一二三四五六七八九十]+)[.、．]?\s*)?"
_ABSTRACT = re.compile(_NUMBERED + r"(?:abstract|summary|摘\s*要|内容提要|中文摘要)\s*(?:$|[:：—–.\-])", re.I)
_REFERENCES = re.compile(
    _NUMBERED + r"(?:references|bibliography|(?:literature|works) cited|参\s*考\s*文\s*献)\s*[:：]?\s*$", re.I
)
_BODY = re.compile(
    _NUMBERED + r"(?:introduction|background|related work|methods?|materials and methods|results"
    r"|discussion|conclusions?|引言|绪论|前言|相关工作|方法|材料与方法|实验|结果|讨论|结论|结语)\b.{0,20}$",
    re.I,
)
_KEYWORDS = re.compile(r"\s*(?:key\s?words|index terms|关\s*键\s*词)\s*[:：—–\-]?", re.I)
_CITED = re.compile(r"\[\d{1,3}(?:\s*[,，–-]\s*\d{1,3})*\]|\(\w+ et al\.?,? (?:19|20)\d\d\)")
_ENTRY = re.compile(r"\s*(?:\[\d{1,3}\]|\d{1,3}[.)]\s)")


def fits_paper(document: Document) -> float:
    """How many parts of a paper are there: abstract, references, usual sections, keywords, citations."""
    texts = [element.text for element in document.elements]
    usual = sum(len(text) < 60 and _BODY.match(text) is not None for text in texts)
    return (
        0.3 * any(map(_ABSTRACT.match, texts))
        + 0.3 * any(map(_REFERENCES.match, texts))
        + 0.1 * min(usual, 2)
        + 0.1 * any(map(_KEYWORDS.match, texts))
        + 0.1 * (len(_CITED.findall(document.text)) >= 5)
    )


def cut_paper(document: Document) -> Iterator[Piece]:
    """Front matter, abstract, sections and references; none of them shares a piece with another."""
    for part, elements in groupby(_parts(document), key=lambda pair: pair[0]):
        for piece in cut_groups([element for _, element in elements]):
            yield replace(piece, kind=REFERENCE) if part == REFERENCE else piece


def _parts(document: Document) -> Iterator[tuple[str, Element]]:
    """Each element with the part of the paper that it is in."""
    part = "front"
    for element in document.elements:
        part = _part(part, element)
        yield part, element


def _part(part: str, element: Element) -> str:
    """The part that an element is in, after one in `part`."""
    if _REFERENCES.match(element.text):
        return REFERENCE
    if _ABSTRACT.match(element.text):
        return "abstract"
    if element.kind is ElementKind.HEADING:
        return "body" if part != "front" or _BODY.match(element.text) else part
    return "body" if part == REFERENCE and not _reference(element) else part


def _reference(element: Element) -> bool:
    """Whether what follows the heading still is a list of references."""
    return element.kind is ElementKind.LIST or _ENTRY.match(element.text) is not None or _dated(element.text)


def _dated(text: str) -> bool:
    return len(text) < 600 and re.search(r"\b(?:19|20)\d\d[a-z]?\b|arXiv|doi", text) is not None
