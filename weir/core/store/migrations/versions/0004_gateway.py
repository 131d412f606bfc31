"""Apps, exchanges, conversations."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "apps",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", Int64, primary_key=True, autoincrement=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("published_at", Int64, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    _exchanges()
    _conversations()


def _exchanges() -> None:
    op.create_table(
        "exchanges",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("principal", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("app", sa.Text),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text),
        sa.Column("instance", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("action", sa.Text),
        sa.Column("refused", sa.Boolean),
        sa.Column("error", sa.Text),
        sa.Column("question", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("prompt_tokens", Int64),
        sa.Column("completion_tokens", Int64),
        sa.Column("cost_micros", Int64),
        sa.Column("duration_us", Int64),
        sa.Column("overhead_us", Int64),
        sa.Column("receipt_id", sa.Text),
        sa.Column("receipt", sa.Text),
        sa.Column("trace", sa.Text),
    )
    op.create_index("exchanges_by_time", "exchanges", ["created_at"])
    op.create_index("exchanges_by_principal", "exchanges", ["principal", "created_at"])
    still_open = sa.text("status = 'open'")
    op.create_index(
        "exchanges_open", "exchanges", ["id"], sqlite_where=still_open, postgresql_where=still_open
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("app", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
    )
    op.create_index("conversations_by_owner", "conversations", ["owner", "updated_at"])
    op.create_table(
        "turns",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "conversation", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("exchange", sa.Text),
        sa.Column("facts", sa.Text),
        sa.Column("created_at", Int64, nullable=False),
    )
    op.create_index("turns_by_conversation", "turns", ["conversation", "id"])
