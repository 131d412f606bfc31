"""Sources that feed knowledge bases, and what was last seen in each of them."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "knowledge_sources",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "base",
            sa.Text,
            sa.ForeignKey("knowledge_bases.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("every_s", Int64),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("refreshed_at", Int64),
        sa.Column("due_at", Int64),
    )
    op.create_table(
        "knowledge_source_items",
        sa.Column(
            "source",
            sa.Text,
            sa.ForeignKey("knowledge_sources.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, index=True),
        sa.Column("owned", sa.Boolean, nullable=False),
        sa.Column("revision", Int64, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("modified_at", Int64),
        sa.Column("changed_at", Int64, nullable=False),
        sa.Column("seen_at", Int64, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("knowledge_source_items")
    op.drop_table("knowledge_sources")
