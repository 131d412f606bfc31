"""Knowledge bases: made, shared, changed, and gone with everything in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from weir.core.auth import Principal, Role, allowed
from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge
from weir.knowledge.tables import bases, chunks, documents, elements, lexical_rows, snapshots


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers)


def _principal(id: str, *groups: str) -> Principal:
    return Principal(id=id, name=id, role=Role.user, tier="standard", quota=None, groups=frozenset(groups))


def test_a_base_is_what_it_was_made(knowledge: Knowledge) -> None:
    made = knowledge.create(" 人事制度 ", "pr_1", "休假与报销", readers=["hr", "hr"])
    assert (made.name, made.owner, made.description) == ("人事制度", "pr_1", "休假与报销")
    assert made.readers == {"hr"}
    assert knowledge.get(made.id) == made
    assert knowledge.list() == [made]


def test_only_owner_groups_and_the_public_may_see_a_base(knowledge: Knowledge) -> None:
    private = knowledge.create("a", "pr_owner", readers=["hr"])
    public = knowledge.create("b", "pr_owner", public=True)
    assert allowed(_principal("pr_owner"), "see", private.resource)
    assert allowed(_principal("pr_2", "hr"), "see", private.resource)
    assert not allowed(_principal("pr_3", "it"), "see", private.resource)
    assert allowed(_principal("pr_3"), "see", public.resource)


def test_a_change_leaves_the_rest_as_it_was(knowledge: Knowledge) -> None:
    base = knowledge.create("旧名", "pr_1", "说明")
    changed = knowledge.change(base.id, name="新名", public=True)
    assert (changed.name, changed.description, changed.public) == ("新名", "说明", True)
    assert changed.readers == base.readers


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_name_must_say_something(knowledge: Knowledge, name: str) -> None:
    with pytest.raises(WeirError, match=r"knowledge\.name_empty"):
        knowledge.create(name, "pr_1")


def test_a_base_that_is_not_there_is_not_found(knowledge: Knowledge) -> None:
    for ask in (knowledge.get, knowledge.delete, knowledge.documents, knowledge.verify):
        with pytest.raises(WeirError, match=r"auth\.not_found"):
            ask("kb_0")


def test_a_deleted_base_leaves_nothing_behind(knowledge: Knowledge, store: Store) -> None:
    base = knowledge.create("a", "pr_1")
    document = knowledge.ingest(knowledge.add_document(base.id, "a.md", "# 年假\n\n五天。".encode()).id)
    knowledge.delete(base.id)
    assert knowledge.list() == []
    assert knowledge.retrieve("年假", [base.id]) == []
    with pytest.raises(WeirError, match=r"auth\.not_found"):
        knowledge.document(document.id)
    with store.read() as connection:
        for table in (bases, documents, chunks, elements, lexical_rows, snapshots):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


def test_a_deletion_that_was_cut_off_is_invisible_and_finished_later(
    knowledge: Knowledge, store: Store
) -> None:
    base = knowledge.create("a", "pr_1")
    knowledge.ingest(knowledge.add_document(base.id, "a.md", "年假五天。".encode()).id)
    with store.write() as connection:
        connection.execute(bases.update().values(deleted_at=1))
    assert knowledge.retrieve("年假", [base.id]) == []
    knowledge.sweep()
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(documents)).scalar() == 0
