"""Ontologies into a graph: OBO files, such as the Disease Ontology (CC0), with their place on every edge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import delete, insert

from weir.core.errors import error_kind
from weir.core.store import Store
from weir.knowledge.bases import lock_base
from weir.knowledge.graph.keeping import numbers_for
from weir.knowledge.graph.keys import key_of
from weir.knowledge.graph.records import DEFINED_AS, IS_A, SAME_AS, TERM, Made, Named
from weir.knowledge.graph.tables import edges

NOT_OBO = error_kind(
    "graph.import_invalid",
    422,
    en="{name} is not an OBO file: {reason}.",
    zh="{name} 不是 OBO 文件：{reason}。",
    do_en="Give a file in OBO format 1.2 or 1.4, in UTF-8.",
    do_zh="请提供 UTF-8 编码的 OBO 1.2 或 1.4 文件。",
)

_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"\s*(\w+)?')
_ESCAPED = re.compile(r"\\(.)")


@dataclass(slots=True)
class _Term:
    id: str = ""
    name: str = ""
    definition: str = ""
    obsolete: bool = False
    synonyms: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """(relation, id)."""


def import_obo(store: Store, base: int, data: bytes, name: str, kind: str = TERM) -> int:
    """Take the terms of an OBO file into a graph, in place of those of a file of this name; how many edges.

    Obsolete terms are left out, and so are links to terms that the file does
    not hold. ``graph.import_invalid``.
    """
    terms = {term.id: term for term in _terms(data, name) if not term.obsolete and key_of(term.name)}
    if not terms:
        raise NOT_OBO(name=name, reason="it holds no [Term]")
    named = {
        key: Named(said, kind)
        for term in terms.values()
        for said in (term.name, *term.synonyms)
        if (key := key_of(said))
    }
    with store.write() as connection:
        lock_base(connection, base)
        connection.execute(delete(edges).where(edges.c.base == base, edges.c.source.like(f"{name} %")))
        numbers = numbers_for(connection, base, named)
        rows = []
        for term in terms.values():
            place = f"{name} {term.id}"
            subject = numbers[key_of(term.name)]
            for relation, object, value, said in _statements(term, terms):
                number = numbers.get(key_of(object)) if object else None
                ends = (number, subject) if relation == SAME_AS else (subject, number)
                if ends[0] is not None and ends[0] != ends[1]:
                    rows.append(
                        {
                            "base": base, "subject": ends[0], "relation": relation, "object": ends[1],
                            "value": value, "start": 0, "end": 0, "source": f"{place} {said}",
                            "made": Made.imported, "confidence": 1.0,
                        }
                    )  # fmt: skip
        if rows:
            connection.execute(insert(edges), rows)
    return len(rows)


def _statements(term: _Term, terms: dict[str, _Term]) -> Iterator[tuple[str, str | None, str | None, str]]:
    """(relation, name of the object, value, the line that says it)."""
    if term.definition:
        yield DEFINED_AS, None, term.definition, "def"
    for synonym in term.synonyms:
        yield SAME_AS, synonym, None, "synonym"
    for relation, id in term.links:
        if id in terms:
            yield relation, terms[id].name, None, f"{relation} {id}"


def _terms(data: bytes, name: str) -> Iterator[_Term]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NOT_OBO(name=name, reason=f"not UTF-8 at byte {error.start}") from None
    for stanza in re.split(r"^\[", text, flags=re.M)[1:]:
        if stanza.startswith("Term]"):
            term = _Term()
            for line in stanza.splitlines()[1:]:
                tag, _, value = line.partition(":")
                _set(term, tag.strip(), value.strip())
            yield term


def _set(term: _Term, tag: str, value: str) -> None:
    quoted = _QUOTED.match(value)
    if tag == "id":
        term.id = value.split(" !")[0].strip()
    elif tag == "name":
        term.name = value
    elif tag == "is_obsolete":
        term.obsolete = value.startswith("true")
    elif tag == "def" and quoted:
        term.definition = _ESCAPED.sub(r"\1", quoted[1])
    elif tag == "synonym" and quoted and quoted[2] == "EXACT":
        term.synonyms.append(_ESCAPED.sub(r"\1", quoted[1]))
    elif tag == "is_a" and value:
        term.links.append((IS_A, value.split()[0]))
    elif tag == "relationship" and len(parts := value.split()) >= 2:
        term.links.append((parts[0], parts[1]))
