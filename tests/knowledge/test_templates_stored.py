"""Templates in a base: chosen, asked for, changed; and rows of tables that find their table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge

LAW = "第一条　为了保护树木，制定本办法。\n第二条　树木由街道负责养护。\n第三条　砍伐树木须经批准。\n"
STAFF = "工号,姓名,部门\n" + "".join(
    f"A{n:03},员工{n:03},{'研发部' if n % 2 else '市场部'}\n" for n in range(200)
)


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers)


def test_a_document_tells_how_it_was_cut(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    document = knowledge.ingest(knowledge.add_document(base, "树木.txt", LAW.encode()).id)
    assert (document.template, document.cut_as, document.chunks) == (None, "law", 3)


def test_the_base_says_how_and_the_document_may_say_otherwise(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1", template="manual")
    assert base.template == "manual"
    plain = knowledge.ingest(knowledge.add_document(base.id, "a.txt", LAW.encode()).id)
    assert (plain.cut_as, plain.chunks) == ("manual", 1)
    own = knowledge.ingest(knowledge.add_document(base.id, "b.txt", f"{LAW}第四条　略。".encode(), "law").id)
    assert (own.template, own.cut_as) == ("law", "law")
    assert knowledge.change(base.id, template="auto").template is None


def test_another_template_cuts_a_document_again(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    first = knowledge.ingest(knowledge.add_document(base, "a.txt", LAW.encode()).id)
    again = knowledge.add_document(base, "a.txt", LAW.encode(), "manual")
    assert (again.id, again.status) == (first.id, "queued")
    assert knowledge.ingest(again.id).chunks == 1
    assert knowledge.recut(first.id, "auto").status == "queued"
    assert knowledge.ingest(first.id).cut_as == "law"
    assert knowledge.verify(base).clean


def test_the_same_template_asked_for_again_changes_nothing(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    document = knowledge.ingest(knowledge.add_document(base, "a.txt", LAW.encode(), "law").id)
    assert knowledge.add_document(base, "a.txt", LAW.encode(), "law").status == "ready"
    assert knowledge.add_document(base, "a.txt", LAW.encode()).template == document.template


def test_an_unknown_template_is_refused_before_anything_is_written(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    with pytest.raises(WeirError, match=r"knowledge\.template_unknown"):
        knowledge.add_document(base, "a.txt", LAW.encode(), "poem")
    assert knowledge.documents(base) == []


def test_a_row_finds_the_part_of_the_table_that_holds_it(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    knowledge.ingest(knowledge.add_document(base, "员工.csv", STAFF.encode()).id)
    first, *rest = knowledge.retrieve("A137 在哪个部门？", [base])
    assert "| A137 | 员工137 | 研发部 |" in first.text
    assert first.text.startswith("| 工号 | 姓名 | 部门 |")
    assert first.why["found"]["row"]["text"] == "工号: A137；姓名: 员工137；部门: 研发部"
    assert all(evidence.text.startswith("| 工号 |") for evidence in rest)
    assert len({evidence.id for evidence in [first, *rest]}) == 1 + len(rest)


def test_rows_of_one_table_leave_room_for_other_documents(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    knowledge.ingest(knowledge.add_document(base, "员工.csv", STAFF.encode()).id)
    text = "# 手册\n\n市场部的活动由市场部经理批准。"
    knowledge.ingest(knowledge.add_document(base, "手册.md", text.encode()).id)
    found = knowledge.retrieve("市场部的活动由谁批准？", [base], 4)
    assert found[0].document == "手册.md"
    assert {evidence.document for evidence in found} == {"手册.md", "员工.csv"}
