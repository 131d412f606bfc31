"""Near-duplicates: what says the same is shown once with its other sources; another figure is another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge
from weir.knowledge.duplicates import same, sketch
from weir.knowledge.tables import bands, chunks
from weir.knowledge.tokens import lexical

RULE = "实验室的钢瓶应当直立固定，并远离热源；每月由安全员检查阀门一次，检查结果记入登记簿，登记簿保存五年。"
RULE_EN = (
    "Gas bottles are kept upright and chained to the wall, away from any heat. The safety officer checks the "
    "valves once a month and writes the result into the book, which is kept for five years."
)


@pytest.mark.parametrize("text", [RULE, RULE_EN])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.upper(),
        lambda text: text.replace("，", ", ").replace("。", "."),
        lambda text: text.replace(" ", "\n"),
        lambda text: f"{text} 受控文件" if "钢瓶" in text else f"Controlled copy. {text}",
        lambda text: text.replace("实验室", "實驗室").replace("检查", "檢查"),
    ],
)
def test_spacing_case_script_and_furniture_make_no_difference(text: str, change: object) -> None:
    one, other = lexical(text), lexical(change(text))  # type: ignore[operator]
    assert set(sketch(one)) & set(sketch(other))
    assert same(one, other)


@pytest.mark.parametrize(
    ("before", "after"),
    [("五年", "十年"), ("应当", "不得"), ("安全员", "值班员"), ("每月", "每周"), ("远离", "不远离")],
)
def test_another_figure_name_or_word_of_weight_is_another_text(before: str, after: str) -> None:
    assert not same(lexical(RULE), lexical(RULE.replace(before, after)))


def test_another_number_in_english_is_another_text() -> None:
    assert not same(lexical(RULE_EN), lexical(RULE_EN.replace("five", "ten")))
    assert not same(lexical(RULE_EN), lexical(RULE_EN.replace("are kept", "are not kept")))


@settings(deadline=None)
@given(st.text(st.sampled_from("年假天员工 word not 12。\n"), max_size=200), st.text(max_size=100))
def test_sameness_is_mutual_and_never_fails(one: str, other: str) -> None:
    left, right = lexical(one), lexical(one + other)
    assert same(left, right) == same(right, left)
    assert all(0 <= band < 2**48 for band in sketch(left))


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers)


def _add(knowledge: Knowledge, base: str, name: str, text: str) -> str:
    return knowledge.ingest(knowledge.add_document(base, name, text.encode()).id).id


def _marked(knowledge: Knowledge) -> list[int]:
    with knowledge.store.read() as connection:
        query = select(chunks.c.duplicate_of).where(chunks.c.duplicate_of.is_not(None))
        return [*connection.execute(query).scalars()]


def test_one_is_shown_and_names_the_others(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    _add(knowledge, base, "old.md", RULE)
    _add(knowledge, base, "copy.md", RULE.replace("，", ", "))
    _add(knowledge, base, "new.md", f"{RULE}受控文件")
    (evidence,) = knowledge.retrieve("钢瓶的阀门多久检查一次？", [base])
    named = [evidence.document, *(source["document"] for source in evidence.why["also"])]
    assert sorted(named) == ["copy.md", "new.md", "old.md"]


def test_texts_that_differ_in_a_figure_are_both_shown(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    _add(knowledge, base, "a.md", RULE)
    _add(knowledge, base, "b.md", RULE.replace("五年", "十年"))
    assert _marked(knowledge) == []


def test_bases_know_nothing_of_each_other(knowledge: Knowledge) -> None:
    for name in ("a", "b"):
        _add(knowledge, knowledge.create(name, "pr_1").id, "x.md", RULE)
    assert _marked(knowledge) == []


def test_when_the_first_goes_another_takes_its_place(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    first = _add(knowledge, base, "a.md", RULE)
    _add(knowledge, base, "b.md", f"{RULE}受控文件")
    _add(knowledge, base, "c.md", f"受控文件{RULE}")
    assert len(_marked(knowledge)) == 2
    knowledge.delete_document(first)
    assert len(_marked(knowledge)) == 1
    (evidence,) = knowledge.retrieve("钢瓶的阀门多久检查一次？", [base])
    assert len(evidence.why["also"]) == 1
    _add(knowledge, base, "d.md", RULE.replace("；", "; "))
    assert len(_marked(knowledge)) == 2


def test_nothing_is_left_of_a_base_that_is_deleted(knowledge: Knowledge) -> None:
    base = knowledge.create("a", "pr_1").id
    _add(knowledge, base, "a.md", RULE)
    knowledge.delete(base)
    with knowledge.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(bands)).scalar() == 0
