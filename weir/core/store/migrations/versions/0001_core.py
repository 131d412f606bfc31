"""The ground: principals, keys, sessions, audit, quotas, sealed values, versions."""

import sqlalchemy as sa
from alembic import op

from weir.core.store import Int64

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _audit()
    _rest()


def _people() -> None:
    op.create_table(
        "principals",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("groups", sa.Text, nullable=False),
        sa.Column("quota", sa.Text),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "principal_id", sa.Text, sa.ForeignKey("principals.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("quota", sa.Text),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("expires_at", Int64),
        sa.Column("last_used_at", Int64),
        sa.Column("revoked_at", Int64),
    )
    op.create_index("ix_keys_principal_id", "keys", ["principal_id"])
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column(
            "principal_id", sa.Text, sa.ForeignKey("principals.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("key_id", sa.Text, sa.ForeignKey("keys.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("expires_at", Int64, nullable=False),
    )
    op.create_index("ix_sessions_principal_id", "sessions", ["principal_id"])
    op.create_index("ix_sessions_key_id", "sessions", ["key_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", Int64, primary_key=True, autoincrement=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("prev_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "audit_heads",
        sa.Column("seq", Int64, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("created_at", Int64, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
    )
    for table in ("audit", "audit_heads"):
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    """Rows of the chain are only ever added: the database itself refuses the rest."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE would delete without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE seq = NEW.seq) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def _rest() -> None:
    op.create_table(
        "usage_windows",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("span", sa.Text, primary_key=True),
        sa.Column("started_at", Int64, primary_key=True, autoincrement=False),
        sa.Column("requests", Int64, nullable=False),
        sa.Column("tokens", Int64, nullable=False),
        sa.Column("money", Int64, nullable=False),
    )
    op.create_table(
        "sealed_values",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("updated_at", Int64, nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", Int64, nullable=False),
    )
