"""The tables of the graphs. All of it is made from chunks (or imported), and goes with them."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Table, Text, UniqueConstraint

from weir.core.store import Int64, metadata

graphs = Table(
    "knowledge_graphs",
    metadata,
    Column(
        "base",
        Int64,
        ForeignKey("knowledge_bases.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("high", Int64, nullable=False),  # chunks up to this number were read
    Column("linked", Int64, nullable=False),  # chunks that the base had when names were merged last
    Column("packs", Text, nullable=False),  # JSON list of domain packs that it is read with
    Column("reader", Text, nullable=False),  # version of the rules; another one reads all anew
    Column("updated_at", Int64, nullable=False),
)

entities = Table(
    "knowledge_entities",
    metadata,
    Column("number", Int64, primary_key=True),
    Column("base", Int64, ForeignKey("knowledge_bases.number", ondelete="CASCADE"), nullable=False),
    Column("key", Text, nullable=False),  # normal form of the name
    Column("name", Text, nullable=False),  # as it was first written
    Column("kind", Text, nullable=False),
    Column("same_as", Int64),  # the entity that this is another name of
    Column("community", Int64, index=True),
    UniqueConstraint("base", "key"),
    sqlite_autoincrement=True,
)

mentions = Table(
    "knowledge_mentions",
    metadata,
    Column(
        "entity",
        Int64,
        ForeignKey("knowledge_entities.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "chunk",
        Int64,
        ForeignKey("knowledge_chunks.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("often", Int64, nullable=False),
)

edges = Table(
    "knowledge_edges",
    metadata,
    Column("number", Int64, primary_key=True),
    Column(
        "base", Int64, ForeignKey("knowledge_bases.number", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column(
        "subject",
        Int64,
        ForeignKey("knowledge_entities.number", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("relation", Text, nullable=False),
    Column("object", Int64, ForeignKey("knowledge_entities.number", ondelete="CASCADE"), index=True),
    Column("value", Text),  # what the text says, where the object is no entity, or beside it
    Column("chunk", Int64, ForeignKey("knowledge_chunks.number", ondelete="CASCADE"), index=True),
    Column("start", Int64, nullable=False),  # the words that say it, in the chunk's text
    Column("end", Int64, nullable=False),
    Column("source", Text),  # file and place that it was imported from, where there is no chunk
    Column("made", Text, nullable=False),  # by what: a pattern, a table, a pack, a model, an import
    Column("confidence", Float, nullable=False),
    Column("valid_from", Text),  # YYYY, YYYY-MM or YYYY-MM-DD
    Column("valid_to", Text),
    sqlite_autoincrement=True,
)

summaries = Table(  # sentences that say what a community of entities is about
    "knowledge_summaries",
    metadata,
    Column("base", Int64, ForeignKey("knowledge_bases.number", ondelete="CASCADE"), primary_key=True),
    Column("community", Int64, primary_key=True, autoincrement=False),
    Column("rank", Int64, primary_key=True, autoincrement=False),
    Column(
        "chunk", Int64, ForeignKey("knowledge_chunks.number", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("start", Int64, nullable=False),
    Column("end", Int64, nullable=False),
)
