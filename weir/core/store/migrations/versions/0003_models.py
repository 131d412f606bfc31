"""Models that were added, weights that were fetched, money that routes spent."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "models",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary),
        sa.Column("price_in", sa.Float, nullable=False),
        sa.Column("price_out", sa.Float, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", Int64, nullable=False),
    )
    op.create_table(
        "model_pulls",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("size", Int64, nullable=False),
        sa.Column("licence", sa.Text),
        sa.Column("licence_url", sa.Text),
        sa.Column("accepted_by", sa.Text),
        sa.Column("accepted_at", Int64),
        sa.Column("pulled_by", sa.Text, nullable=False),
        sa.Column("pulled_at", Int64, nullable=False),
    )
    op.create_table(
        "model_spend",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("day", Int64, primary_key=True, autoincrement=False),
        sa.Column("money", sa.Float, nullable=False),
    )
