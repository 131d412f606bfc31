"""Tables as JSON lines: the form in which rows travel between databases and out of Weir."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import Connection, LargeBinary, MetaData, Table, insert, inspect, select, text

from weir.core.backup.faults import NO_TABLE, OTHER_VERSION, STORE_IN_USE
from weir.core.store import Store

_PAGE = 1000
_VERSION_TABLE = "alembic_version"
_SECRET_TABLES = frozenset({"sealed_values", "sessions"})
"""Tables that an export leaves out; of others it leaves out binary columns: digests of keys, vectors."""


def tables_of(connection: Connection) -> list[Table]:
    """The tables as the database has them, those that others refer to first.

    Without the schema version, and without SQLite's virtual tables: they are indexes, rebuilt from rows.
    """
    metadata = MetaData()
    metadata.reflect(connection, only=_plain_tables(connection))
    return metadata.sorted_tables


def _plain_tables(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        names = list(connection.execute(text(query)).scalars())
    else:
        names = inspect(connection).get_table_names()
    return [name for name in names if name != _VERSION_TABLE and not name.startswith("sqlite_")]


def revision_of(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Every row, a page in memory at a time."""
    columns = [column for column in table.columns if column.computed is None]
    query = select(*columns).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=_PAGE).execute(query)
    names = [str(column.name) for column in columns]  # plain: reflection gives a kind of str of its own
    for row in result:
        yield dict(zip(names, row, strict=True))


def dump(connection: Connection, table: Table, path: Path) -> None:
    """Write a table as JSON lines; bytes as ``{"$bytes": base64}``."""
    with path.open("wb") as file:
        for row in rows_of(connection, table):
            file.write(orjson.dumps({name: _plain(value) for name, value in row.items()}) + b"\n")


def load_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file that `dump` wrote."""
    with path.open("rb") as file:
        for line in file:
            yield {name: _value(value) for name, value in orjson.loads(line).items()}


def fill(store: Store, revision: str, source: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[str]:
    """Fill an empty store with rows by table, in one transaction.

    Returns the names of source tables that this database does not have: those of an index kept in
    another way, which is a cache and is rebuilt. Raises ``backup.store_in_use`` and
    ``backup.other_version``.
    """
    with store.write() as connection:
        known = revision_of(connection)
        if known != revision:
            raise OTHER_VERSION(found=revision, known=known)
        tables = {table.name: table for table in tables_of(connection)}
        targets = [table for name, table in tables.items() if name in source]
        for table in targets:
            if connection.execute(select(table).limit(1)).first() is not None:
                raise STORE_IN_USE(url=store.url, table=table.name)
        for table in targets:
            _insert(connection, table, source[table.name])
    return sorted(source.keys() - tables.keys())


def export(store: Store, tables: Sequence[str], file: IO[bytes]) -> int:
    """Write tables as JSON lines ``{"table": …, …columns}``, without secrets; the number of rows.

    Tables of sealed values and sessions are not exported, nor are binary columns. Raises
    ``backup.no_table``.
    """
    count = 0
    with store.read() as connection:
        known = {table.name: table for table in tables_of(connection) if table.name not in _SECRET_TABLES}
        for name in tables:
            if name not in known:
                raise NO_TABLE(table=name, known=", ".join(sorted(known)))
        for name in tables:
            shown = [str(c.name) for c in known[name].columns if not isinstance(c.type, LargeBinary)]
            for row in rows_of(connection, known[name]):
                file.write(orjson.dumps({"table": name, **{column: row[column] for column in shown}}) + b"\n")
                count += 1
    return count


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    names = [column.name for column in table.columns if column.computed is None]
    page: list[dict[str, Any]] = []
    for row in rows:
        page.append({name: row[name] for name in names if name in row})
        if len(page) == _PAGE:
            connection.execute(insert(table), page)
            page = []
    if page:
        connection.execute(insert(table), page)


def _plain(value: Any) -> Any:
    return {"$bytes": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _value(value: Any) -> Any:
    return base64.b64decode(value["$bytes"]) if isinstance(value, dict) else value
