"""Comments on the cells of an Excel workbook (xlsx), which the reader of cells leaves out."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

from weir.documents.elements import Element, ElementKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Node

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST = 20_000
# What Excel puts before a threaded comment for older versions of itself, in its own language.
_THREADED = re.compile(r"(?s)^\[[^\]]+\]\s.*?go\.microsoft\.com\S*\s+\S+?[:：]\s*")


def comments_by_sheet(data: bytes) -> dict[str, list[Element]]:
    """The comments under the name of their sheet, as ``B2 (author): words``; empty where none can be read."""
    found: dict[str, list[Element]] = defaultdict(list)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not any("comments" in name.lower() for name in archive.namelist()):
                return {}
            for sheet, path in _sheets(archive):
                for target in _relations(archive, path, "comments").values():
                    found[sheet].extend(_comments(archive, target))
    except (KeyError, Tree.ParseError, zipfile.BadZipFile, OSError):
        pass  # the cells are what counts
    return found


def _xml(archive: zipfile.ZipFile, path: str) -> Node:
    return Tree.fromstring(archive.read(path))  # noqa: S314 - entities were refused before


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    paths = _relations(archive, "xl/workbook.xml", "worksheet")
    for node in _xml(archive, "xl/workbook.xml").iter():
        path = paths.get(node.get(_RELATION, ""))
        if node.tag.endswith("}sheet") and path:
            yield node.get("name", ""), path


def _relations(archive: zipfile.ZipFile, path: str, kind: str) -> dict[str, str]:
    """The parts of a kind that a part points at, by the id of the relation."""
    folder, name = posixpath.split(path)
    place = f"{folder}/_rels/{name}.rels"
    if place not in archive.namelist():
        return {}
    return {
        node.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip(
            "/"
        )
        for node in _xml(archive, place)
        if node.get("Type", "").endswith(f"/{kind}")
    }


def _comments(archive: zipfile.ZipFile, path: str) -> Iterator[Element]:
    root = _xml(archive, path)
    authors = ["".join(node.itertext()).strip() for node in root.iter() if node.tag.endswith("}author")]
    nodes = [node for node in root.iter() if node.tag.endswith("}comment")]
    for node in nodes[:_MOST]:
        number = node.get("authorId", "")
        author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
        words = "".join(node.itertext()).strip().removeprefix(f"{author}:").strip()
        words, author = _THREADED.sub("", words), "" if author.startswith("tc=") else author
        if words:
            who = f" ({author})" if author else ""
            yield Element(ElementKind.COMMENT, f"{node.get('ref', '')}{who}: {words}")
