"""A graph in the formats that other tools read: RDF (N-Triples, Turtle) and GraphML.

In RDF every statement is given twice: as a triple, and as an ``rdf:Statement`` that carries its words, its
document, its confidence and when it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from urllib.parse import quote
from xml.sax.saxutils import escape

from weir.knowledge.graph.records import Edge, Entity

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DOUBLE = "http://www.w3.org/2001/XMLSchema#double"

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f]')
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\ufffd"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Triple = tuple[str, str, str]


class GraphFormat(StrEnum):
    """How a graph is written."""

    turtle = "turtle"
    ntriples = "ntriples"
    graphml = "graphml"


def written(
    base: str, entities: Iterable[Entity], edges: Iterable[Edge], format: GraphFormat
) -> Iterator[str]:
    """A graph as lines of text, each with its line end. `base` is the id of the knowledge base."""
    how: Callable[[str, Iterable[Entity], Iterable[Edge]], Iterator[str]]
    how = {GraphFormat.turtle: _turtle, GraphFormat.ntriples: _ntriples, GraphFormat.graphml: _graphml}[
        format
    ]
    yield from how(base, entities, edges)


def literal(text: str) -> str:
    """A string of RDF in its quotes."""
    clean = _NO_CHARACTER.sub("\ufffd", text)
    return '"' + _SPECIAL.sub(_escaped, clean) + '"'


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or "\\" + f"u{ord(match[0]):04X}"


def _ntriples(base: str, entities: Iterable[Entity], edges: Iterable[Edge]) -> Iterator[str]:
    for subject, predicate, object in _triples(base, entities, edges):
        yield f"{subject} {predicate} {object} .\n"


def _turtle(base: str, entities: Iterable[Entity], edges: Iterable[Edge]) -> Iterator[str]:
    """The same triples, those of one subject together and known names short."""
    yield f"@prefix rdf: <{RDF}> .\n@prefix weir: <urn:weir:> .\n"
    last = ""
    for subject, predicate, object in _triples(base, entities, edges):
        said = f"{_short(predicate)} {_short(object)}"
        yield f" ;\n    {said}" if subject == last else f"{' .' if last else ''}\n{subject} {said}"
        last = subject
    yield " .\n" if last else ""


def _short(node: str) -> str:
    match = re.fullmatch(rf"<(?:{re.escape(RDF)}(?P<rdf>[A-Za-z]+)|urn:weir:(?P<weir>[a-z]+))>", node)
    if match is None:
        return node
    return f"rdf:{match['rdf']}" if match["rdf"] else f"weir:{match['weir']}"


def _triples(base: str, entities: Iterable[Entity], edges: Iterable[Edge]) -> Iterator[Triple]:
    for entity in entities:
        node = _node(base, "entity", entity.number)
        yield node, f"<{LABEL}>", literal(entity.name)
        yield node, "<urn:weir:kind>", literal(entity.kind)
        yield from ((node, "<urn:weir:name>", literal(name)) for name in entity.names)
    for edge in edges:
        yield from _statement(base, edge)


def _statement(base: str, edge: Edge) -> Iterator[Triple]:
    subject, node = _node(base, "entity", edge.subject), _node(base, "edge", edge.number)
    relation = f"<urn:weir:relation:{quote(edge.relation, safe='', errors='replace')}>"
    object = _node(base, "entity", edge.object) if edge.object is not None else literal(edge.value or "")
    if edge.subject != edge.object:
        yield subject, relation, object
    yield node, f"<{RDF}type>", f"<{RDF}Statement>"
    yield node, f"<{RDF}subject>", subject
    yield node, f"<{RDF}predicate>", relation
    yield node, f"<{RDF}object>", object
    yield node, "<urn:weir:confidence>", f'"{edge.confidence}"^^<{DOUBLE}>'
    told = {
        "made": edge.made,
        "value": edge.value,
        "quote": edge.provenance.quote,
        "document": edge.provenance.document,
        "chunk": edge.provenance.chunk,
        "source": edge.provenance.source,
        "from": edge.valid_from,
        "until": edge.valid_to,
    }
    yield from ((node, f"<urn:weir:{name}>", literal(text)) for name, text in told.items() if text)


def _node(base: str, kind: str, number: int) -> str:
    return f"<urn:weir:{quote(base, safe='')}:{kind}:{number}>"


_NODE_KEYS = ("name", "kind", "names")
_EDGE_KEYS = ("relation", "value", "confidence", "made", "quote", "document", "source", "from", "until")


def _graphml(base: str, entities: Iterable[Entity], edges: Iterable[Edge]) -> Iterator[str]:
    """GraphML knows nodes alone, so a value becomes a node of kind ``value``."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for of, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for key in keys:
            kind = "double" if key == "confidence" else "string"
            yield f'<key id="{of}_{key}" for="{of}" attr.name="{key}" attr.type="{kind}"/>\n'
    yield f'<graph id="{escape(base)}" edgedefault="directed">\n'
    for entity in entities:
        yield _element(
            f'node id="n{entity.number}"', "node", (entity.name, entity.kind, " | ".join(entity.names))
        )
    for edge in edges:
        target = f"n{edge.object}" if edge.object is not None else f"v{edge.number}"
        if edge.object is None:
            yield _element(f'node id="{target}"', "node", (edge.value or "", "value", ""))
        where = edge.provenance
        said = (
            edge.relation, edge.value, str(edge.confidence), edge.made, where.quote, where.document,
            where.source, edge.valid_from, edge.valid_to,
        )  # fmt: skip
        yield _element(f'edge id="e{edge.number}" source="n{edge.subject}" target="{target}"', "edge", said)
    yield "</graph>\n</graphml>\n"


def _element(head: str, of: str, values: Iterable[str | None]) -> str:
    keys = _NODE_KEYS if of == "node" else _EDGE_KEYS
    data = "".join(
        f'<data key="{of}_{key}">{escape(_NO_XML.sub(_UNKNOWN, value))}</data>'
        for key, value in zip(keys, values, strict=True)
        if value
    )
    return f"<{head}>{data}</{of}>\n"
