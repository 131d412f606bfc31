"""The gateway's tables: what passed, and the conversations that people keep."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, text

from weir.core.store import Int64, metadata

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Int64, nullable=False),
    Column("surface", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("key", Text),
    Column("app", Text),
    Column("model", Text, nullable=False),
    Column("conversation", Text),
    Column("instance", Text, nullable=False),  # which server process held it open: see recovery.py
    Column("status", Text, nullable=False),  # open, done, failed, cancelled, interrupted
    Column("action", Text),
    Column("refused", Boolean),
    Column("error", Text),
    Column("question", Text),  # null where the operator keeps no content
    Column("answer", Text),
    Column("prompt_tokens", Int64),
    Column("completion_tokens", Int64),
    Column("cost_micros", Int64),  # millionths of the operator's currency
    Column("duration_us", Int64),
    Column("overhead_us", Int64),  # time not spent waiting for a model
    Column("receipt_id", Text),
    Column("receipt", Text),
    Column("trace", Text),
    Index("exchanges_by_time", "created_at"),
    Index("exchanges_by_principal", "principal", "created_at"),
    Index(
        "exchanges_open",
        "id",
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Int64, nullable=False),
    Column("updated_at", Int64, nullable=False),
    Column("owner", Text, nullable=False),
    Column("app", Text),
    Column("title", Text, nullable=False),
    Index("conversations_by_owner", "owner", "updated_at"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Text, primary_key=True),  # ids sort by time, so a conversation reads in their order
    Column("conversation", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("role", Text, nullable=False),
    Column("content", Text, nullable=False),  # the text of the message, for people
    Column("message", Text, nullable=False),  # JSON: the whole message, tool calls and all, for models
    Column("exchange", Text),
    Column("facts", Text),  # JSON: what stood beside the answer
    Column("created_at", Int64, nullable=False),
    Index("turns_by_conversation", "conversation", "id"),
)
