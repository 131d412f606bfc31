"""Rows of a database, a document each. The connection can only read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from weir.knowledge.sources.contract import GONE, UNREACHABLE, Content, Item
from weir.knowledge.sources.spec import SqlSpec

MOST_ROWS = 100_000
_TIMEOUT_S = 300


class Sql:
    """The rows of a query, in the order it gives. A row becomes Markdown: its title, then its columns."""

    def __init__(self, spec: SqlSpec) -> None:
        self.spec = spec
        self._rows: dict[str, bytes] = {}

    def items(self) -> Iterator[Item]:
        try:
            engine = _engine(self.spec.url.get_secret_value())
            with engine.connect() as connection:
                yield from self._items(connection)
            engine.dispose()
        except (SQLAlchemyError, ImportError) as error:
            reason = str(getattr(error, "orig", None) or type(error).__name__)
            raise UNREACHABLE(name=self.spec.query, reason=reason) from None

    def read(self, item: Item, known: str) -> Content | None:
        if item.version == known:
            return None
        if item.key not in self._rows:
            raise GONE(name=item.key, reason="not among the rows")
        return Content(self._rows.pop(item.key), item.version)

    def close(self) -> None:
        self._rows.clear()

    def _items(self, connection: Connection) -> Iterator[Item]:
        for count, row in enumerate(connection.execute(text(self.spec.query)).mappings()):
            if count == MOST_ROWS:
                raise UNREACHABLE(name=self.spec.query, reason=f"more than {MOST_ROWS} rows")
            if row.get(self.spec.key) is None:
                raise UNREACHABLE(name=self.spec.query, reason=f"a row has no {self.spec.key}")
            key = str(row[self.spec.key])
            self._rows[key] = _written(row, self.spec)
            title = str(row.get(self.spec.title) or key)
            yield Item(key, f"{title[:120]}.md", hashlib.sha256(self._rows[key]).hexdigest())


def _written(row: Mapping[Any, Any], spec: SqlSpec) -> bytes:
    title = row.get(spec.title) or row[spec.key]
    lines = [f"# {title}"]
    for column, value in row.items():
        if column not in (spec.title, spec.key) and value is not None:
            lines.append(f"**{column}**: {value}")
    return "\n\n".join(lines).encode()


def _engine(url: str) -> Engine:
    """An engine whose transactions can only read."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = f"sqlite:///file:{quote(parsed.database or '')}?mode=ro&uri=true"
        return create_engine(file)
    options = f"-c default_transaction_read_only=on -c statement_timeout={_TIMEOUT_S * 1000}"
    engine = create_engine(parsed, connect_args={"options": options})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("SET TRANSACTION READ ONLY"))
    return engine
