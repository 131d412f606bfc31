"""From a filter to the chunks that it leaves, by one query of the store: conditions and access rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    Text,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy import exists as there_is
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from weir.knowledge.index.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Exists,
    Not,
    OneOf,
    Value,
)
from weir.knowledge.index.contract import Filter
from weir.knowledge.tables import bases, chunks, documents

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COLUMNS = {
    "id": documents.c.id,
    "name": documents.c.name,
    "title": documents.c.title,
    "media_type": documents.c.media_type,
    "language": documents.c.language,
    "created_at": documents.c.created_at,
    "page": chunks.c.page_from,
    "kind": chunks.c.kind,
    "template": chunks.c.template,
}
_OF_CHUNKS = {"page", "kind", "template"}


def readable(connection: Connection, where: Filter) -> Filter:
    """The filter with those of its bases that the reader may use."""
    if where.reader is None or not where.bases:
        return where
    query = select(bases.c.number).where(bases.c.number.in_(where.bases), may_use(connection, where.reader))
    return where.within(tuple(connection.execute(query.order_by(bases.c.number)).scalars()))


def allowed(connection: Connection, where: Filter) -> NDArray[np.int64] | None:
    """The numbers, ascending, of the chunks that the filter leaves; None where it leaves all of its bases."""
    limits = _limits(connection, where)
    if not limits:
        return None
    query = select(chunks.c.number).where(chunks.c.base.in_(where.bases))
    of_documents = [limit for limit, of_chunks in limits if not of_chunks]
    if of_documents:
        named = select(documents.c.id).where(documents.c.base.in_(where.bases), *of_documents)
        query = query.where(chunks.c.document_id.in_(named))
    if any(of_chunks for _, of_chunks in limits):
        query = query.join(documents, documents.c.id == chunks.c.document_id)
        query = query.where(*(limit for limit, of_chunks in limits if of_chunks))
    return np.sort(_numbers(connection, query.subquery().c.number))


def may_use(connection: Connection, reader: frozenset[str]) -> ColumnElement[bool]:
    """Whether a base is open to one who is known by these names: his own id and those of his groups."""
    return or_(bases.c.public, bases.c.owner.in_(reader), _shares(connection, bases.c.readers, reader))


def _limits(connection: Connection, where: Filter) -> list[tuple[ColumnElement[bool], bool]]:
    """What a chunk must meet, each with whether it is about the chunk itself rather than its document."""
    found: list[tuple[ColumnElement[bool], bool]] = []
    if where.documents is not None:
        found.append((documents.c.id.in_(where.documents), False))
    if where.condition is not None:
        parts = where.condition.parts if isinstance(where.condition, AllOf) else (where.condition,)
        found += [(_compiled(connection, part), _about_chunks(part)) for part in parts]
    if where.reader is not None and _some_are_closed(connection, where):
        own = there_is().where(bases.c.number == documents.c.base, bases.c.owner.in_(where.reader))
        shared = _shares(connection, documents.c.readers, where.reader)
        found.append((or_(documents.c.readers.is_(None), own, shared), False))
    return found


def _some_are_closed(connection: Connection, where: Filter) -> bool:
    """Whether there is a document that not everybody may read who may use its base."""
    closed = documents.c.base.in_(where.bases), documents.c.readers.is_not(None)
    return connection.execute(select(documents.c.id).where(*closed).limit(1)).first() is not None


def _numbers(connection: Connection, number: ColumnElement[int]) -> NDArray[np.int64]:
    # Numbers joined by commas are the quickest way to get many of them out of either database.
    if connection.dialect.name == "sqlite":
        joined = connection.execute(select(func.group_concat(number))).scalar()
    else:
        joined = connection.execute(select(func.string_agg(cast(number, Text), ","))).scalar()
    return np.fromstring(joined, dtype=np.int64, sep=",") if joined else np.empty(0, np.int64)


def _about_chunks(condition: Condition) -> bool:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(map(_about_chunks, parts))
        case Not(part):
            return _about_chunks(part)
        case _:
            return condition.field in _OF_CHUNKS


def _compiled(connection: Connection, condition: Condition) -> ColumnElement[bool]:
    """The condition in SQL; true or false for every row, never unknown, so that `Not` means what it says."""
    match condition:
        case AllOf(parts):
            return and_(true(), *(_compiled(connection, part) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(_compiled(connection, part) for part in parts))
        case Not(part):
            return not_(_compiled(connection, part))
        case OneOf(field, values):
            return _some(
                connection, field, lambda held: or_(false(), *(held.equals(value) for value in values))
            )
        case Between(field, low, high):
            return _some(connection, field, lambda held: and_(
                true(),
                held.of(low) >= low if low is not None else true(),
                held.of(high) <= high if high is not None else true(),
            ))  # fmt: skip
        case Exists(field):
            return _some(
                connection, field, lambda held: or_(
                    held.text.is_not(None), held.number.is_not(None), held.truth.is_not(None)
                )
            )  # fmt: skip


_Test = Callable[["_Held"], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A value of a row, as text and as a number; a condition speaks of one or the other."""

    text: ColumnElement[Any]
    number: ColumnElement[Any]
    truth: ColumnElement[Any]

    def of(self, value: Value) -> ColumnElement[Any]:
        if isinstance(value, bool):
            return self.truth
        return self.text if isinstance(value, str) else self.number

    def equals(self, value: Value) -> ColumnElement[bool]:
        return self.of(value) == (str(value).lower() if isinstance(value, bool) else value)


def _some(connection: Connection, field: str, test: _Test) -> ColumnElement[bool]:
    """Whether the field has a value that passes."""
    if field in _COLUMNS:
        held, nothing = _COLUMNS[field], null()
        if isinstance(held.type, Integer):
            value = _Held(nothing, held, nothing)
        else:
            value = _Held(_in_bytes(connection, held), nothing, nothing)
        return and_(held.is_not(None), func.coalesce(test(value), false()))
    key = field.removeprefix("metadata.")
    each, value = _json(connection, f'$."{key}"')
    passes = func.coalesce(test(value), false())
    return select(literal(1)).select_from(each).where(passes).correlate(documents).exists()


def _json(connection: Connection, path: str) -> tuple[FromClause, _Held]:
    """The values under a path of a document's metadata as rows: a list's one by one, another's alone."""
    return _json_sqlite(path) if connection.dialect.name == "sqlite" else _json_postgresql(path)


def _json_sqlite(path: str) -> tuple[FromClause, _Held]:
    rows = func.json_each(documents.c.metadata, path).table_valued("value", "type")
    value, kind = rows.c.value, rows.c.type
    return rows, _Held(
        text=case((kind == "text", value)),
        number=case((kind.in_(("integer", "real")), value)),
        truth=case((kind.in_(("true", "false")), kind)),
    )


def _json_postgresql(path: str) -> tuple[FromClause, _Held]:
    found = func.jsonb_path_query(cast(documents.c.metadata, JSONB), cast(path + "[*]", JSONPATH))
    rows = found.table_valued(column("value", JSONB)).render_derived()
    kind = func.jsonb_typeof(rows.c.value)
    value = rows.c.value.op("#>>", return_type=Text())(literal_column("'{}'"))  # the value itself, as text
    return rows, _Held(
        text=case((kind == "string", value)).collate("C"),
        number=case((kind == "number", cast(value, Float))),
        truth=case((kind == "boolean", value)),
    )


def _in_bytes(connection: Connection, text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Text that is ordered byte by byte, as SQLite does, whatever language the server speaks."""
    return text if connection.dialect.name == "sqlite" else text.collate("C")


def _shares(connection: Connection, names: ColumnElement[str], reader: frozenset[str]) -> ColumnElement[bool]:
    """Whether a JSON list of names has one of the reader's."""
    if connection.dialect.name == "sqlite":
        each = func.json_each(names).table_valued("value")
    else:
        each = func.jsonb_array_elements_text(cast(names, JSONB)).table_valued("value").render_derived()
    found = select(literal(1)).select_from(each).where(each.c.value.in_(sorted(reader)))
    return found.correlate(bases, documents).exists()
