"""The tables of knowledge bases, and those of their embedded index."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from weir.core.store import Int64, metadata

bases = Table(
    "knowledge_bases",
    metadata,
    Column("number", Int64, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),  # id of a principal
    Column("public", Boolean, nullable=False),
    Column("readers", Text, nullable=False),  # JSON list of groups and ids of principals
    Column("template", Text),  # how its documents are cut; NULL: by what each looks like
    Column("created_at", Int64, nullable=False),
    Column("updated_at", Int64, nullable=False),
    Column("deleted_at", Int64),  # it is gone for everybody; its documents still have to go
    sqlite_autoincrement=True,  # a number is never used twice
)

documents = Table(
    "knowledge_documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("base", Int64, ForeignKey("knowledge_bases.number", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("size", Int64, nullable=False),
    Column("media_type", Text),
    Column("status", Text, nullable=False),
    Column("progress", Float, nullable=False),
    Column("title", Text),
    Column("language", Text),
    Column("pages", Int64),
    Column("chunks", Int64, nullable=False),
    Column("metadata", Text, nullable=False),  # JSON: what the file says of itself
    Column("warnings", Text, nullable=False),  # JSON list of sentences
    Column("error", Text),  # JSON {"code", "params"} of why it failed
    Column("readers", Text),  # JSON list of groups and ids of principals; null: whoever may use the base
    Column("template", Text),  # asked for, in place of the base's
    Column("cut_as", Text),  # the template that it was cut with
    Column("created_at", Int64, nullable=False),
    Column("updated_at", Int64, nullable=False),
    UniqueConstraint("base", "sha256"),
)

elements = Table(
    "knowledge_elements",
    metadata,
    Column("document_id", Text, ForeignKey("knowledge_documents.id", ondelete="CASCADE"), primary_key=True),
    Column("elements", Text, nullable=False),  # JSON list, in reading order
)

chunks = Table(
    "knowledge_chunks",
    metadata,
    Column("number", Int64, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("base", Int64, ForeignKey("knowledge_bases.number", ondelete="CASCADE"), nullable=False),
    Column("document_id", Text, ForeignKey("knowledge_documents.id", ondelete="CASCADE"), nullable=False),
    Column("position", Int64, nullable=False),  # 0, 1, 2, … within the document
    Column("kind", Text, nullable=False),
    Column("context", Text, nullable=False),  # title and headings: indexed, not quoted
    Column("headings", Text, nullable=False),  # JSON list, outermost first
    Column("text", Text, nullable=False),
    Column("lead", Int64, nullable=False),  # characters of `text` that repeat a table's header
    Column("start", Int64, nullable=False),  # offsets in the document's text
    Column("end", Int64, nullable=False),
    Column("page_from", Int64),
    Column("page_to", Int64),
    Column("sha256", Text, nullable=False),
    Column("passage", LargeBinary),  # digest of what an encoder is given of it; see `vectors`
    Column("template", Text, nullable=False, server_default="manual"),
    Column("summary", Text, nullable=False, server_default=""),  # of what is around: indexed, not quoted
    Column("density", Float, nullable=False, server_default="1"),  # 0 to 1: how much it tells
    Column("parent", Int64),  # position of the chunk that holds the table that this is a row of
    Column("section_start", Int64),  # the section around it, as offsets in the document's text
    Column("section_end", Int64),
    Column("duplicate_of", Int64),  # number of the chunk of this base that says the same
    Index("knowledge_chunks_document", "document_id", "position"),
    Index("knowledge_chunks_base", "base", "number"),
    sqlite_autoincrement=True,
)

bands = Table(  # where near-duplicates meet: chunks whose sketches agree in a band
    "knowledge_bands",
    metadata,
    Column(
        "number",
        Int64,
        ForeignKey("knowledge_chunks.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("band", Int64, primary_key=True, autoincrement=False, index=True),
)

# The embedded index: a cache, made from `knowledge_chunks` alone. On SQLite it also has the FTS5 table
# `knowledge_postings`; on PostgreSQL `knowledge_lexical.terms` under a GIN index and `knowledge_terms`.
lexical_rows = Table(
    "knowledge_lexical",
    metadata,
    Column("number", Int64, primary_key=True, autoincrement=False),
    Column("base", Int64, nullable=False, index=True),
    Column("heading", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("length", Int64, nullable=False),
)

snapshots = Table(
    "knowledge_snapshots",
    metadata,
    Column("base", Int64, primary_key=True, autoincrement=False),
    Column("analyser", Text, nullable=False),
    Column("chunks", Int64, nullable=False),
    Column("length", Int64, nullable=False),
    Column("postings", Int64, nullable=False),
)

encoders = Table(
    "knowledge_encoders",
    metadata,
    Column("number", Int64, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("dimensions", Int64, nullable=False),
)

# What encoders said, by the digest of what they were given: dear to make, so shared by chunks and bases.
vectors = Table(
    "knowledge_vectors",
    metadata,
    Column("number", Int64, primary_key=True),
    Column("encoder", Int64, nullable=False),
    Column("passage", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),  # half precision, little end first
    UniqueConstraint("encoder", "passage"),
)

# The dense index: for each base and encoder a file that holds its chunks up to the number `high`; what came
# later is read from `knowledge_vectors`, what was deleted since is in `knowledge_tombs`.
dense = Table(
    "knowledge_dense",
    metadata,
    Column("base", Int64, primary_key=True, autoincrement=False),
    Column("encoder", Int64, primary_key=True, autoincrement=False),
    Column("serving", Boolean, nullable=False),  # searches use it; false while it is being built
    Column("file", Text, nullable=False),  # name in the folder of the index; empty: there is none yet
    Column("digest", Text, nullable=False),  # of the file
    Column("chunks", Int64, nullable=False),  # in the file
    Column("high", Int64, nullable=False),
    Column("version", Int64, nullable=False),  # grows with every change but new chunks
    Column("problem", Text),  # JSON {"code", "params"} of why chunks have no vector
    Column("updated_at", Int64, nullable=False),
)

tombs = Table(
    "knowledge_tombs",
    metadata,
    Column("base", Int64, primary_key=True, autoincrement=False),
    Column("number", Int64, primary_key=True, autoincrement=False),
)

points = Table(
    "knowledge_points",
    metadata,
    Column("id", Text, primary_key=True),
    Column("base", Int64, nullable=False),
    Column("name", Text, nullable=False),
    Column("manifest", Text, nullable=False),  # SHA-256 of the file that lists the documents
    Column("documents", Int64, nullable=False),
    Column("chunks", Int64, nullable=False),
    Column("created_at", Int64, nullable=False),
    UniqueConstraint("base", "name"),
)
