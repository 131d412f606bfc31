"""The graph of a base: what its documents name and state, with the words that say it.

Built by rules from every chunk; names are merged, contradictions listed, and questions that name several
things are led along it. Truth is in the documents: what is deleted there is gone here.
"""

from weir.knowledge.graph.export import GraphFormat
from weir.knowledge.graph.graph import Graph
from weir.knowledge.graph.modelled import Extracted
from weir.knowledge.graph.packs import pack_names
from weir.knowledge.graph.records import (
    Beside,
    Community,
    Conflict,
    Edge,
    Entity,
    Neighbourhood,
    Provenance,
    Size,
)
from weir.knowledge.graph.walking import graph_search, graph_synonyms

__all__ = [
    "Beside",
    "Community",
    "Conflict",
    "Edge",
    "Entity",
    "Extracted",
    "Graph",
    "GraphFormat",
    "Neighbourhood",
    "Provenance",
    "Size",
    "graph_search",
    "graph_synonyms",
    "pack_names",
]
