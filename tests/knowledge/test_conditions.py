"""Filters: every test on every kind of field, on both databases; rights are part of the query."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.knowledge.bases import create_base, get_base
from weir.knowledge.index.allowed import allowed, readable
from weir.knowledge.index.conditions import condition_from
from weir.knowledge.index.contract import Filter
from weir.knowledge.shelf import shelve
from weir.knowledge.tables import chunks, documents

DOCUMENTS: dict[str, dict[str, Any]] = {
    "a.pdf": {
        "language": "zh",
        "created_at": 1_700_000_000_000,
        "metadata": {"author": "张三", "year": 2023, "draft": False, "tags": ["hr", "leave"]},
    },
    "b.md": {
        "language": "en",
        "created_at": 1_600_000_000_000,
        "metadata": {"author": "Li", "year": 2020.5, "draft": True, "date": "2020-05-01"},
    },
    "c.md": {"language": None, "metadata": {"author": None, "odd key.%": "x", "tags": "hr"}},
}


@pytest.fixture
def base(store: Store) -> int:
    """A base with three documents of two chunks each, on pages one and two."""
    with store.write() as connection:
        number = get_base(connection, create_base(connection, "b", "pr_owner", "", False, ["hr"])).number
        for name, known in DOCUMENTS.items():
            id = shelve(connection, number, name, name, 1).id
            columns = {**known, "metadata": orjson.dumps(known["metadata"]).decode()}
            connection.execute(update(documents).where(documents.c.id == id).values(columns))
            for page in (1, 2):
                row = {
                    "id": f"{id}/{page}", "base": number, "document_id": id, "position": page,
                    "kind": "table" if page == 2 else "paragraph", "context": "", "headings": "[]",
                    "text": name, "lead": 0, "start": 0, "end": 1, "page_from": page, "sha256": "x",
                }  # fmt: skip
                connection.execute(chunks.insert().values(row))
    return number


def _left(store: Store, where: Filter) -> list[str]:
    """The chunks that a filter leaves, as ``NAME/PAGE``."""
    with store.read() as connection:
        where = readable(connection, where)
        query = select(chunks.c.number, chunks.c.text, chunks.c.page_from).order_by(chunks.c.number)
        rows = connection.execute(query.where(chunks.c.base.in_(where.bases))).all()
        numbers = allowed(connection, where)
        kept = {row.number for row in rows} if numbers is None else set(numbers.tolist())
    return [f"{row.text}/{row.page_from}" for row in rows if row.number in kept]


def _documents(store: Store, base: int, shape: object) -> str:
    """The initials of the documents that a condition leaves."""
    found = _left(store, Filter((base,), condition=condition_from(shape)))
    return "".join(dict.fromkeys(name[0] for name in found))


@pytest.mark.parametrize(
    ("shape", "left"),
    [
        ({"field": "language", "eq": "zh"}, "a"),
        ({"field": "language", "in": ["zh", "en"]}, "ab"),
        ({"field": "language", "exists": False}, "c"),
        ({"not": {"field": "language", "eq": "zh"}}, "bc"),
        ({"field": "name", "in": ["b.md", "nothing"]}, "b"),
        ({"field": "name", "eq": 7}, ""),
        ({"field": "metadata.author", "eq": "张三"}, "a"),
        ({"field": "metadata.author", "exists": True}, "ab"),
        ({"field": "metadata.author", "in": []}, ""),
        ({"field": "metadata.year", "min": 2021}, "a"),
        ({"field": "metadata.year", "max": 2023, "min": 2020.5}, "ab"),
        ({"field": "metadata.year", "eq": 2023}, "a"),
        ({"field": "metadata.year", "eq": "2023"}, ""),
        ({"field": "metadata.draft", "eq": True}, "b"),
        ({"field": "metadata.draft", "eq": 0}, ""),
        ({"field": "metadata.date", "min": "2020-01-01", "max": "2020-12-31"}, "b"),
        ({"field": "metadata.odd key.%", "eq": "x"}, "c"),
        ({"field": "metadata.absent", "eq": "x"}, ""),
        ({"field": "tags", "eq": "hr"}, "ac"),
        ({"field": "tags", "eq": "leave"}, "a"),
        ({"field": "created_at", "min": "2021-01-01"}, "ac"),
        ({"and": []}, "abc"),
        ({"or": []}, ""),
        ({"or": [{"field": "tags", "eq": "leave"}, {"field": "language", "eq": "en"}]}, "ab"),
        ({"and": [{"field": "tags", "eq": "hr"}, {"not": {"field": "language", "eq": "zh"}}]}, "c"),
    ],
)
def test_a_condition_leaves_the_documents_that_meet_it(
    store: Store, base: int, shape: object, left: str
) -> None:
    assert _documents(store, base, shape) == left


def test_a_condition_on_chunks_leaves_chunks(store: Store, base: int) -> None:
    shape = {"and": [{"field": "page", "min": 2}, {"field": "language", "eq": "zh"}]}
    assert _left(store, Filter((base,), condition=condition_from(shape))) == ["a.pdf/2"]
    shape = {"or": [{"field": "kind", "eq": "table"}, {"field": "language", "eq": "zh"}]}
    found = _left(store, Filter((base,), condition=condition_from(shape)))
    assert found == ["a.pdf/1", "a.pdf/2", "b.md/2", "c.md/2"]


def test_a_base_is_searched_by_those_who_may_use_it_and_nobody_else(store: Store, base: int) -> None:
    assert len(_left(store, Filter((base,), reader=frozenset({"pr_2", "hr"})))) == 6
    assert len(_left(store, Filter((base,), reader=frozenset({"pr_owner"})))) == 6
    assert _left(store, Filter((base,), reader=frozenset({"pr_2", "it"}))) == []
    assert _left(store, Filter((base,), reader=frozenset())) == []
    assert len(_left(store, Filter((base,)))) == 6


def test_a_closed_document_is_found_by_its_readers_and_the_owner_alone(store: Store, base: int) -> None:
    with store.write() as connection:
        closed = update(documents).where(documents.c.name == "a.pdf")
        connection.execute(closed.values(readers='["board"]'))
    assert len(_left(store, Filter((base,), reader=frozenset({"pr_2", "hr"})))) == 4
    assert len(_left(store, Filter((base,), reader=frozenset({"pr_2", "hr", "board"})))) == 6
    assert _left(store, Filter((base,), reader=frozenset({"pr_2", "board"}))) == []
    assert len(_left(store, Filter((base,), reader=frozenset({"pr_owner"})))) == 6


@pytest.mark.parametrize(
    "shape",
    [
        None, [], "x", {}, {"field": "nothing", "eq": 1}, {"field": "metadata.", "eq": 1},
        {"field": 'metadata.a"b', "eq": 1}, {"field": "language"}, {"field": "language", "eq": 1, "in": [1]},
        {"field": "language", "eq": None}, {"field": "language", "in": "zh"}, {"and": {}}, {"xor": []},
        {"and": [], "or": []}, {"field": "page", "eq": "one"}, {"field": "created_at", "min": "soon"},
        {"field": "language", "exists": 1}, {"field": "name", "eq": "a\0"}, {"field": "page", "eq": 2**70},
        {"or": [{"field": "page", "eq": 1}] * 500},
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(shape: object) -> None:
    with pytest.raises(WeirError, match=r"knowledge\.filter_invalid"):
        condition_from(shape)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["field", "eq", "in", "min", "and", "or", "not", "page"]), inner)
    ),
)


@given(_JSON)
def test_any_json_is_a_condition_or_refused(shape: object) -> None:
    assert refusal(shape) in (None, "knowledge.filter_invalid")


def refusal(shape: object) -> str | None:
    """The code of the error; None where there is none."""
    try:
        condition_from(shape)
    except WeirError as error:
        return error.code
    return None


def test_names_in_a_filter_are_never_read_as_sql(store: Store, base: int) -> None:
    for hostile in ("x' OR 1=1 --", '$.* ? (@ == "x")', "%s :x ? {}", "a]['b"):
        assert _documents(store, base, {"field": "name", "eq": hostile}) == ""
        if '"' not in hostile:
            assert _documents(store, base, {"field": f"metadata.{hostile}", "eq": "x"}) == ""
