"""Vectors of passages, the dense index over them, readers of documents, points of a base."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("knowledge_chunks", sa.Column("passage", sa.LargeBinary))
    op.add_column("knowledge_documents", sa.Column("readers", sa.Text))
    _vectors()
    op.create_table(
        "knowledge_dense",
        sa.Column("base", Int64, primary_key=True, autoincrement=False),
        sa.Column("encoder", Int64, primary_key=True, autoincrement=False),
        sa.Column("serving", sa.Boolean, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("chunks", Int64, nullable=False),
        sa.Column("high", Int64, nullable=False),
        sa.Column("version", Int64, nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("updated_at", Int64, nullable=False),
    )
    op.create_table(
        "knowledge_tombs",
        sa.Column("base", Int64, primary_key=True, autoincrement=False),
        sa.Column("number", Int64, primary_key=True, autoincrement=False),
    )
    op.create_table(
        "knowledge_points",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("base", Int64, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.Column("documents", Int64, nullable=False),
        sa.Column("chunks", Int64, nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.UniqueConstraint("base", "name"),
    )


def _vectors() -> None:
    op.create_table(
        "knowledge_encoders",
        sa.Column("number", Int64, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("dimensions", Int64, nullable=False),
    )
    op.create_table(
        "knowledge_vectors",
        sa.Column("number", Int64, primary_key=True),
        sa.Column("encoder", Int64, nullable=False),
        sa.Column("passage", sa.LargeBinary, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("encoder", "passage"),
    )


def downgrade() -> None:
    for name in ("points", "tombs", "dense", "vectors", "encoders"):
        op.drop_table(f"knowledge_{name}")
    op.drop_column("knowledge_documents", "readers")
    op.drop_column("knowledge_chunks", "passage")
