"""Graphs: entities, where they are named, what is stated of them, and summaries of what belongs together."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "knowledge_graphs",
        sa.Column("base", Int64, _within("knowledge_bases"), primary_key=True, autoincrement=False),
        sa.Column("high", Int64, nullable=False),
        sa.Column("linked", Int64, nullable=False),
        sa.Column("packs", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
    )
    op.create_table(
        "knowledge_entities",
        sa.Column("number", Int64, primary_key=True),
        sa.Column("base", Int64, _within("knowledge_bases"), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("same_as", Int64),
        sa.Column("community", Int64, index=True),
        sa.UniqueConstraint("base", "key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "knowledge_mentions",
        sa.Column("entity", Int64, _within("knowledge_entities"), primary_key=True, autoincrement=False),
        sa.Column(
            "chunk", Int64, _within("knowledge_chunks"), primary_key=True, autoincrement=False, index=True
        ),
        sa.Column("often", Int64, nullable=False),
    )
    op.create_table(
        "knowledge_edges",
        sa.Column("number", Int64, primary_key=True),
        sa.Column("base", Int64, _within("knowledge_bases"), nullable=False, index=True),
        sa.Column("subject", Int64, _within("knowledge_entities"), nullable=False, index=True),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("object", Int64, _within("knowledge_entities"), index=True),
        sa.Column("value", sa.Text),
        sa.Column("chunk", Int64, _within("knowledge_chunks"), index=True),
        sa.Column("start", Int64, nullable=False),
        sa.Column("end", Int64, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("valid_from", sa.Text),
        sa.Column("valid_to", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "knowledge_summaries",
        sa.Column("base", Int64, _within("knowledge_bases"), primary_key=True, autoincrement=False),
        sa.Column("community", Int64, primary_key=True, autoincrement=False),
        sa.Column("rank", Int64, primary_key=True, autoincrement=False),
        sa.Column("chunk", Int64, _within("knowledge_chunks"), nullable=False, index=True),
        sa.Column("start", Int64, nullable=False),
        sa.Column("end", Int64, nullable=False),
    )


def downgrade() -> None:
    for name in ("summaries", "edges", "mentions", "entities", "graphs"):
        op.drop_table(f"knowledge_{name}")


def _within(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.number", ondelete="CASCADE")
