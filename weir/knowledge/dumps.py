"""What other systems write down of their knowledge bases, and what Weir writes for them.

Read: chunks as LangChain keeps documents (`page_content`, `metadata`), as the Dify API lists segments
(`content`, `answer`), as the RAGFlow API lists chunks (`content` or `content_with_weight`), and Weir's own
export; as a JSON list, an object that holds one, or JSON lines. The chunks of a document become one Markdown
document again, which is then cut and indexed as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from weir.core.errors import error_kind
from weir.knowledge.evidence import Evidence

Format = Literal["weir", "langchain"]

UNREADABLE = error_kind(
    "dump.unreadable",
    422,
    en="{name}, line {line}: {reason}.",
    zh="{name} 第 {line} 行：{reason}。",
    do_en="Give JSON or JSON lines of objects with page_content, content, content_with_weight or text.",
    do_zh="请提供 JSON 或 JSON Lines，对象须含 page_content、content、content_with_weight 或 text。",
)

_TEXTS = ("page_content", "content_with_weight", "content", "text")
_NAMES = (
    "document",
    "source",
    "file_name",
    "filename",
    "docnm_kwd",
    "document_keyword",
    "document_name",
    "title",
)
_LISTS = ("data", "chunks", "documents", "segments", "items", "docs")


@dataclass(frozen=True, slots=True)
class Dumped:
    """One document of a dump, as Markdown."""

    name: str
    text: str


def read_dump(data: bytes, name: str) -> list[Dumped]:
    """The documents of a dump, in the order they first appear. ``dump.unreadable`` names the line."""
    documents: dict[str, list[str]] = {}
    trails: dict[str, tuple[str, ...]] = {}
    for line, row in _rows(data, name):
        fields = _fields(row)
        text = next((fields[key] for key in _TEXTS if isinstance(fields.get(key), str)), None)
        if text is None:
            raise UNREADABLE(name=name, line=line, reason="an object holds no text")
        title = _title(fields) or name
        parts = documents.setdefault(title, [])
        headings = tuple(map(str, fields.get("headings") or ()))
        if headings != trails.get(title, ()):
            parts += [
                f"{'#' * min(6, depth)} {heading}" for depth, heading in _new(trails.get(title, ()), headings)
            ]
            trails[title] = headings
        parts.append(_text(text, fields.get("answer")))
    return [Dumped(_file_name(title), "\n\n".join(parts)) for title, parts in documents.items()]


def write_dump(passages: Iterable[Evidence], format: Format) -> Iterator[bytes]:
    """The passages of a base, a JSON line each."""
    for passage in passages:
        facts = {
            "document": passage.document,
            "page": passage.page,
            "headings": passage.headings,
            "id": passage.id,
            "sha256": passage.sha256,
        }
        if format == "langchain":
            row: dict[str, Any] = {
                "page_content": passage.text,
                "metadata": {"source": facts.pop("document"), **facts},
                "type": "Document",
            }
        else:
            row = {"text": passage.text, **facts}
        yield orjson.dumps(row) + b"\n"


def _rows(data: bytes, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        rows = _listed(orjson.loads(data))
        yield from ((1, _object(row, name, 1)) for row in rows)
        return
    except orjson.JSONDecodeError:
        lines = data.splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, _object(orjson.loads(line), name, number)
            except orjson.JSONDecodeError as error:
                raise UNREADABLE(name=name, line=number, reason=error.msg) from None


def _listed(found: Any) -> list[Any]:
    """The list of objects inside what an API answered; one object alone is a list of one."""
    while isinstance(found, dict):
        inner = next((found[key] for key in _LISTS if isinstance(found.get(key), list | dict)), None)
        if inner is None:
            return [found]
        found = inner
    return found if isinstance(found, list) else [found]


def _object(row: Any, name: str, line: int) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise UNREADABLE(name=name, line=line, reason="not an object")
    return row


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a chunk with those of its metadata; LangChain's serialisation wraps them in `kwargs`."""
    inner = row.get("kwargs")
    fields = dict(inner if isinstance(inner, dict) else row)
    metadata = fields.pop("metadata", None)
    return {**(metadata if isinstance(metadata, dict) else {}), **fields}


def _title(fields: Mapping[str, Any]) -> str:
    for key in _NAMES:
        value = fields.get(key)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return str(fields.get("document_id") or "")


def _text(text: str, answer: Any) -> str:
    return (
        f"**{text.strip()}**\n\n{answer.strip()}"
        if isinstance(answer, str) and answer.strip()
        else text.strip()
    )


def _new(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The headings that a passage opens, each with its depth from 1."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    yield from ((depth, new[depth - 1]) for depth in range(same + 1, len(new) + 1))


def _file_name(title: str) -> str:
    last = title.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or "document"
    return last if last.endswith(".md") else f"{last}.md"
