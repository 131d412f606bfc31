"""Chunks know their template, section, table, summary, density and what they repeat."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("knowledge_bases", sa.Column("template", sa.Text))
    op.add_column("knowledge_documents", sa.Column("template", sa.Text))
    op.add_column("knowledge_documents", sa.Column("cut_as", sa.Text))
    for column in _CHUNK_COLUMNS:
        op.add_column("knowledge_chunks", column)
    repeated = sa.text("duplicate_of IS NOT NULL")
    op.create_index(
        "knowledge_chunks_repeated",
        "knowledge_chunks",
        ["duplicate_of"],
        sqlite_where=repeated,
        postgresql_where=repeated,
    )
    op.create_table(
        "knowledge_bands",
        sa.Column(
            "number",
            Int64,
            sa.ForeignKey("knowledge_chunks.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("band", Int64, primary_key=True, autoincrement=False),
    )
    op.create_index("knowledge_bands_band", "knowledge_bands", ["band"])


_CHUNK_COLUMNS = (
    sa.Column("template", sa.Text, nullable=False, server_default="manual"),
    sa.Column("summary", sa.Text, nullable=False, server_default=""),
    sa.Column("density", sa.Float, nullable=False, server_default="1"),
    sa.Column("parent", Int64),
    sa.Column("section_start", Int64),
    sa.Column("section_end", Int64),
    sa.Column("duplicate_of", Int64),
)


def downgrade() -> None:
    op.drop_table("knowledge_bands")
    op.drop_index("knowledge_chunks_repeated", "knowledge_chunks")
    for column in _CHUNK_COLUMNS:
        op.drop_column("knowledge_chunks", column.name)
    op.drop_column("knowledge_documents", "cut_as")
    op.drop_column("knowledge_documents", "template")
    op.drop_column("knowledge_bases", "template")
