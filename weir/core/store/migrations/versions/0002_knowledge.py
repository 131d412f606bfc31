"""Knowledge bases, their documents and chunks, and the embedded text index."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE knowledge_bases (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    owner TEXT NOT NULL,
    public BOOLEAN NOT NULL,
    readers TEXT NOT NULL,
    created_at {int64} NOT NULL,
    updated_at {int64} NOT NULL,
    deleted_at {int64}
);
CREATE INDEX ix_knowledge_bases_owner ON knowledge_bases (owner);
CREATE TABLE knowledge_documents (
    id TEXT NOT NULL PRIMARY KEY,
    base {int64} NOT NULL REFERENCES knowledge_bases (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size {int64} NOT NULL,
    media_type TEXT,
    status TEXT NOT NULL,
    progress {real} NOT NULL,
    title TEXT,
    language TEXT,
    pages {int64},
    chunks {int64} NOT NULL,
    metadata TEXT NOT NULL,
    warnings TEXT NOT NULL,
    error TEXT,
    created_at {int64} NOT NULL,
    updated_at {int64} NOT NULL,
    UNIQUE (base, sha256)
);
CREATE INDEX ix_knowledge_documents_sha256 ON knowledge_documents (sha256);
CREATE TABLE knowledge_elements (
    document_id TEXT NOT NULL PRIMARY KEY REFERENCES knowledge_documents (id) ON DELETE CASCADE,
    elements TEXT NOT NULL
);
CREATE TABLE knowledge_chunks (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    base {int64} NOT NULL REFERENCES knowledge_bases (number) ON DELETE CASCADE,
    document_id TEXT NOT NULL REFERENCES knowledge_documents (id) ON DELETE CASCADE,
    position {int64} NOT NULL,
    kind TEXT NOT NULL,
    context TEXT NOT NULL,
    headings TEXT NOT NULL,
    text TEXT NOT NULL,
    lead {int64} NOT NULL,
    start {int64} NOT NULL,
    "end" {int64} NOT NULL,
    page_from {int64},
    page_to {int64},
    sha256 TEXT NOT NULL
);
CREATE INDEX knowledge_chunks_document ON knowledge_chunks (document_id, position);
CREATE INDEX knowledge_chunks_base ON knowledge_chunks (base, number);
CREATE TABLE knowledge_lexical (
    number {int64} NOT NULL PRIMARY KEY,
    base {int64} NOT NULL,
    heading TEXT NOT NULL,
    body TEXT NOT NULL,
    length {int64} NOT NULL
);
CREATE INDEX ix_knowledge_lexical_base ON knowledge_lexical (base);
CREATE TABLE knowledge_snapshots (
    base {int64} NOT NULL PRIMARY KEY,
    analyser TEXT NOT NULL,
    chunks {int64} NOT NULL,
    length {int64} NOT NULL,
    postings {int64} NOT NULL
)
"""
# A term is looked up, never ranked, here: `detail=none` keeps nothing but the numbers of the chunks.
_SQLITE = """
CREATE VIRTUAL TABLE knowledge_postings USING fts5(
    terms, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '.%/'"
);
CREATE VIRTUAL TABLE knowledge_terms USING fts5vocab(knowledge_postings, row)
"""
_POSTGRESQL = """
CREATE TABLE knowledge_postings (number BIGINT PRIMARY KEY, terms TEXT[] NOT NULL);
CREATE INDEX knowledge_postings_terms ON knowledge_postings USING gin (terms);
CREATE TABLE knowledge_terms (term TEXT COLLATE "C" PRIMARY KEY, doc BIGINT NOT NULL)
"""
_NAMES = (
    "knowledge_terms knowledge_postings knowledge_snapshots knowledge_lexical"
    " knowledge_chunks knowledge_elements knowledge_documents knowledge_bases"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        words = {"serial": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "int64": "INTEGER", "real": "REAL"}
        _run(_TABLES.format(**words))
        _run(_SQLITE)
    else:
        words = {"serial": "BIGSERIAL PRIMARY KEY", "int64": "BIGINT", "real": "DOUBLE PRECISION"}
        _run(_TABLES.format(**words))
        _run(_POSTGRESQL)


def downgrade() -> None:
    for name in _NAMES.split():
        op.execute(f"DROP TABLE IF EXISTS {name}")


def _run(statements: str) -> None:
    for statement in statements.split(";\n"):
        op.execute(statement)
