"""What travels in the graph: mentions and facts as they are read, entities and edges as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

IS_A, PART_OF, SAME_AS, LOCATED_IN, DEFINED_AS = "is_a", "part_of", "same_as", "located_in", "defined_as"
STRUCTURAL = frozenset((IS_A, PART_OF, SAME_AS, LOCATED_IN, DEFINED_AS))
"""Relations that the rules know by name; others are in the words of the text or of a pack."""
TERM = "term"


class Made(StrEnum):
    """What an edge was made by."""

    pattern = "pattern"
    """A sentence of a known form: ``X是一种Y``, ``the A of X is V``."""
    table = "table"
    pack = "pack"
    """A cue of a domain pack."""
    model = "model"
    imported = "import"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, ``text[start:end]``. `kind` is what it names; `sure` is 0 to 1."""

    start: int
    end: int
    kind: str
    sure: float = 0.7


@dataclass(frozen=True, slots=True)
class Named:
    """What a fact is about: its name as written and its kind."""

    name: str
    kind: str = TERM


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that stands in ``text[start:end]``: an entity, a relation, and an entity or a value."""

    subject: Named
    relation: str
    object: Named | None
    value: str | None
    start: int
    end: int
    made: Made
    confidence: float
    valid_from: str | None = None
    """When it began to hold: YYYY, YYYY-MM or YYYY-MM-DD; None where the text does not say."""
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that the documents of a base name."""

    number: int
    name: str
    kind: str
    mentions: int = 0
    """Chunks that name it, under any of its names."""
    names: tuple[str, ...] = ()
    """Its other names."""
    community: int | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an edge is said: the words, and the document that they stand in; or the file of an import."""

    quote: str
    document: str = ""
    document_id: str = ""
    page: int | None = None
    chunk: str = ""
    """Id of the chunk; empty for an import."""
    start: int = 0
    end: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement of the graph with the words that say it."""

    number: int
    subject: int
    subject_name: str
    relation: str
    object: int | None
    object_name: str | None
    value: str | None
    made: str
    confidence: float
    valid_from: str | None
    valid_to: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Beside:
    """An entity that is named together with another: in how many chunks, and how much oftener than by chance
    (normalised pointwise mutual information, -1 to 1)."""

    entity: Entity
    together: int
    strength: float


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An entity, what is said of it, and what is named beside it."""

    entity: Entity
    edges: tuple[Edge, ...]
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Several values of what should have one, each with the edge that says it."""

    subject: str
    relation: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """Entities that belong together, and sentences of the documents that sum them up."""

    number: int
    entities: tuple[str, ...]
    size: int
    summary: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How large the graph of a base is, and whether it has read all of it."""

    entities: int = 0
    edges: int = 0
    mentions: int = 0
    waiting: int = 0
    """Chunks that it has not read yet."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    packs: tuple[str, ...] = ()
