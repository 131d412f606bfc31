"""The tables of pictures."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text

from weir.core.store import Int64, metadata

images = Table(
    "knowledge_images",
    metadata,
    Column("number", Int64, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column(
        "document_id",
        Text,
        ForeignKey("knowledge_documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("base", Int64, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("page", Int64, nullable=False),  # from 1
    Column("box", Text, nullable=False),  # JSON: left, top, right, bottom as fractions of the page
    Column("caption", Text, nullable=False),
    Column("text", Text, nullable=False),  # what stands in the picture, or around it
    Column("features", LargeBinary),  # None where OpenCV was missing
    sqlite_autoincrement=True,
)

pictured = Table(
    "knowledge_pictured",
    metadata,
    Column("document_id", Text, ForeignKey("knowledge_documents.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Int64, nullable=False),
    Column("images", Int64, nullable=False),
    Column("error", Text),  # JSON {"code", "params"} of why pictures are missing
)
