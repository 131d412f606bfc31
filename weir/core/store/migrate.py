"""Bring the schema up to date, once, however many servers start together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from weir.core.store.failures import CORRUPT, NEWER

if TYPE_CHECKING:
    from weir.core.store.store import Store

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x57656972  # "Weir": the advisory lock that migrations hold on PostgreSQL


def known_revisions() -> list[str]:
    """The revisions this Weir has, oldest first: the numbers before the files' names."""
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def bring_up_to_date(store: Store) -> None:
    """Migrate to the newest revision in one transaction. A current store costs one query and no Alembic."""
    with store.read() as connection:
        if _is_current(connection, store.url):
            return
    with store.write() as connection:
        if store.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if not _is_current(connection, store.url):  # another server may have been first
            _upgrade(connection)


def _is_current(connection: Connection, url: str) -> bool:
    """Whether nothing is to be done; ``store.newer`` or ``store.corrupt`` for what we must not touch."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if "audit" in tables:
            raise CORRUPT(url=url, reason="it has tables but no schema version")
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known = known_revisions()
    if found is not None and found > known[-1]:
        raise NEWER(url=url, found=found, known=known[-1])
    return bool(found == known[-1])


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
