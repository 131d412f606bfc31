"""Pictures of documents, and of which documents they were taken."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "knowledge_images",
        sa.Column("number", Int64, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        _document(),
        sa.Column("base", Int64, nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("page", Int64, nullable=False),
        sa.Column("box", sa.Text, nullable=False),
        sa.Column("caption", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("features", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
    op.create_index("knowledge_images_document", "knowledge_images", ["document_id"])
    op.create_table(
        "knowledge_pictured",
        sa.Column(
            "document_id",
            sa.Text,
            sa.ForeignKey("knowledge_documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("version", Int64, nullable=False),
        sa.Column("images", Int64, nullable=False),
        sa.Column("error", sa.Text),
    )


def _document() -> sa.Column[str]:
    gone = sa.ForeignKey("knowledge_documents.id", ondelete="CASCADE")
    return sa.Column("document_id", sa.Text, gone, nullable=False)


def downgrade() -> None:
    op.drop_table("knowledge_pictured")
    op.drop_table("knowledge_images")
