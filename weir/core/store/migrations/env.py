"""Alembic's way in. The caller gives a connection in a transaction; all revisions run in it, or none."""

from alembic import context

from weir.core.store import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # true of SQLite as well, once BEGIN is ours
)
context.run_migrations()
